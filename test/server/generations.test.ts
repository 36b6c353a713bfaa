import { z } from 'zod';
import { fixedClock } from '../../adapters/platform/index.ts';
import { memoryWhiteboard } from '../../adapters/whiteboard/memory.ts';
import { createCatalogue, defineEvent } from '../../domain/kernel/index.ts';
import type { Projection } from '../../projections/kernel/index.ts';
import { Generations } from '../../src/server/generations.ts';
import { generationOf } from '../../src/server/program.ts';

test('read models are kept of every version that has run within a day', async () => {
  const clock = fixedClock();
  const board = memoryWhiteboard(clock);
  const kept: string[][] = [];
  const dropped: string[][] = [];
  const server = (generation: string) =>
    new Generations({
      board,
      clock,
      generation,
      version: '1.0.0',
      drop: async keep => {
        kept.push([...keep]);
        return keep.includes('a') ? [] : ['a'];
      },
      onDropped: generations => dropped.push([...generations]),
    });
  const [older, newer] = [server('a'), server('b')];
  await older.look();
  await newer.look();
  clock.advance(23 * 60 * 60_000);
  await newer.look();
  clock.advance(60 * 60_000);
  await newer.look();
  expect(kept).toEqual([['a'], ['a', 'b'], ['a', 'b'], ['b']]);
  expect(dropped).toEqual([['a']]);
});

describe('the generation of a program', () => {
  const list: Projection = {
    name: 'things',
    version: 1,
    collections: [{ name: 'things', version: 1, history: 'columns', columns: { size: { type: 'integer' } } }],
    handles: ['Made', 'Broken'],
    project: () => [],
  };
  const made = { Made: defineEvent('Made', 1, z.null()), Broken: defineEvent('Broken', 1, z.null()) };
  const program = (projection: Partial<Projection> = {}, events = {}) => ({
    version: '1.0.0',
    catalogue: createCatalogue({ ...made, ...events }),
    projections: [{ ...list, ...projection }],
  });
  const first = generationOf(program());

  test('is the same for programs whose read models are', () => {
    expect(first).toMatch(/^[0-9a-f]{8}$/);
    expect(generationOf({ ...program(), version: '1.0.1' })).toBe(first);
    expect(generationOf(program({ handles: ['Broken', 'Made'], project: () => [] }))).toBe(first);
    expect(generationOf(program({}, { Other: defineEvent('Other', 1, z.null()) }))).toBe(first);
  });

  test.each([
    ['another version of a projection', program({ version: 2 })],
    ['another column', program({ collections: [{ ...list.collections[0]!, columns: {} }] })],
    ['an event more that it is made of', program({ handles: ['Made'] })],
    [
      'another version of such an event',
      program({}, { Made: defineEvent('Made', 2, z.null(), { 1: () => null }) }),
    ],
  ])('is another with %s', (_what, other) => {
    expect(generationOf(other)).not.toBe(first);
  });
});

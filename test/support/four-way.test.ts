import type { Projection } from '../../projections/kernel/index.ts';
import { eventLog, fourWays, ways } from './four-way.ts';

const counters: Projection = {
  name: 'test.counters',
  version: 1,
  collections: [
    {
      name: 'test.counters',
      version: 1,
      history: 'columns',
      columns: { count: { type: 'integer' }, last: { type: 'text' } },
    },
    { name: 'test.lines', version: 1, history: 'append', columns: { at: { type: 'time' } } },
  ],
  handles: ['Counted', 'Named', 'Removed'],
  project: ({ type, data, at, position }) => {
    const { id, name } = data as { id: string; name?: string };
    const line = {
      kind: 'put' as const,
      collection: 'test.lines',
      id: String(position),
      columns: { at: Date.parse(at) },
      body: { type },
    };
    const collection = 'test.counters';
    if (type === 'Counted')
      return [{ kind: 'increment', collection, id, by: { count: 1 }, otherwise: { last: 'new' } }, line];
    if (type === 'Named')
      return [{ kind: 'patch', collection, id, columns: { last: name ?? null }, body: { seen: at } }, line];
    return [{ kind: 'delete', collection, id }, line];
  },
};

const stored = eventLog();
fourWays('increments, patches, deletions and appended lines', {
  projection: counters,
  events: [
    stored('s-1', 'Ignored', {}),
    stored('s-1', 'Counted', { id: 'a' }),
    stored('s-1', 'Counted', { id: 'b' }),
    stored('s-1', 'Named', { id: 'a', name: 'x' }),
    stored('s-1', 'Counted', { id: 'a' }),
    stored('s-1', 'Removed', { id: 'b' }),
    stored('s-1', 'Named', { id: 'b', name: 'nobody' }),
    stored('s-1', 'Counted', { id: 'b' }),
  ],
  then: contents => {
    expect(contents['test.counters']).toEqual([
      { id: 'a', columns: { count: 2, last: 'x' }, body: { seen: '2026-01-01T00:03:00.000Z' } },
      { id: 'b', columns: { count: 1, last: 'new' }, body: {} },
    ]);
    expect(contents['test.lines']).toHaveLength(7);
    expect(contents['test.lines']?.[0]).toEqual({
      id: '2',
      columns: { at: Date.UTC(2026, 0, 1, 0, 1) },
      body: { type: 'Counted' },
    });
  },
});

describe('finds out a projection that', () => {
  const wrong = (project: Projection['project']): Projection => ({ ...counters, project });
  const log = eventLog();
  const events = [log('s-1', 'Counted', { id: 'a' }), log('s-1', 'Counted', { id: 'a' })];
  const then = () => {};
  const fails = async (projection: Projection) => {
    for (const run of Object.values(ways)) await expect(run({ projection, events, then })).rejects.toThrow();
  };
  const put = (count: number) => ({
    kind: 'put' as const,
    collection: 'test.counters',
    id: 'a',
    columns: { count },
  });

  test('remembers something between events', async () => {
    let seen = 0;
    await fails(wrong(() => [put((seen += 1))]));
  });
  test('changes an event', () =>
    fails(
      wrong(({ data }) => {
        (data as { id: string }).id = 'b';
        return [put(1)];
      }),
    ));
  test('writes what the collection does not declare', () =>
    fails(wrong(() => [{ ...put(1), columns: { nope: 1 } }])));
  test('writes what another projection keeps', () =>
    fails(wrong(() => [{ ...put(1), collection: 'test.others' }])));
  test('makes no documents where some are expected', async () => {
    const run = ways['once'];
    const nothing = { projection: wrong(() => []), events };
    const something = () => expect(0).toBe(1);
    await expect(run?.({ ...nothing, then: something })).rejects.toThrow();
  });
});

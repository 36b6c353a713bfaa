import fc from 'fast-check';
import { parseBody } from '../../../adapters/inventory/index.ts';
import {
  device,
  resolveIdentity,
  type DeviceEvent,
  type DeviceState,
  type InventoryReport,
} from '../../../domain/devices/index.ts';
import { dialects, type DialectName, type Facts } from '../../support/inventory-dialects/index.ts';
import { facts, passing } from '../../support/inventory-facts.ts';

const names = Object.keys(dialects) as DialectName[];

function reportOf(dialect: DialectName, machine: Facts): InventoryReport {
  const { message } = parseBody(Buffer.from(dialects[dialect](machine)), undefined);
  if (message.kind !== 'inventory') throw new Error(message.kind);
  return message.report;
}

function record(
  state: DeviceState,
  report: InventoryReport,
  at: string,
): { events: readonly DeviceEvent[]; state: DeviceState } {
  const identity = resolveIdentity(report.claims, []).explanation;
  const decision = device.decide(
    { type: 'RecordInventory', at, report, identity, delivery: 'online' },
    state,
  );
  if (decision.kind === 'refused') throw new Error(decision.refusal.code);
  return { events: decision.events, state: decision.events.reduce(device.evolve, state) };
}

/** The same facts in other words: lists in any order, other letter case, white space, passing values, free space a little off. */
interface Disguise {
  readonly order: number;
  readonly upper: boolean;
  readonly wide: boolean;
  readonly passing: Facts['passing'];
  readonly freed: number;
}

const disguise: fc.Arbitrary<Disguise> = fc.record({
  order: fc.nat(1_000),
  upper: fc.boolean(),
  wide: fc.boolean(),
  passing,
  freed: fc.integer({ min: -500, max: 500 }),
});

const texts = new Set([
  'hostName',
  'domain',
  'user',
  'name',
  'model',
  'maker',
  'manufacturer',
  'publisher',
  'caption',
  'driver',
  'fullName',
  'uuid',
  'mac',
  'serial',
  'fileSystem',
]);

function disguised(machine: Facts, { order, upper, wide, passing: other, freed }: Disguise): Facts {
  const reword = (text: string) => {
    const cased = upper ? text.toUpperCase() : text.toLowerCase();
    return wide ? `  ${cased.replaceAll(' ', ' \t ')} ` : cased;
  };
  const walk = (value: unknown, field: string): unknown => {
    if (Array.isArray(value)) {
      const items = value.map(item => walk(item, field));
      // Pairs that mean something by their order (a date) are numbers.
      if (items.length < 2 || typeof items[0] === 'number') return items;
      const turn = order % items.length;
      return [...items.slice(turn), ...items.slice(0, turn)].reverse();
    }
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
    if (typeof value === 'string' && texts.has(field)) return reword(value);
    if (typeof value === 'number' && field === 'free') return Math.max(0, value + freed);
    return value;
  };
  return { ...(walk(machine, '') as Facts), passing: other };
}

describe('quiet history', () => {
  it('appends nothing for the same inventory in any dialect, order, letter case and white space', () => {
    fc.assert(
      fc.property(
        facts,
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.constantFrom(...names), disguise), { minLength: 1, maxLength: 4 }),
        (machine, first, later) => {
          const registered = record(device.initial, reportOf(first, machine), '2026-11-22T12:00:00.000Z');
          expect(registered.events.map(event => event.type)).toEqual(['DeviceRegistered']);
          // Each program introduces itself once.
          let { state } = registered;
          for (const name of names)
            state = record(state, reportOf(name, machine), '2026-11-22T12:01:00.000Z').state;
          for (const [dialect, how] of later) {
            const report = reportOf(dialect, disguised(machine, how));
            expect(record(state, report, '2026-11-22T13:00:00.000Z').events).toEqual([]);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('introduces another program of the same machine as nothing but that', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...names), fc.constantFrom(...names), (machine, first, second) => {
        const { state } = record(device.initial, reportOf(first, machine), '2026-11-22T12:00:00.000Z');
        const { events } = record(state, reportOf(second, machine), '2026-11-22T12:01:00.000Z');
        for (const event of events) {
          const { source: _source, since: _since, ...told } = event.data as Record<string, unknown>;
          expect(JSON.stringify(told)).toMatch(/^\{"(?:changes":\{"agent\.|inventory":\{"agent":)/);
        }
        if (first === second) expect(events).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('notices a real change in every section it compares', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...names), (machine, name) => {
        const { state } = record(device.initial, reportOf(name, machine), '2026-11-22T12:00:00.000Z');
        const more: Facts = {
          ...machine,
          software: [
            ...machine.software,
            {
              name: 'zz-new',
              version: '1.0',
              publisher: 'x',
              architecture: 'all',
              bytes: 1,
              installed: [2026, 1, 1],
            },
          ],
        };
        const { events } = record(state, reportOf(name, more), '2026-11-22T13:00:00.000Z');
        // Of a machine without any software the whole section is learned.
        expect(['SoftwareInstalled', 'DetailsLearned']).toContain(events[0]?.type);
        expect(events).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });
});

import fc from 'fast-check';
import { containsNetwork, parseNetwork, targetKey } from '../../../domain/agents/index.ts';
import type { GroupAssignment, GroupTarget } from '../../../domain/agents/index.ts';
import {
  assignmentsIn,
  havingConfiguration,
  havingKind,
  membersOf,
  reachedThrough,
  resolvedGroup,
  resolverOf,
} from '../../../projections/agents/index.ts';
import type { AssignmentKind } from '../../../projections/agents/index.ts';
import { devicesCollection } from '../../../projections/devices/index.ts';
import { compileFilter } from '../../../projections/kernel/index.ts';
import type { Filter, Row } from '../../../projections/kernel/index.ts';

const configurations = ['default', 'lab', 'office', 'travel'] as const;
const views: ReadonlyMap<string, Filter> = new Map([
  ['big', { op: 'range', column: 'memory', gte: 8 }],
  ['tagged', { op: 'eq', column: 'tag', value: 'LAB' }],
]);
const paths = ['A', 'A/B', 'A/B/C', 'AB', 'D'] as const;
const networks = ['10.0.0.0/8', '10.1.0.0/16', '10.1.0.0/22', '10.1.2.0/24', '10.1.2.128/25'] as const;
const addresses = ['10.1.2.7', '10.1.2.200', '10.1.3.9', '10.20.0.1', '192.168.0.4', 'fe80::1'] as const;
const types = ['pc', 'server'] as const;

const path = fc.constantFrom(...paths);
const group: fc.Arbitrary<GroupTarget> = fc.oneof(
  path.map(each => ({ kind: 'department', path: each }) as const),
  path.map(each => ({ kind: 'location', path: each }) as const),
  fc.constantFrom(...networks).map(network => ({ kind: 'network', network }) as const),
  fc.constantFrom(...types).map(deviceType => ({ kind: 'deviceType', deviceType }) as const),
  fc.constantFrom('big', 'tagged', 'withdrawn').map(view => ({ kind: 'view', view }) as const),
);
const ids = ['d1', 'd2', 'd3'] as const;
const orNone = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const device: fc.Arbitrary<Row> = fc.record({
  id: fc.constantFrom(...ids),
  columns: fc.record({
    department: orNone(path),
    location: orNone(path),
    ipAddress: orNone(fc.constantFrom(...addresses)),
    deviceType: fc.constantFrom(...types),
    memory: orNone(fc.constantFrom(4, 16)),
    tag: orNone(fc.constantFrom('LAB', 'OFF')),
  }),
});
const state = fc
  .record({
    groups: fc.uniqueArray(fc.tuple(group, fc.constantFrom(...configurations)), {
      selector: ([target]) => targetKey(target),
      maxLength: 12,
    }),
    computers: fc.dictionary(fc.constantFrom(...ids), fc.constantFrom(...configurations)),
  })
  .map(({ groups, computers }) => ({
    computers,
    groups: Object.fromEntries(
      groups.map(([target, configuration], order): [string, GroupAssignment] => [
        targetKey(target),
        { target, configuration, order },
      ]),
    ),
  }));

const holds = (filter: Filter, row: Row) => compileFilter(devicesCollection, filter)(row);
const resolve = (from: Parameters<typeof assignmentsIn>[0], row: Row) =>
  resolverOf(assignmentsIn(from, views), devicesCollection)(row);

test('AGT-021 a computer without an assignment has the default configuration', () => {
  const none = { groups: {}, computers: {} };
  fc.assert(
    fc.property(device, row => {
      expect(resolve(none, row)).toEqual({ configuration: 'default', kind: 'default', by: null });
    }),
  );
});

test('AGT-029 what was assigned to a computer directly is never overridden by a group', () => {
  fc.assert(
    fc.property(state, device, fc.constantFrom(...configurations), (before, row, configuration) => {
      const direct = { ...before, computers: { ...before.computers, [row.id]: configuration } };
      expect(resolve(direct, row)).toEqual({ configuration, kind: 'direct', by: `computer:${row.id}` });
    }),
  );
});

test('AGT-029 AGT-030 an assignment to a group changes those it reaches and nobody else, and cancelling it gives back what was', () => {
  fc.assert(
    fc.property(state, group, device, (before, target, row) => {
      const key = targetKey(target);
      const { [key]: _, ...others } = before.groups;
      const without = { ...before, groups: others };
      const order = Object.keys(others).length + 100;
      const after = { ...before, groups: { ...others, [key]: { target, configuration: 'travel', order } } };
      const had = resolve(without, row);
      const has = resolve(after, row);
      const reached = holds(reachedThrough(assignmentsIn(after, views), key), row);
      expect(has).toEqual(reached ? { configuration: 'travel', kind: 'indirect', by: key } : had);
      if (reached) expect(holds(membersOf(target, views), row)).toBe(true);
    }),
  );
});

test('a computer belongs to one configuration and came to it in one way, whether asked of it or of all', () => {
  const kinds: readonly AssignmentKind[] = ['direct', 'indirect', 'default'];
  fc.assert(
    fc.property(state, device, (from, row) => {
      const assignments = assignmentsIn(from, views);
      const { configuration, kind } = resolve(from, row);
      expect(configurations.filter(each => holds(havingConfiguration(assignments, each), row))).toEqual([
        configuration,
      ]);
      expect(kinds.filter(each => holds(havingKind(assignments, each), row))).toEqual([kind]);
    }),
    { numRuns: 1_000 },
  );
});

const assigned = (...pairs: (readonly [GroupTarget, string])[]) => ({
  computers: {},
  groups: Object.fromEntries(
    pairs.map(([target, configuration], order) => [targetKey(target), { target, configuration, order }]),
  ),
});
const row = (columns: Row['columns']): Row => ({ id: 'd1', columns });

test('AGT-029 the deeper group counts before the one above it, and an earlier type before a later', () => {
  const from = assigned(
    [{ kind: 'view', view: 'big' }, 'travel'],
    [{ kind: 'department', path: 'A' }, 'office'],
    [{ kind: 'department', path: 'A/B' }, 'lab'],
    [{ kind: 'network', network: '10.1.2.0/24' }, 'travel'],
    [{ kind: 'network', network: '10.0.0.0/8' }, 'office'],
    [{ kind: 'deviceType', deviceType: 'server' }, 'lab'],
  );
  const by = (columns: Row['columns']) => resolve(from, row(columns)).by;
  const everything = { department: 'A/B/C', ipAddress: '10.1.2.7', deviceType: 'server', memory: 16 };
  expect(by(everything)).toBe('view:big');
  expect(by({ ...everything, memory: 4 })).toBe('department:A/B');
  expect(by({ ...everything, memory: 4, department: 'A' })).toBe('department:A');
  expect(by({ ...everything, memory: 4, department: 'D' })).toBe('network:10.1.2.0/24');
  expect(by({ ipAddress: '10.9.9.9', deviceType: 'server' })).toBe('network:10.0.0.0/8');
  expect(by({ deviceType: 'server' })).toBe('deviceType:server');
});

test('of two views that hold a computer the one assigned last counts', () => {
  const [big, tagged] = [{ kind: 'view', view: 'big' } as const, { kind: 'view', view: 'tagged' } as const];
  const both = row({ memory: 16, tag: 'LAB' });
  expect(resolve(assigned([big, 'lab'], [tagged, 'office']), both).by).toBe('view:tagged');
  expect(resolve(assigned([tagged, 'office'], [big, 'lab']), both).by).toBe('view:big');
});

test('AGT-029 a group shows its own assignment as direct and that of a group around it as indirect', () => {
  const assignments = assignmentsIn(
    assigned([{ kind: 'department', path: 'A' }, 'office'], [{ kind: 'department', path: 'A/B' }, 'lab']),
    views,
  );
  const of = (each: string) => resolvedGroup(assignments, { kind: 'department', path: each });
  expect(of('A')).toEqual({ configuration: 'office', kind: 'direct', by: 'department:A' });
  expect(of('A/B')).toEqual({ configuration: 'lab', kind: 'direct', by: 'department:A/B' });
  expect(of('A/B/C')).toEqual({ configuration: 'lab', kind: 'indirect', by: 'department:A/B' });
  expect(of('AB')).toEqual({ configuration: 'default', kind: 'default', by: null });
});

test('a network holds just the addresses it contains', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const address = fc.tuple(octet, octet, octet, octet).map(octets => octets.join('.'));
  fc.assert(
    fc.property(address, address, fc.integer({ min: 1, max: 32 }), (text, inside, bits) => {
      for (const one of [text, inside]) {
        const network = `${inside}/${bits}`;
        const contained = containsNetwork(parseNetwork(network)!, parseNetwork(`${one}/32`)!);
        const members = membersOf({ kind: 'network', network }, views);
        expect(holds(members, row({ ipAddress: one }))).toBe(contained);
      }
    }),
    { numRuns: 500 },
  );
});

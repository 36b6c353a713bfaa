import {
  commonDefinitions,
  device,
  deviceRefusals,
  mostGroups,
  mostNotes,
} from '../../../domain/devices/index.ts';
import type { DeviceCommand, DeviceEvent, DeviceRefusal } from '../../../domain/devices/index.ts';
import {
  carried,
  claims,
  day,
  DeviceLife,
  inventory,
  packages,
  record,
} from '../../support/device-reports.ts';
import { spec } from '../../support/spec.ts';

/** Whole records: managed, ignored, removed, placed, merged, split. */
const at = day(5);
const serial = 'serialNumber:sn-0001' as const;
const second = 'mac:02:00:5e:00:00:01' as const;

function registered(): DeviceLife {
  const life = new DeviceLife();
  life.do(record(day(1), inventory()));
  return life;
}

function after(...commands: readonly DeviceCommand[]): DeviceEvent[] {
  const life = registered();
  for (const command of commands) life.do(command);
  return life.events;
}

const ended = packages(3).map(({ size: _size, ...item }) => ({ ...item, since: day(1) }));
const keys = [
  'deviceId:lab-ocs-big-2026-01-01-00-00-00',
  'serialNumber:sn-0001',
  'mac:02:00:5e:00:00:03',
  'mac:02:00:5e:00:00:01',
  'hostName:lab-ocs-big',
] as const;

const mergeA: DeviceCommand = { type: 'MergeDevice', at, deviceId: 'a', into: 'b' };
const remove: DeviceCommand = { type: 'RemoveDevice', at };
const ignore: DeviceCommand = { type: 'IgnoreDevice', at };

const refusals: Readonly<
  Record<DeviceRefusal, readonly (readonly [readonly DeviceEvent[], DeviceCommand])[]>
> = {
  DEVICE_UNKNOWN: [
    [[], { type: 'ManageDevice', at }],
    [[], ignore],
    [[], remove],
    [[], mergeA],
    [[], { type: 'PlaceDevice', at, department: 'Legal' }],
    [[], { type: 'AbsorbDevice', at, deviceId: 'b', from: 'a', keys: [] }],
    [[], { type: 'SplitDevice', at, into: 'c', keys: [serial] }],
  ],
  DEVICE_IGNORED: [[after(ignore), record(at, inventory())]],
  DEVICE_DISCOVERED: [
    [
      new DeviceLife().do({ ...record(day(1), inventory()), licensed: false }),
      { ...record(at, inventory()), licensed: false },
    ],
  ],
  DEVICE_REMOVED: [
    [after(remove), record(at, inventory())],
    [after(remove), ignore],
  ],
  OFFLINE_FILE_UNSIGNED: [
    [new DeviceLife().do(record(day(1), inventory())), carried(at, inventory(), { by: 'agent' })],
  ],
  DEVICE_MERGED: [
    [after(mergeA), record(at, inventory())],
    [after(mergeA), { type: 'MergeDevice', at, deviceId: 'a', into: 'c' }],
    [after(mergeA), remove],
  ],
  DEVICE_EXISTS: [
    [after(), { type: 'OpenSplitDevice', at, from: 'a', keys: [serial] }],
    [
      after(),
      { ...record(at, inventory()), entered: { deviceType: null, department: null, location: null } },
    ],
  ],
  DEVICE_GROUP_LIMIT: [
    [
      after({
        type: 'GroupDevice',
        at,
        add: Array.from({ length: mostGroups }, (_, no) => ({ group: `g${no}`, name: 'x' })),
        remove: [],
      }),
      { type: 'GroupDevice', at, add: [{ group: 'more', name: 'x' }], remove: [] },
    ],
  ],
  DEVICE_FIELD_VALUE: [
    [
      after(),
      {
        type: 'EnterFields',
        at,
        entries: [{ field: 'email', definition: commonDefinitions['email']!, value: 'nobody' }],
      },
    ],
  ],
  DEVICE_START_NO_WAY: [[after(), { type: 'RequestStart', at, ways: [] }]],
  DEVICE_NOTE_UNKNOWN: [
    [after(), { type: 'ChangeNote', at, note: 'n', text: 'x' }],
    [after(), { type: 'RemoveNote', at, note: 'n' }],
  ],
  DEVICE_NOTE_LIMIT: [
    [
      after(
        ...Array.from({ length: mostNotes }, (_, no) => ({
          type: 'AddNote' as const,
          at,
          note: `n${no}`,
          text: 'x',
        })),
      ),
      { type: 'AddNote', at, note: 'more', text: 'x' },
    ],
  ],
  DEVICE_MERGE_WITH_ITSELF: [
    [after(), { type: 'MergeDevice', at, deviceId: 'a', into: 'a' }],
    [after(), { type: 'AbsorbDevice', at, deviceId: 'a', from: 'a', keys: [] }],
  ],
  DEVICE_MERGE_CIRCLE: [[after({ type: 'AbsorbDevice', at, deviceId: 'a', from: 'b', keys: [] }), mergeA]],
  DEVICE_NOT_MERGED: [
    [after(), { type: 'RestoreDevice', at, from: 'b' }],
    [after(mergeA), { type: 'RestoreDevice', at, from: 'c' }],
  ],
  DEVICE_KEYS_NOT_HELD: [[after(), { type: 'SplitDevice', at, into: 'c', keys: ['mac:00:11:22:33:44:55'] }]],
  DEVICE_KEYS_ALL: [[after(), { type: 'SplitDevice', at, into: 'c', keys: [...keys] }]],
};

test('every refusal is specified', () => {
  expect(Object.keys(refusals).sort()).toStrictEqual([...deviceRefusals].sort());
});

describe.each(Object.entries(refusals))('%s', (code, cases) => {
  test.each(cases.map(([given, command]) => ({ given, command, name: command.type })))(
    '$name',
    ({ given, command }) => {
      spec(device)
        .given(...given)
        .when(command)
        .thenRefused(code as DeviceRefusal);
    },
  );
});

test('a merged record says which device stands for it', () => {
  spec(device)
    .given(...after(mergeA))
    .when(record(at, inventory()))
    .thenRefused('DEVICE_MERGED', { into: 'b' });
});

describe('ignored, managed again, removed', () => {
  test('an ignored device ends its software, and takes everything up anew once managed', () => {
    const life = registered();
    expect(life.do(ignore)).toStrictEqual([{ type: 'DeviceIgnored', data: { since: at, software: ended } }]);
    expect(life.do(ignore)).toStrictEqual([]);
    expect(life.do({ type: 'ManageDevice', at: day(6) })).toStrictEqual([
      { type: 'DeviceManaged', data: { since: day(6) } },
    ]);
    expect(life.do({ type: 'ManageDevice', at: day(7) })).toStrictEqual([]);
    const again = life.do(record(day(8), inventory()));
    expect(again.map(({ type }) => type)).toStrictEqual(['LastUserChanged', 'DetailsLearned']);
    expect(life.state.software?.map(({ since }) => since)).toStrictEqual([day(8), day(8), day(8)]);
    expect(life.do(record(day(9), inventory()))).toStrictEqual([]);
  });

  test('a removed device lets go of keys and software, once', () => {
    const life = registered();
    const gone = life.do({ ...remove, reason: 'scrapped' });
    expect(gone).toStrictEqual([
      { type: 'DeviceRemoved', data: { since: at, reason: 'scrapped', keys: [...keys], software: ended } },
    ]);
    expect(life.do(remove)).toStrictEqual([]);
    expect(life.state.keys).toStrictEqual([]);
  });

  test('a place is set, moved and taken away, with what it was', () => {
    const life = registered();
    const place = (more: object) => life.do({ type: 'PlaceDevice', at, ...more });
    expect(place({ department: 'Plant A/Quality', location: 'Rack 7' })).toStrictEqual([
      {
        type: 'DevicePlaced',
        data: {
          since: at,
          department: 'Plant A/Quality',
          location: 'Rack 7',
          before: { department: null, location: null },
        },
      },
    ]);
    expect(place({ department: 'Plant A/Quality' })).toStrictEqual([]);
    expect(place({ location: null })).toMatchObject([
      { data: { department: 'Plant A/Quality', location: null, before: { location: 'Rack 7' } } },
    ]);
  });
});

describe('merge and split keep the history and can be taken back', () => {
  const absorb: DeviceCommand = {
    type: 'AbsorbDevice',
    at,
    deviceId: 'b',
    from: 'a',
    keys: [serial, 'mac:0a:00:00:00:00:01'],
  };

  test('merging ends the one record and tells the other, each once', () => {
    const one = registered();
    expect(one.do({ ...mergeA, reason: 'reinstalled' })).toStrictEqual([
      {
        type: 'DeviceMerged',
        data: { since: at, into: 'b', reason: 'reinstalled', keys: [...keys], software: ended },
      },
    ]);
    expect(one.do(mergeA)).toStrictEqual([]);
    const other = registered();
    expect(other.do(absorb)).toStrictEqual([
      { type: 'DeviceAbsorbed', data: { since: at, from: 'a', keys: ['mac:0a:00:00:00:00:01'] } },
    ]);
    expect(other.do(absorb)).toStrictEqual([]);
    expect(other.state).toMatchObject({
      absorbed: { a: ['mac:0a:00:00:00:00:01'] },
      keys: [...keys, 'mac:0a:00:00:00:00:01'],
    });
  });

  test('a merge taken back leaves both as they were: facts, keys, software', () => {
    const one = registered();
    const before = one.state;
    one.do(mergeA);
    const [restored] = one.do({ type: 'RestoreDevice', at: day(6), from: 'b' });
    expect(restored).toMatchObject({
      type: 'DeviceRestored',
      data: { from: 'b', registeredAt: day(1), keys: [...keys], inventory: inventory() },
    });
    expect(one.state).toStrictEqual({
      ...before,
      software: before.software!.map(item => ({ ...item, since: day(6) })),
    });
    expect(one.do(record(day(7), inventory()))).toStrictEqual([]);

    const other = registered();
    other.do(absorb);
    expect(other.do({ type: 'SplitDevice', at: day(6), into: 'a' })).toHaveLength(1);
    expect(other.state).toMatchObject({ absorbed: {}, keys: [...keys] });
  });

  test('a split moves keys to a new record, which the next report fills', () => {
    const life = registered();
    const split: DeviceCommand = { type: 'SplitDevice', at, into: 'c', keys: [second, second] };
    expect(life.do(split)).toStrictEqual([
      { type: 'DeviceSplit', data: { since: at, into: 'c', keys: [second] } },
    ]);
    expect(life.do(split)).toStrictEqual([]);
    // What was split off is not taken up again from a report of the same agent.
    expect(life.do(record(day(6), inventory()))).toStrictEqual([]);
    expect(life.state.keys).not.toContain(second);

    const fresh = new DeviceLife();
    expect(fresh.do({ type: 'OpenSplitDevice', at, from: 'a', keys: [second] })).toMatchObject([
      {
        type: 'DeviceRegistered',
        data: { splitFrom: 'a', keys: [second], inventory: {}, deviceType: 'unknown' },
      },
    ]);
    const own = { ...claims, serialNumber: 'SN-0002', macs: ['02:00:5e:00:00:01'] };
    const filled = fresh.do(record(day(7), inventory({ hostName: 'lab-3' }), { claims: own }));
    expect(filled.map(({ type }) => type)).toStrictEqual([
      'DeviceTypeChanged',
      'DeviceIdentityChanged',
      'LastUserChanged',
      'DetailsLearned',
    ]);
    expect(fresh.state).toMatchObject({ deviceType: 'server', inventory: { hostName: 'lab-3' } });
  });
});

test('the decider changes none of the events it is given', () => {
  const events = after({ type: 'PlaceDevice', at, department: 'Legal' }, mergeA);
  const copy = structuredClone(events);
  spec(device)
    .given(...events)
    .when({ type: 'RestoreDevice', at: day(6), from: 'b' });
  expect(events).toStrictEqual(copy);
});

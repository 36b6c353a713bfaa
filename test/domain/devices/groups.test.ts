import {
  deviceGroups,
  groupLimit,
  groupRefusals,
  type DeviceCommand,
  type GroupCommand,
  type GroupEvent,
  type GroupRefusal,
} from '../../../domain/devices/index.ts';
import { day, DeviceLife, inventory, record } from '../../support/device-reports.ts';
import { spec } from '../../support/spec.ts';

const created = (group: string, name: string): GroupEvent => ({
  type: 'DeviceGroupCreated',
  data: { group, name },
});
const repair = created('g1', 'Under repair');

describe('WIN-012 a custom group', () => {
  test('is added, renamed and removed', () => {
    spec(deviceGroups)
      .givenNothing.when({ type: 'CreateGroup', group: 'g1', name: 'Under repair' })
      .then(repair);
    spec(deviceGroups)
      .given(repair)
      .when({ type: 'RenameGroup', group: 'g1', name: 'Spare' })
      .then({ type: 'DeviceGroupRenamed', data: { group: 'g1', from: 'Under repair', to: 'Spare' } });
    spec(deviceGroups)
      .given(repair)
      .when({ type: 'RemoveGroup', group: 'g1' })
      .then({ type: 'DeviceGroupRemoved', data: { group: 'g1', name: 'Under repair' } });
  });

  test.each<GroupCommand>([
    { type: 'CreateGroup', group: 'g1', name: 'Under repair' },
    { type: 'RenameGroup', group: 'g1', name: 'Under repair' },
  ])('$type that is so already is nothing', command => {
    spec(deviceGroups).given(repair).when(command).thenNothing();
  });

  const full = Array.from({ length: groupLimit }, (_, no) => created(`g${no}`, `Group ${no}`));
  const refusals: Readonly<
    Record<GroupRefusal, readonly (readonly [readonly GroupEvent[], GroupCommand])[]>
  > = {
    GROUP_NOT_FOUND: [
      [[], { type: 'RenameGroup', group: 'g1', name: 'x' }],
      [[], { type: 'RemoveGroup', group: 'g1' }],
      [[], { type: 'RemoveGroup', group: 'constructor' }],
    ],
    GROUP_NAME_TAKEN: [
      [[repair], { type: 'CreateGroup', group: 'g2', name: 'under  REPAIR' }],
      [[repair, created('g2', 'Spare')], { type: 'RenameGroup', group: 'g2', name: 'Under repair' }],
    ],
    GROUP_LIMIT: [[full, { type: 'CreateGroup', group: 'more', name: 'More' }]],
  };
  test('every refusal is specified', () => {
    expect(Object.keys(refusals).sort()).toStrictEqual([...groupRefusals].sort());
  });
  test.each(
    Object.entries(refusals).flatMap(([code, cases]) =>
      cases.map(([given, command]) => ({ code, given, command, type: command.type })),
    ),
  )('$code: $type', ({ code, given, command }) => {
    spec(deviceGroups)
      .given(...given)
      .when(command)
      .thenRefused(code as GroupRefusal);
  });
});

describe('WIN-013 a device', () => {
  const at = day(5);
  const [one, two] = [
    { group: 'g1', name: 'Under repair' },
    { group: 'g2', name: 'Spare' },
  ] as const;
  const into = (...add: readonly (typeof one | typeof two)[]): DeviceCommand => ({
    type: 'GroupDevice',
    at,
    add,
    remove: [],
  });
  const life = () => {
    const made = new DeviceLife();
    made.do(record(day(1), inventory()));
    return made;
  };

  test('is put into groups and taken out, by hand and by nothing else', () => {
    const machine = life();
    machine.do(into(one));
    expect(
      machine.do({ type: 'GroupDevice', at, add: [one, two], remove: [], reason: 'lent' }),
    ).toStrictEqual([
      {
        type: 'DeviceGrouped',
        data: { since: at, reason: 'lent', added: [two], removed: [], groups: ['g1', 'g2'] },
      },
    ]);
    expect(machine.do(into(two))).toStrictEqual([]);
    expect(machine.do({ type: 'GroupDevice', at, add: [], remove: [one] })).toMatchObject([
      { data: { added: [], removed: [one], groups: ['g2'] } },
    ]);
    machine.do(record(day(6), inventory({ lastUser: 'root' })));
    expect(machine.state.groups).toStrictEqual(['g2']);
  });

  test('keeps its groups through a merge that is taken back', () => {
    const machine = life();
    machine.do(into(one));
    machine.do({ type: 'MergeDevice', at, deviceId: 'a', into: 'b' });
    expect(machine.do({ type: 'RestoreDevice', at, from: 'b' })).toMatchObject([
      { data: { groups: ['g1'] } },
    ]);
    expect(machine.state.groups).toStrictEqual(['g1']);
  });
});

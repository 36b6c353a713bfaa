import { device } from '../../../domain/devices/index.ts';
import type { DeviceCommand } from '../../../domain/devices/index.ts';
import { carried, day, DeviceLife, inventory, packages, record } from '../../support/device-reports.ts';
import { spec } from '../../support/spec.ts';

/** Results that are carried by hand: told once, dated twice, and never over what is newer. */
const renamed = inventory({ hostName: 'renamed' });

function online(): DeviceLife {
  const life = new DeviceLife();
  life.do(record(day(10), inventory(), { dialect: 'muster' }));
  return life;
}

function offline(): DeviceLife {
  const life = new DeviceLife();
  life.do(carried(day(10), inventory()));
  return life;
}

const typesOf = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

test('AGT-037: the first delivery makes a computer a managed device, offline, dated to its collection', () => {
  const life = new DeviceLife();
  const [registered, received] = life.do(carried(day(10), inventory(), { collectedAt: day(8) }));
  expect(registered).toMatchObject({
    type: 'DeviceRegistered',
    happenedAt: day(8),
    data: { managementType: 'offline', since: day(10), source: { carried: true } },
  });
  expect(received).toStrictEqual({
    type: 'OfflineInventoryReceived',
    happenedAt: day(8),
    data: {
      source: { dialect: 'muster', agent: 'OCS agent 2.10.0', carried: true },
      since: day(10),
      file: '20261108090000000'.padStart(64, '0'),
      hostId: '6e2f0a51-0c1c-4c2e-9c55-0d6a8f6f0001',
      sequence: 1,
      collectedAt: day(8),
      utcOffset: 540,
      outcome: 'registered',
      newest: null,
      signed: true,
    },
  });
  expect(life.state).toMatchObject({ status: 'managed', managementType: 'offline', newest: day(8) });
});

test('AGT-037: without a licence it is known, and not managed', () => {
  const life = new DeviceLife();
  const events = life.do({ ...carried(day(10), inventory()), licensed: false });
  expect(typesOf(events)).toStrictEqual(['DeviceDiscovered', 'OfflineInventoryReceived']);
  expect(life.state.status).toBe('discovered');
  spec(device)
    .given(...events)
    .when({ ...carried(day(11), renamed), licensed: false })
    .thenRefused('DEVICE_DISCOVERED');
});

test('newer results are applied, and a delivery that tells nothing new says until when that was so', () => {
  const life = offline();
  expect(typesOf(life.do(carried(day(20), renamed, { collectedAt: day(15) })))).toStrictEqual([
    'HostRenamed',
    'OfflineInventoryReceived',
  ]);
  const [unchanged] = life.do(carried(day(20), renamed, { collectedAt: day(18) }));
  expect(unchanged?.data).toMatchObject({ outcome: 'unchanged', newest: day(15) });
  expect(life.state.newest).toBe(day(18));
});

test('AGT-047: results are in order by their collection also where all were delivered within the same minute', () => {
  const life = new DeviceLife();
  life.do(carried(day(10, '09:00:50'), inventory(), { collectedAt: day(10, '09:00:10') }));
  const second = carried(day(10, '09:00:51'), renamed, { collectedAt: day(10, '09:00:20') });
  expect(typesOf(life.do(second))).toContain('HostRenamed');
});

test('AGT-047: older results overwrite nothing, whatever the order of delivery; both times are kept', () => {
  const life = offline();
  life.do(carried(day(20), renamed, { collectedAt: day(18) }));
  const before = life.state;
  const events = life.do(carried(day(21), inventory(), { collectedAt: day(12) }));
  expect(events.map(({ type, happenedAt }) => [type, happenedAt])).toStrictEqual([
    ['LateInventoryRecorded', day(12)],
    ['OfflineInventoryReceived', day(12)],
  ]);
  expect(events[1]?.data).toMatchObject({ outcome: 'late', newest: day(18), since: day(21) });
  expect(life.state).toMatchObject({ inventory: before.inventory, newest: before.newest });
});

test('AGT-047: what the computer itself has confirmed since counts as newer, though it left no event', () => {
  const late = carried(day(21), renamed, { collectedAt: day(12), confirmedAt: day(14) });
  expect(typesOf(online().do(late))).toStrictEqual(['LateInventoryRecorded', 'OfflineInventoryReceived']);
  const newer = carried(day(21), renamed, { collectedAt: day(15), confirmedAt: day(14) });
  expect(typesOf(online().do(newer))).toStrictEqual(['HostRenamed', 'OfflineInventoryReceived']);
});

test('the same file again changes nothing, whatever came in between', () => {
  const life = offline();
  const file = carried(day(20), renamed, { collectedAt: day(15) });
  life.do(file);
  life.do(carried(day(20), inventory({ software: packages(4) }), { collectedAt: day(16) }));
  expect(life.do({ ...file, at: day(25) })).toStrictEqual([]);
});

test('a device remembers a hundred files and no more', () => {
  const life = offline();
  for (let index = 0; index < 120; index++)
    life.do(carried(day(20), inventory(), { collectedAt: day(20, `08:00:00`), file: `${index}` }));
  expect(life.state.deliveries).toHaveLength(100);
  expect(life.state.deliveries.at(-1)).toBe('119');
});

test('what a stranger’s agent hands in unsigned is not taken for a computer that reports itself', () => {
  spec(device)
    .given(...online().events)
    .when(carried(day(12), renamed, { by: 'agent' }))
    .thenRefused('OFFLINE_FILE_UNSIGNED');
  expect(typesOf(online().do(carried(day(12), renamed, { by: 'agent', signed: true })))).toContain(
    'HostRenamed',
  );
  expect(typesOf(offline().do(carried(day(12), renamed, { by: 'agent' })))).toContain('HostRenamed');
});

describe('how a computer is managed', () => {
  const settle = (communicates: boolean, heard: boolean): DeviceCommand => ({
    type: 'SettleManagement',
    at: day(12),
    communicates,
    heard,
  });

  test('AGT-049: a configuration that does not communicate makes it offline, once', () => {
    const life = online();
    const [event] = life.do(settle(false, false));
    expect(event).toMatchObject({
      type: 'ManagementTypeChanged',
      data: { from: 'agent', to: 'offline', by: 'configuration' },
    });
    expect(life.do(settle(false, true))).toStrictEqual([]);
    // On its way while the agent was told.
    expect(typesOf(life.do(record(day(12), renamed, { dialect: 'muster' })))).toStrictEqual(['HostRenamed']);
    expect(life.state.managementType).toBe('offline');
  });

  test('AGT-050: switched on again it is online once its agent was heard, not before', () => {
    const life = online();
    life.do(settle(false, false));
    expect(life.do(settle(true, false))).toStrictEqual([]);
    expect(life.do(settle(true, true))[0]).toMatchObject({ data: { from: 'offline', to: 'agent' } });
  });

  test('a computer that was only known by files is online with its first own report', () => {
    const life = offline();
    expect(typesOf(life.do(record(day(12), renamed, { dialect: 'muster' })))).toStrictEqual([
      'ManagementTypeChanged',
      'HostRenamed',
    ]);
    expect(life.state.managementType).toBe('agent');
  });

  test('a file says nothing of a computer that reports, and something of one entered by hand', () => {
    const reporting = online();
    reporting.do(carried(day(12), renamed));
    expect(reporting.state.managementType).toBe('agent');
    const life = new DeviceLife();
    life.do(record(day(10), inventory(), { dialect: 'person' }));
    expect(life.do(carried(day(12), renamed))[0]).toMatchObject({
      data: { from: 'agentless', to: 'offline' },
    });
  });
});

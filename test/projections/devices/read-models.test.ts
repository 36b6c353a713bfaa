import type { DeviceEvent } from '../../../domain/devices/index.ts';
import {
  deviceIdentity,
  deviceList,
  deviceSoftware,
  deviceTimeline,
} from '../../../projections/devices/index.ts';
import { softwareProducts, softwareVersions } from '../../../projections/software/index.ts';
import {
  claims,
  day,
  DeviceLife,
  inventory,
  packages,
  record,
  storedLives,
} from '../../support/device-reports.ts';
import { fourWays } from '../../support/four-way.ts';

const pack = (name: string, version: string, more: object = {}) => ({
  ...packages(1)[0],
  name,
  version,
  ...more,
});

/** Two devices: a lives through everything, b merely has software in common with it. */
function lives(): Readonly<Record<string, readonly DeviceEvent[]>> {
  const a = new DeviceLife();
  const b = new DeviceLife();
  const kernel = (version: string) => pack('kernel', version, { source: 'rpm' });
  a.do(record(day(1), inventory({ software: [kernel('1'), pack('curl', '1'), pack('bash', '5')] })));
  b.do(record(day(2), inventory({ hostName: 'b', software: [kernel('1'), pack('curl', '1')] })));
  // A second kernel beside the first: one device still, one version more.
  a.do(
    record(
      day(3),
      inventory({
        software: [kernel('1'), kernel('2'), pack('curl', '2'), pack('bash', '5', { publisher: 'GNU' })],
      }),
    ),
  );
  a.do(
    record(
      day(4),
      inventory({
        software: [kernel('2'), pack('curl', '2'), pack('bash', '5', { publisher: 'GNU' })],
        networkAdapters: [{ name: 'eth0', mac: '02:00:5e:00:00:03', ipv4: ['192.0.2.12'], status: 'up' }],
      }),
    ),
  );
  a.do({ type: 'PlaceDevice', at: day(5), department: 'Plant A/Quality', location: 'Rack 7' });
  a.do(
    record(
      day(6),
      inventory({
        software: [kernel('2')],
        hostName: 'renamed',
        lastUser: 'root',
        hardware: { ...inventory().hardware, memory: 48_210.4 },
      }),
      {
        claims: { ...claims, uuid: '4C4C4544-0042-3510-8052-B4C04F4D3132' },
        collectedAt: day(6, '07:00:00'),
      },
    ),
  );
  b.do({ type: 'MergeDevice', at: day(7), deviceId: 'b', into: 'a' });
  a.do({ type: 'AbsorbDevice', at: day(7), deviceId: 'a', from: 'b', keys: ['deviceId:b-2026'] });
  return { a: a.events, b: b.events };
}

function extended(more: (a: DeviceLife, b: DeviceLife) => void) {
  const { a, b } = lives();
  const [first, second] = [a, b].map(events => {
    const life = new DeviceLife();
    life.resume(events ?? []);
    return life;
  }) as [DeviceLife, DeviceLife];
  more(first, second);
  return storedLives({ a: first.events, b: second.events });
}

const taken = (at: number) => (a: DeviceLife, b: DeviceLife) => {
  a.do({ type: 'SplitDevice', at: day(at), into: 'b' });
  b.do({ type: 'RestoreDevice', at: day(at), from: 'a' });
};
const ms = (number: number) => Date.parse(day(number));

fourWays('the device list', {
  projection: deviceList,
  events: storedLives(lives()),
  then: contents => {
    const rows = contents['devices.list'];
    // b was merged into a.
    expect(rows?.map(({ id }) => id)).toEqual(['a']);
    expect(rows?.[0]?.columns).toMatchObject({
      name: 'renamed',
      hostName: 'renamed',
      deviceType: 'server',
      managementStatus: 'managed',
      managementType: 'agent',
      osName: 'Debian GNU/Linux 12 (bookworm)',
      osFamily: 'linux',
      kernel: '6.1.0-18-amd64',
      serialNumber: 'SN-0001',
      ipAddress: '10.24.7.118',
      ipAddresses: '10.24.7.118 fe80::1',
      macAddresses: '02:00:5e:00:00:03 02:00:5e:00:00:01',
      user: 'root',
      department: 'Plant A/Quality',
      location: 'Rack 7',
      processor: 'Intel Xeon',
      processorCores: 2,
      memory: 48_210,
      diskTotal: 258_019,
      diskFree: 148_212,
      diskFreePercent: 57.4,
      softwareCount: 1,
      agentId: 'lab-ocs-big-2026-01-01-00-00-00',
      agentVersion: '2.10.0',
      dialect: 'ocs',
      registeredAt: ms(1),
      managedAt: ms(1),
      lastChangedAt: ms(7),
    });
  },
});

fourWays('a merge taken back, an ignored device, a removed one in the list', {
  projection: deviceList,
  events: extended((a, b) => {
    taken(8)(a, b);
    a.do({ type: 'RemoveDevice', at: day(9) });
    b.do({ type: 'PlaceDevice', at: day(9), department: 'Legal' });
    b.do({ type: 'IgnoreDevice', at: day(10) });
  }),
  then: contents => {
    const rows = contents['devices.list'];
    expect(rows?.map(({ id }) => id)).toEqual(['b']);
    expect(rows?.[0]?.columns).toMatchObject({
      name: 'b',
      managementStatus: 'ignored',
      department: 'Legal',
      softwareCount: null,
      registeredAt: ms(2),
      managedAt: ms(8),
    });
  },
});

fourWays('software per device is closed when it ends, with the device too', {
  projection: deviceSoftware,
  events: storedLives(lives()),
  then: contents => {
    const rows = (contents['devices.software'] ?? []).map(
      ({ columns: { device, name, version, publisher, since, until } }) => [
        device,
        name,
        version,
        publisher,
        since,
        until,
      ],
    );
    expect(rows.sort()).toEqual(
      [
        ['a', 'bash', '5', 'GNU', ms(1), ms(6)],
        ['a', 'curl', '1', null, ms(1), ms(3)],
        ['a', 'curl', '2', null, ms(3), ms(6)],
        ['a', 'kernel', '1', null, ms(1), ms(4)],
        ['a', 'kernel', '2', null, ms(3), null],
        ['b', 'curl', '1', null, ms(2), ms(7)],
        ['b', 'kernel', '1', null, ms(2), ms(7)],
      ].sort(),
    );
  },
});

const productsOf = (
  contents: Readonly<Record<string, readonly { columns: Readonly<Record<string, unknown>> }[]>>,
) =>
  Object.fromEntries(
    (contents['software.products'] ?? []).map(({ columns: { name, publisher, devices } }) => [
      [name, publisher].filter(Boolean).join(' of '),
      devices,
    ]),
  );
const versionsOf = (
  contents: Readonly<Record<string, readonly { columns: Readonly<Record<string, unknown>> }[]>>,
) =>
  Object.fromEntries(
    (contents['software.versions'] ?? []).map(({ columns: { name, version, publisher, devices } }) => [
      [name, version, publisher].filter(Boolean).join(' '),
      devices,
    ]),
  );

fourWays('products count each device once, however many entries it has of them', {
  projection: softwareProducts,
  events: storedLives(lives()),
  then: contents => expect(productsOf(contents)).toEqual({ kernel: 1, curl: 0, bash: 0, 'bash of GNU': 0 }),
});

fourWays('versions likewise', {
  projection: softwareVersions,
  events: storedLives(lives()),
  then: contents =>
    expect(versionsOf(contents)).toEqual({
      'kernel 1': 0,
      'kernel 2': 1,
      'curl 1': 0,
      'curl 2': 0,
      'bash 5': 0,
      'bash 5 GNU': 0,
    }),
});

fourWays('products after a merge taken back and a removal', {
  projection: softwareProducts,
  events: extended((a, b) => {
    taken(8)(a, b);
    a.do({ type: 'RemoveDevice', at: day(9) });
  }),
  then: contents => expect(productsOf(contents)).toEqual({ kernel: 1, curl: 1, bash: 0, 'bash of GNU': 0 }),
});

fourWays('identity keys lead to the device that holds them now', {
  projection: deviceIdentity,
  events: storedLives(lives()),
  then: contents => {
    const rows = (contents['devices.identity'] ?? []).map(({ columns: { device, key } }) => [device, key]);
    expect(rows.sort()).toEqual(
      [
        'deviceId:b-2026',
        'deviceId:lab-ocs-big-2026-01-01-00-00-00',
        'hostName:lab-ocs-big',
        'mac:02:00:5e:00:00:01',
        'mac:02:00:5e:00:00:03',
        'serialNumber:sn-0001',
        'uuid:4c4c4544-0042-3510-8052-b4c04f4d3132',
      ]
        .map(key => ['a', key])
        .sort(),
    );
  },
});

fourWays('the timeline tells every event in a sentence, with both times of a late one', {
  projection: deviceTimeline,
  events: storedLives(lives()),
  then: contents => {
    const rows = contents['devices.timeline'] ?? [];
    const of = (text: string) => rows.find(({ body }) => body.text === text);
    expect(rows.map(({ body }) => body.text)).toEqual(
      expect.arrayContaining([
        'Registered and managed, first inventory of OCS agent 2.10.0',
        'kernel 2 installed',
        'curl changed from 1 to 2',
        'More became known of bash',
        'Moved from –, – to Plant A/Quality, Rack 7',
      ]),
    );
    expect(of('Renamed from lab-ocs-big to renamed')).toMatchObject({
      columns: { device: 'a', kind: 'system', at: ms(6), happenedAt: Date.parse(day(6, '07:00:00')) },
      body: {
        sentence: { key: 'HostRenamed', params: { from: 'lab-ocs-big', to: 'renamed' } },
        actor: 'agent:lab-ocs-big',
        source: 'OCS agent 2.10.0',
        eventType: 'HostRenamed',
      },
    });
  },
});

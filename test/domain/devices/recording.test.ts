import { device } from '../../../domain/devices/index.ts';
import type { DeviceEvent } from '../../../domain/devices/index.ts';
import { claims, day, DeviceLife, inventory, packages, record } from '../../support/device-reports.ts';
import { spec } from '../../support/spec.ts';

const source = { dialect: 'ocs', agent: 'OCS agent 2.10.0' } as const;
const at = day(2);
const reported = { source, since: at };
const network = {
  ipAddress: '10.24.7.118',
  ipAddresses: ['10.24.7.118', 'fe80::1'],
  macAddress: '02:00:5e:00:00:03',
  macAddresses: ['02:00:5e:00:00:03', '02:00:5e:00:00:01'],
};
const storage = { total: 258_019, free: 148_212 };
const processor = { name: 'Intel Xeon', cores: 2 };

const registered: DeviceEvent = {
  type: 'DeviceRegistered',
  data: {
    source,
    since: day(1),
    summary: { network, storage, processor },
    deviceType: 'server',
    managementType: 'agent',
    agentId: 'lab-ocs-big-2026-01-01-00-00-00',
    keys: [
      'deviceId:lab-ocs-big-2026-01-01-00-00-00',
      'serialNumber:sn-0001',
      'mac:02:00:5e:00:00:03',
      'mac:02:00:5e:00:00:01',
      'hostName:lab-ocs-big',
    ],
    identity: {
      decision: 'new',
      points: 0,
      needed: 100,
      matched: [],
      contradicted: [],
      rejected: [],
      others: [],
    },
    inventory: inventory(),
  },
};

const given = () => spec(device).given(registered);

test('the first inventory registers the computer and makes it managed, in one event', () => {
  spec(device)
    .givenNothing.when(record(day(1), inventory()))
    .then(registered);
  expect(given().state()).toMatchObject({ status: 'managed', registeredAt: day(1), deviceType: 'server' });
});

test('the same inventory again is nothing, however often', () => {
  const life = new DeviceLife();
  life.do(record(day(1), inventory()));
  for (const number of [2, 3, 4]) expect(life.do(record(day(number), inventory()))).toStrictEqual([]);
});

describe('each kind of change is one event that says what happened', () => {
  test('host name, domain, description and user', () => {
    const told = inventory({
      hostName: 'lab-2',
      domain: 'lab.example.org',
      lastUser: 'root',
      description: 'rack 7',
    });
    given()
      .when(record(at, told))
      .then(
        { type: 'HostRenamed', data: { ...reported, from: 'lab-ocs-big', to: 'lab-2' } },
        { type: 'DomainChanged', data: { ...reported, from: 'example.org', to: 'lab.example.org' } },
        { type: 'LastUserChanged', data: { ...reported, from: 'u10031', to: 'root' } },
        // Nothing was known of it: learned, not changed.
        { type: 'DetailsLearned', data: { ...reported, inventory: { description: 'rack 7' } } },
      );
  });

  test('a first user at a machine that had none is told as such', () => {
    const { lastUser: _none, ...nobody } = inventory();
    const life = new DeviceLife();
    life.do(record(day(1), nobody));
    expect(life.do(record(at, inventory()))).toStrictEqual([
      { type: 'LastUserChanged', data: { ...reported, to: 'u10031' } },
    ]);
  });

  test('operating system, hardware, firmware, memory, network settings, agent', () => {
    const told = inventory({
      hardware: { ...inventory().hardware, serialNumber: 'SN-0002', biosVersion: '1.3', memory: 48_210 },
      operatingSystem: { ...inventory().operatingSystem, kernel: '6.1.0-25-amd64', timeZone: '+0900' },
      dns: ['10.24.7.3'],
      agent: { name: 'OCS agent', version: '2.10.1' },
    });
    const of = { source: { dialect: 'ocs', agent: 'OCS agent 2.10.1' }, since: at } as const;
    given()
      .when(record(at, told))
      .then(
        {
          type: 'NetworkSettingsChanged',
          data: { ...of, changes: { dns: { from: ['10.24.7.2'], to: ['10.24.7.3'] } }, summary: { network } },
        },
        {
          type: 'HardwareChanged',
          data: { ...of, changes: { 'hardware.serialNumber': { from: 'SN-0001', to: 'SN-0002' } } },
        },
        {
          type: 'FirmwareUpdated',
          data: { ...of, changes: { 'hardware.biosVersion': { from: '1.2', to: '1.3' } } },
        },
        {
          type: 'MemoryChanged',
          data: { ...of, changes: { 'hardware.memory': { from: 24_105, to: 48_210 } } },
        },
        {
          type: 'OperatingSystemUpgraded',
          data: {
            ...of,
            changes: { 'operatingSystem.kernel': { from: '6.1.0-18-amd64', to: '6.1.0-25-amd64' } },
          },
        },
        {
          type: 'OperatingSystemSettingsChanged',
          data: { ...of, changes: { 'operatingSystem.timeZone': { from: '+0000', to: '+0900' } } },
        },
        {
          type: 'AgentChanged',
          data: { ...of, changes: { 'agent.version': { from: '2.10.0', to: '2.10.1' } } },
        },
      );
  });

  test('network: an address, an adapter, and both on one adapter', () => {
    const [eth0, ifb0] = inventory().networkAdapters ?? [];
    if (!eth0 || !ifb0) throw new Error('the example has two adapters');
    const moved = { ...eth0, ipv4: ['192.0.2.12'] };
    const slower = { ...moved, status: 'down' as const };
    const wlan0 = { name: 'wlan0', mac: '02:00:5e:00:00:09' };
    const summary = {
      network: {
        ...network,
        ipAddress: '192.0.2.12',
        ipAddresses: ['192.0.2.12', 'fe80::1'],
        macAddresses: ['02:00:5e:00:00:03', '02:00:5e:00:00:09'],
      },
    };
    given()
      .when(record(at, inventory({ networkAdapters: [slower, wlan0] })))
      .then(
        {
          type: 'NetworkAdapterRemoved',
          data: { ...reported, section: 'networkAdapters', items: [ifb0], summary },
        },
        {
          type: 'NetworkAdapterAdded',
          data: { ...reported, section: 'networkAdapters', items: [wlan0], summary },
        },
        {
          type: 'NetworkAddressChanged',
          data: { ...reported, section: 'networkAdapters', items: [{ from: eth0, to: moved }], summary },
        },
        {
          type: 'NetworkAdapterChanged',
          data: { ...reported, section: 'networkAdapters', items: [{ from: moved, to: slower }], summary },
        },
      );
  });

  test('storage: disks, and volumes that grew, filled up or changed', () => {
    const volume = { mount: '/', fileSystem: 'ext4', total: 258_019, free: 148_212 };
    const life = new DeviceLife();
    life.do(record(day(1), inventory()));
    expect(
      life.do(record(at, inventory({ volumes: [{ ...volume, free: 63_403 }] }))).map(({ type }) => type),
    ).toStrictEqual(['VolumeSpaceChanged']);
    const grown = [{ ...volume, total: 300_000, free: 100_000 }];
    expect(life.do(record(at, inventory({ volumes: grown }))).map(({ type }) => type)).toStrictEqual([
      'VolumeResized',
    ]);
    const sealed = [
      { ...grown[0]!, fileSystem: 'xfs' },
      { mount: '/srv', total: 10 },
    ];
    expect(life.do(record(at, inventory({ volumes: sealed }))).map(({ type }) => type)).toStrictEqual([
      'VolumeAdded',
      'VolumeChanged',
    ]);
    const disks = [
      { name: 'vda', size: 262_144, firmware: '2' },
      { name: 'vdb', size: 1 },
    ];
    const rest = inventory({ disks, volumes: grown });
    const changes = life.do(record(at, rest));
    expect(changes.map(({ type }) => type)).toStrictEqual([
      'DiskAdded',
      'DiskChanged',
      'VolumeRemoved',
      'VolumeChanged',
    ]);
    expect(changes[0]?.data).toMatchObject({
      section: 'disks',
      items: [{ name: 'vdb', size: 1 }],
      summary: { storage: { total: 300_000, free: 100_000 } },
    });
    expect(
      life.do(record(at, inventory({ disks: [disks[1]!], volumes: grown }))).map(({ type }) => type),
    ).toStrictEqual(['DiskRemoved']);
  });

  test.each([
    ['Component', 'processors', [{ name: 'AMD EPYC', cores: 8 }], { cores: 16 }],
    ['Peripheral', 'monitors', [{ name: 'Wide', serialNumber: 'M2' }], { description: 'left' }],
    ['LocalAccount', 'localUsers', [{ name: 'u10044', id: '1001' }], { shell: '/bin/sh' }],
    [
      'VirtualMachine',
      'virtualMachines',
      [{ name: 'other', uuid: 'a5d2b7c4-0000-4000-8000-000000000002' }],
      { status: 'off' },
    ],
    ['Protection', 'antivirus', [{ name: 'Other AV' }], { enabled: false }],
    ['Service', 'databases', [{ name: 'postgresql', port: 5432 }], { version: '17' }],
  ] as const)('%s: one came, one changed, one went', (group, section, fresh, change) => {
    const life = new DeviceLife();
    life.do(record(day(1), inventory()));
    const before = inventory()[section] as readonly object[];
    expect(life.do(record(at, inventory({ [section]: [...before, ...fresh] })))).toMatchObject([
      { type: `${group}Added`, data: { section, items: fresh } },
    ]);
    const changed = { ...fresh[0], ...change };
    expect(life.do(record(at, inventory({ [section]: [changed, ...before] })))).toMatchObject([
      { type: `${group}Changed`, data: { section, items: [{ from: fresh[0], to: changed }] } },
    ]);
    expect(life.do(record(at, inventory({ [section]: [changed] })))).toMatchObject([
      { type: `${group}Removed`, data: { section, items: before } },
    ]);
  });

  test('software: installed, removed and updated, the ends with the time they began', () => {
    const [zero, one, two] = packages(3);
    const newer = { ...one!, version: '2.0' };
    const fresh = { name: 'nginx', version: '1.22', architecture: 'amd64', source: 'deb' };
    given()
      .when(record(at, inventory({ software: [fresh, newer, two!] })))
      .then(
        { type: 'SoftwareRemoved', data: { ...reported, items: [{ ...zero!, since: day(1) }] } },
        { type: 'SoftwareInstalled', data: { ...reported, items: [fresh] } },
        {
          type: 'SoftwareUpdated',
          data: { ...reported, items: [{ from: { ...one!, since: day(1) }, to: newer }] },
        },
      );
  });

  test('what kind of device it is follows the facts', () => {
    given()
      .when(record(at, inventory({ hardware: { ...inventory().hardware, chassis: 'Notebook' } })))
      .then(
        { type: 'DeviceTypeChanged', data: { ...reported, from: 'server', to: 'pc' } },
        { type: 'DetailsLearned', data: { ...reported, inventory: { hardware: { chassis: 'Notebook' } } } },
      );
  });

  test('identity keys told for the first time are taken up with the reason', () => {
    const told = { ...claims, uuid: '4C4C4544-0042-3510-8052-B4C04F4D3132' };
    const decision = given().when(record(at, inventory(), { claims: told })).decision;
    expect(decision).toMatchObject({
      kind: 'accepted',
      events: [
        {
          type: 'DeviceIdentityChanged',
          data: { added: ['uuid:4c4c4544-0042-3510-8052-b4c04f4d3132'], dropped: [] },
        },
      ],
    });
  });
});

describe('what is no change', () => {
  const unchanged = (what: string, told: ReturnType<typeof inventory>, more = {}) =>
    test(what, () =>
      given()
        .when(record(at, told, more))
        .thenNothing(),
    );
  const [eth0, ifb0] = inventory().networkAdapters ?? [];

  unchanged('sections that were not told', { hostName: 'lab-ocs-big' });
  unchanged('a partial report that could list no software', { software: [] }, { partial: true });
  unchanged(
    'free space that moved by less than a tenth',
    inventory({ volumes: [{ mount: '/', fileSystem: 'ext4', total: 258_019, free: 130_000 }] }),
  );
  unchanged(
    'memory that firmware took or gave back',
    inventory({ hardware: { ...inventory().hardware, memory: 24_150 } }),
  );
  unchanged(
    'the clock of a processor at the moment',
    inventory({ processors: [{ name: 'Intel Xeon', cores: 2, threads: 2, speed: 2_100 }] }),
  );
  unchanged(
    'adapters of containers',
    inventory({ networkAdapters: [eth0!, ifb0!, { name: 'veth12ab', mac: '4e:11:22:33:44:55' }] }),
  );
  unchanged(
    'a temporary IPv6 address within the same network',
    inventory({ networkAdapters: [{ ...eth0!, ipv6: ['fe80::9999'] }, ifb0!] }),
  );
  unchanged(
    'sizes of packages',
    inventory({ software: packages(3).map(item => ({ ...item, size: 9_999 })) }),
  );
  unchanged('a list entry told twice', inventory({ software: [...packages(3), ...packages(2)] }));
});

test('a partial report replaces what it tells and leaves the rest', () => {
  const [zero] = packages(1);
  const life = new DeviceLife();
  life.do(record(day(1), inventory()));
  const told = {
    software: [
      { ...zero!, version: '9' },
      { name: 'nginx', version: '1' },
    ],
    disks: [{ name: 'vdb', size: 1 }],
  };
  const types = life.do(record(at, told, { partial: true })).map(({ type }) => type);
  expect(types).toStrictEqual([
    'DiskRemoved',
    'DiskAdded',
    'SoftwareRemoved',
    'SoftwareInstalled',
    'SoftwareUpdated',
  ]);
  expect(life.state.software).toHaveLength(2);
  expect(life.state.inventory.volumes).toStrictEqual(inventory().volumes);
});

test('a second agent of another dialect that tells the same facts changes nothing but its own name', () => {
  const life = new DeviceLife();
  life.do(record(day(1), inventory()));
  const asOther = { dialect: 'fusioninventory' as const };
  const told = inventory({ agent: { name: 'FusionInventory-Agent', version: '2.6' } });
  expect(life.do(record(at, told, asOther)).map(({ type }) => type)).toStrictEqual(['DetailsLearned']);
  expect(life.do(record(day(3), inventory()))).toStrictEqual([]);
  expect(life.do(record(day(4), told, asOther))).toStrictEqual([]);
});

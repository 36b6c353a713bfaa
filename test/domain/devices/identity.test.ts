import {
  candidatesOf,
  resolveIdentity,
  speaksOfSameMachine,
  usableKeys,
} from '../../../domain/devices/index.ts';
import type {
  IdentityCandidate,
  IdentityClaims,
  IdentityKey,
  KnownDevice,
} from '../../../domain/devices/index.ts';

const uuid = '4C4C4544-0042-3510-8052-B4C04F4D3132';
const otherUuid = '4C4C4544-0042-3510-8052-B4C04F4D9999';
const told = (more: Partial<IdentityClaims> = {}): IdentityClaims => ({ macs: [], ...more });
const candidate = (deviceId: string, more: Partial<IdentityClaims>): IdentityCandidate => ({
  deviceId,
  keys: usableKeys(told(more)).keys,
});
const macA = '00:1b:21:00:00:01';
const macB = '00:1b:21:00:00:02';
const dock = '00:1b:21:00:00:0d';

describe('keys that cannot tell machines apart are rejected with the reason', () => {
  test.each([
    ['serialNumber', 'Default string', 'placeholder'],
    ['serialNumber', 'To be filled by O.E.M.', 'placeholder'],
    ['serialNumber', 'To Be Filled By O.E.M.', 'placeholder'],
    ['serialNumber', 'None', 'placeholder'],
    ['serialNumber', 'System Serial Number', 'placeholder'],
    ['serialNumber', '123456789', 'placeholder'],
    ['serialNumber', '0000000', 'zeros-or-fs'],
    ['serialNumber', 'XXXXXXX', 'one-character'],
    ['serialNumber', '42', 'too-short'],
    ['motherboardSerial', 'Base Board Serial Number', 'placeholder'],
    ['uuid', '00000000-0000-0000-0000-000000000000', 'zeros-or-fs'],
    ['uuid', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', 'zeros-or-fs'],
    ['uuid', '03000200-0400-0500-0006-000700080009', 'known-duplicate'],
    ['uuid', 'Not Settable', 'placeholder'],
    ['uuid', '1234', 'too-short'],
    ['hostName', 'localhost', 'default-host-name'],
    ['agentId', 'x', 'too-short'],
  ] as const)('%s %s: %s', (kind, value, reason) => {
    const { keys, rejected } = usableKeys(told({ [kind]: value }));
    expect(keys).toStrictEqual([]);
    expect(rejected).toStrictEqual([{ kind, value: value.toLowerCase(), reason }]);
  });

  test.each([
    ['00:00:00:00:00:00', 'zeros-or-fs'],
    ['ff:ff:ff:ff:ff:ff', 'zeros-or-fs'],
    ['01:00:5e:00:00:01', 'multicast'],
    ['02:42:ac:11:00:02', 'virtual-adapter'],
    ['00:50:56:c0:00:08', 'virtual-adapter'],
    ['20:41:53:59:4e:ff', 'virtual-adapter'],
    ['33:50:6f:45:30:30', 'virtual-adapter'],
    ['not a mac', 'not-a-mac'],
  ])('address %s: %s', (mac, reason) => {
    expect(usableKeys(told({ macs: [mac] })).rejected).toStrictEqual([{ kind: 'mac', value: mac, reason }]);
  });

  test('good keys are kept, one spelling each', () => {
    const claims = told({
      uuid: `{${uuid}}`,
      serialNumber: ' PF2ABCDE ',
      macs: ['00-1B-21-00-00-01', '001b.2100.0001'],
      hostName: 'PC-7',
      deviceId: 'pc-7-2026-01-01-00-00-00',
      oldDeviceId: 'pc-6-2025-01-01-00-00-00',
    });
    expect(usableKeys(claims).keys).toStrictEqual([
      'deviceId:pc-7-2026-01-01-00-00-00',
      'deviceId:pc-6-2025-01-01-00-00-00',
      `uuid:${uuid.toLowerCase()}`,
      'serialNumber:pf2abcde',
      'mac:00:1b:21:00:00:01',
      'hostName:pc-7',
    ]);
  });

  test('thousands of addresses and hostile names do no harm', () => {
    const macs = Array.from(
      { length: 5_000 },
      (_, at) =>
        `00:1b:21:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`,
    );
    const { keys } = usableKeys(told({ macs, hostName: '__proto__' }));
    expect(keys.length).toBeLessThanOrEqual(65);
  });
});

describe('DEV-001 which device an inventory belongs to', () => {
  const cases: readonly (readonly [
    string,
    IdentityClaims,
    readonly IdentityCandidate[],
    string | undefined,
    number,
  ])[] = [
    ['nothing is known: a new device', told({ uuid }), [], undefined, 0],
    [
      'the agent says who it is',
      told({ agentId: 'agent-1' }),
      [candidate('a', { agentId: 'agent-1' })],
      'a',
      200,
    ],
    [
      'the agent after its machine was renamed',
      told({ deviceId: 'new-2026', oldDeviceId: 'old-2025', hostName: 'new' }),
      [candidate('a', { deviceId: 'old-2025', hostName: 'old' })],
      'a',
      180,
    ],
    [
      'the agent with a new mainboard, same serial number',
      told({ agentId: 'agent-1', uuid: otherUuid, serialNumber: 'SER1', macs: [macB] }),
      [candidate('a', { agentId: 'agent-1', uuid, serialNumber: 'SER1', macs: [macA] })],
      'a',
      180,
    ],
    [
      'a new agent on the same hardware',
      told({ agentId: 'agent-2', uuid, serialNumber: 'SER1' }),
      [candidate('a', { agentId: 'agent-1', uuid, serialNumber: 'SER1' })],
      'a',
      200,
    ],
    [
      'another agent on a machine without readable hardware ids',
      told({ deviceId: 'lab-2026-02', macs: [macA], hostName: 'lab' }),
      [candidate('a', { deviceId: 'lab-2026-01', macs: [macA], hostName: 'lab' })],
      'a',
      100,
    ],
    [
      'an address alone is not enough',
      told({ macs: [macA] }),
      [candidate('a', { macs: [macA] })],
      undefined,
      0,
    ],
    [
      'a host name alone is not enough',
      told({ hostName: 'lab' }),
      [candidate('a', { hostName: 'lab' })],
      undefined,
      0,
    ],
    [
      'two machines with one serial number',
      told({ uuid: otherUuid, serialNumber: 'SER1', macs: [macB], hostName: 'pc-2' }),
      [candidate('a', { uuid, serialNumber: 'SER1', macs: [macA], hostName: 'pc-1' })],
      undefined,
      0,
    ],
    [
      'two machines with one serial number and no UUID',
      told({ serialNumber: 'SER1', macs: [macB], hostName: 'pc-2' }),
      [candidate('a', { serialNumber: 'SER1', macs: [macA], hostName: 'pc-1' })],
      undefined,
      0,
    ],
    [
      'two machines with one UUID',
      told({ uuid, serialNumber: 'SER2' }),
      [candidate('a', { uuid, serialNumber: 'SER1' })],
      undefined,
      0,
    ],
    [
      'a clone of an image with the agent in it',
      told({ agentId: 'agent-1', uuid: otherUuid, serialNumber: 'SER2', macs: [macB], hostName: 'pc-2' }),
      [candidate('a', { agentId: 'agent-1', uuid, serialNumber: 'SER1', macs: [macA], hostName: 'pc-1' })],
      undefined,
      0,
    ],
    [
      'a clone whose firmware tells nothing, by its adapters and its name',
      told({ agentId: 'agent-1', serialNumber: 'Default string', macs: [macB], hostName: 'pc-2' }),
      [candidate('a', { agentId: 'agent-1', macs: [macA], hostName: 'pc-1' })],
      undefined,
      0,
    ],
    [
      'a machine whose firmware tells nothing, with another adapter',
      told({ agentId: 'agent-1', macs: [macB], hostName: 'pc-1' }),
      [candidate('a', { agentId: 'agent-1', macs: [macA], hostName: 'pc-1' })],
      'a',
      220,
    ],
    [
      'such a machine, renamed',
      told({ agentId: 'agent-1', macs: [macA], hostName: 'pc-2' }),
      [candidate('a', { agentId: 'agent-1', macs: [macA], hostName: 'pc-1' })],
      'a',
      240,
    ],
    [
      'a clone once it is known by its hardware',
      told({ agentId: 'agent-1', uuid: otherUuid }),
      [candidate('a', { agentId: 'agent-1', uuid }), candidate('b', { agentId: 'agent-1', uuid: otherUuid })],
      'b',
      300,
    ],
    [
      'a dock that two machines used',
      told({ macs: [dock], hostName: 'pc-3' }),
      [
        candidate('a', { macs: [dock], hostName: 'pc-1' }),
        candidate('b', { macs: [dock], hostName: 'pc-3' }),
      ],
      undefined,
      0,
    ],
    [
      'of two equals the older record',
      told({ uuid }),
      [candidate('b', { uuid }), candidate('a', { uuid })],
      'a',
      100,
    ],
  ];

  test.each(cases)('%s', (_name, claims, candidates, deviceId, points) => {
    const resolution = resolveIdentity(claims, candidates);
    expect(resolution.deviceId).toBe(deviceId);
    expect(resolution.explanation).toMatchObject({
      decision: deviceId === undefined ? 'new' : 'matched',
      points,
      needed: 100,
    });
    // The order in which candidates were found makes no difference.
    expect(resolveIdentity(claims, [...candidates].reverse())).toStrictEqual(resolution);
  });

  test('the explanation says what agreed, what spoke against it, what counted for nothing, and who else', () => {
    const claims = told({
      agentId: 'agent-1',
      uuid,
      serialNumber: 'Default string',
      macs: [dock, macB],
      hostName: 'pc-2',
    });
    const { explanation } = resolveIdentity(claims, [
      candidate('a', { agentId: 'agent-1', uuid, macs: [dock, macA], hostName: 'pc-1' }),
      candidate('b', { macs: [dock], hostName: 'pc-2' }),
    ]);
    expect(explanation).toStrictEqual({
      decision: 'matched',
      points: 260,
      needed: 100,
      matched: [
        { kind: 'agentId', value: 'agent-1', points: 200 },
        { kind: 'uuid', value: uuid.toLowerCase(), points: 100 },
      ],
      contradicted: [
        { kind: 'mac', value: macB, points: -20 },
        { kind: 'hostName', value: 'pc-2', points: -20 },
      ],
      rejected: [
        { kind: 'serialNumber', value: 'default string', reason: 'placeholder' },
        { kind: 'mac', value: dock, reason: 'shared-by-devices' },
      ],
      others: [
        {
          deviceId: 'b',
          points: 20,
          matched: [{ kind: 'hostName', value: 'pc-2', points: 40 }],
          contradicted: [{ kind: 'mac', value: macB, points: -20 }],
        },
      ],
    });
  });
});

describe('candidates from what the registers and streams say', () => {
  const key: IdentityKey = `uuid:${uuid.toLowerCase()}`;
  const device = (more: Partial<KnownDevice>): KnownDevice => ({
    status: 'managed',
    mergedInto: null,
    keys: [key],
    disowned: [],
    ...more,
  });
  const found = (holders: readonly string[], devices: Readonly<Record<string, KnownDevice>>) =>
    candidatesOf(new Map([[key, holders]]), new Map(Object.entries(devices)));

  test.each<[string, readonly string[], Readonly<Record<string, KnownDevice>>, readonly IdentityCandidate[]]>(
    [
      ['a managed device', ['a'], { a: device({}) }, [{ deviceId: 'a', keys: [key] }]],
      [
        'an ignored one too, so that it is not found anew',
        ['a'],
        { a: device({ status: 'ignored' }) },
        [{ deviceId: 'a', keys: [key] }],
      ],
      ['not a removed one', ['a'], { a: device({ status: 'removed', keys: [] }) }, []],
      [
        'for a merged one the device it was merged into',
        ['a'],
        { a: device({ status: 'merged', mergedInto: 'b' }), b: device({}) },
        [{ deviceId: 'b', keys: [key] }],
      ],
      [
        'a device that another server is about to register',
        ['a'],
        { a: device({ status: 'none', keys: [] }) },
        [{ deviceId: 'a', keys: [key] }],
      ],
      [
        'a device that gave the key away, without it',
        ['a'],
        { a: device({ keys: [], disowned: [key] }) },
        [{ deviceId: 'a', keys: [] }],
      ],
      [
        'nobody for records merged into each other',
        ['a'],
        {
          a: device({ status: 'merged', mergedInto: 'b' }),
          b: device({ status: 'merged', mergedInto: 'a' }),
        },
        [],
      ],
    ],
  )('%s', (_name, holders, devices, candidates) => {
    expect(found(holders, devices)).toStrictEqual(candidates);
  });
});

test('an agent that tells nothing new needs no resolving; anything new, or nothing certain, does', () => {
  const { keys } = usableKeys(told({ agentId: 'agent-1', uuid, macs: [macA], hostName: 'pc-1' }));
  expect(
    speaksOfSameMachine({ keys }, told({ agentId: 'agent-1', uuid, macs: [macA], hostName: 'pc-1' })),
  ).toBe(true);
  expect(speaksOfSameMachine({ keys }, told({ agentId: 'agent-1' }))).toBe(true);
  expect(speaksOfSameMachine({ keys }, told({ agentId: 'agent-1', uuid: otherUuid }))).toBe(false);
  expect(speaksOfSameMachine({ keys }, told({ agentId: 'agent-1', macs: [macB] }))).toBe(false);
  expect(speaksOfSameMachine({ keys }, told({ macs: [macA], hostName: 'pc-1' }))).toBe(false);
  expect(speaksOfSameMachine({ keys }, told())).toBe(false);
});

import { licencePool, licensedAt, licensingRefusals } from '../../../domain/licensing/index.ts';
import type { LicenceKey, LicensingEvent, LicensingRefusal } from '../../../domain/licensing/index.ts';
import { spec } from '../../support/spec.ts';

const at = '2026-06-01T09:00:00.000Z';
const key = (serial: string, devices: number, expires?: string): LicenceKey => ({
  serial,
  holder: 'Example Works',
  product: 'muster',
  devices,
  issued: '2026-01-01',
  ...(expires !== undefined && { expires }),
});
const registered = (...more: Parameters<typeof key>): LicensingEvent => ({
  type: 'ProductLicenceKeyRegistered',
  data: { ...key(...more), since: at },
});
const register = (...more: Parameters<typeof key>) =>
  ({ type: 'RegisterLicenceKey', at, key: key(...more), firstOnly: false }) as const;
const allocate = (deviceId: string, revision = -1) =>
  ({ type: 'AllocateLicence', at, device: { deviceId, revision } }) as const;
const allocated = (...devices: readonly (readonly [string, number?])[]): LicensingEvent => ({
  type: 'ProductLicencesAllocated',
  data: { since: at, devices: devices.map(([deviceId, revision = -1]) => ({ deviceId, revision })) },
});
const release = (deviceId: string, revision: number) =>
  ({ type: 'ReleaseLicences', at, devices: [{ deviceId, revision }] }) as const;
const released = (...devices: string[]): LicensingEvent => ({
  type: 'ProductLicencesReleased',
  data: { since: at, devices },
});
const turnAway = { type: 'TurnAway', at, deviceId: 'c', deviceType: 'pc' } as const;
const limit: LicensingEvent = {
  type: 'ProductLicenceLimitReached',
  data: {
    since: at,
    number: 4,
    severity: 'warning',
    deviceId: 'c',
    deviceType: 'pc',
    licensed: 2,
    used: 2,
  },
};
const pool = spec(licencePool);
const full = [registered('A', 2), allocated(['a']), allocated(['b'])];

describe('keys', () => {
  test('ACC-003 the device counts of all keys that have not expired add up', () => {
    const keys = [registered('A', 20), registered('B', 5, '2026-06-01'), registered('C', 100, '2026-07-01')];
    const state = pool.given(...keys).state();
    expect(licensedAt(state, at)).toBe(125);
    expect(licensedAt(state, '2026-06-01T23:59:59.999Z')).toBe(125);
    expect(licensedAt(state, '2026-06-02T00:00:00.000Z')).toBe(120);
    expect(licensedAt(state, '2027-01-01T00:00:00.000Z')).toBe(20);
  });

  test('ACC-003 one serial counts once', () => {
    pool.givenNothing.when(register('A', 20)).then(registered('A', 20));
    pool
      .given(registered('A', 20))
      .when(register('A', 20))
      .thenRefused('LICENCE_KEY_REGISTERED', { serial: 'A' });
    pool.given(registered('A', 20)).when(register('B', 20)).then(registered('B', 20));
  });

  test('event 1059: from thirty days before its last day a key is said to expire, once', () => {
    const warned = (serial: string, devices: number, expires: string): LicensingEvent => ({
      type: 'ProductLicenceKeyExpiring',
      data: {
        since: at,
        number: 1059,
        severity: 'warning',
        serial,
        holder: 'Example Works',
        devices,
        expires,
      },
    });
    const keys = [
      registered('A', 20),
      registered('B', 5, '2026-07-01'),
      registered('C', 5, '2026-07-02'),
      registered('D', 1, '2026-06-01'),
      registered('E', 1, '2026-05-31'),
    ];
    const look = { type: 'WarnOfExpiry', at } as const;
    const soon = [warned('B', 5, '2026-07-01'), warned('D', 1, '2026-06-01')];
    pool
      .given(...keys)
      .when(look)
      .then(...soon);
    pool
      .given(...keys, ...soon)
      .when(look)
      .thenNothing();
  });

  test('a key is refused once its last day is over', () => {
    pool.givenNothing.when(register('A', 1, '2026-06-01')).then(registered('A', 1, '2026-06-01'));
    pool.givenNothing
      .when(register('A', 1, '2026-05-31'))
      .thenRefused('LICENCE_KEY_EXPIRED', { serial: 'A', expires: '2026-05-31' });
  });

  test('ACC-001 without signing in only the first key is taken', () => {
    pool.givenNothing.when({ ...register('A', 1), firstOnly: true }).then(registered('A', 1));
    pool
      .given(registered('A', 1))
      .when({ ...register('B', 1), firstOnly: true })
      .thenRefused('LICENCE_KEY_NOT_FIRST');
  });
});

describe('licences', () => {
  test('ACC-005 a device takes exactly one, however often it is asked for', () => {
    pool
      .given(registered('A', 2))
      .when(allocate('a'))
      .then(allocated(['a']));
    pool
      .given(registered('A', 2), allocated(['a']))
      .when(allocate('a'))
      .thenNothing();
    expect(pool.given(...full).state().used).toBe(2);
  });

  test('ACC-006 none is left beyond what is licensed', () => {
    pool
      .given(...full)
      .when(allocate('c'))
      .thenRefused('PRODUCT_LICENCES_USED_UP', { licensed: 2, used: 2 });
    pool.givenNothing.when(allocate('a')).thenRefused('PRODUCT_LICENCES_USED_UP', { licensed: 0, used: 0 });
    pool
      .given(...full, registered('B', 1))
      .when(allocate('c'))
      .then(allocated(['c']));
  });

  test('ACC-006 warning 4 names the type of the device, once until there is another key', () => {
    pool
      .given(...full)
      .when(turnAway)
      .then(limit);
    pool
      .given(...full, limit)
      .when(turnAway)
      .thenNothing();
    pool
      .given(...full, limit, registered('B', 1), allocated(['d']))
      .when(turnAway)
      .then({ ...limit, data: { ...limit.data, licensed: 3, used: 3 } } as LicensingEvent);
    pool.given(registered('A', 1)).when(turnAway).thenNothing();
  });

  test('ACC-005 a device that ends gives its licence back, once', () => {
    pool
      .given(...full)
      .when(release('a', 4))
      .then(released('a'));
    pool
      .given(...full, released('a'))
      .when(release('a', 4))
      .thenNothing();
    expect(pool.given(...full, released('a', 'z')).state().used).toBe(1);
    pool
      .given(...full, released('a'))
      .when(allocate('c'))
      .then(allocated(['c']));
  });

  test('ACC-005 an end that is heard late does not take the licence of a device managed again since', () => {
    const again = [...full, allocated(['a', 4])];
    expect(pool.given(...again).state().used).toBe(2);
    pool
      .given(...again)
      .when(release('a', 4))
      .thenNothing();
    pool
      .given(...again)
      .when(release('a', 5))
      .then(released('a'));
    // Managed again before its end was heard: the licence it holds becomes that of the new time.
    pool
      .given(...full)
      .when(allocate('a', 4))
      .then(allocated(['a', 4]));
  });

  test('devices managed while nobody counted count, whatever is licensed', () => {
    const devices = ['a', 'x', 'y'].map(deviceId => ({ deviceId, revision: -1 }));
    pool
      .given(...full)
      .when({ type: 'AdoptDevices', at, devices })
      .then(allocated(['x'], ['y']));
    const over = pool.given(...full, allocated(['x'], ['y']));
    expect(over.state().used).toBe(4);
    over.when({ type: 'AdoptDevices', at, devices }).thenNothing();
    over.when(allocate('c')).thenRefused('PRODUCT_LICENCES_USED_UP', { licensed: 2, used: 4 });
  });

  test('how far devices were counted only goes forward', () => {
    const counted: LicensingEvent = { type: 'ProductLicencesCounted', data: { since: at, position: 7 } };
    pool.givenNothing.when({ type: 'NoteCounted', at, position: 7 }).then(counted);
    pool.given(counted).when({ type: 'NoteCounted', at, position: 7 }).thenNothing();
  });
});

test('every refusal of the pool is specified here, those of key files beside', () => {
  const files: LicensingRefusal[] = [
    'LICENCE_KEY_MALFORMED',
    'LICENCE_KEY_SIGNATURE',
    'LICENCE_KEY_OTHER_PRODUCT',
  ];
  const here: LicensingRefusal[] = [
    'LICENCE_KEY_EXPIRED',
    'LICENCE_KEY_REGISTERED',
    'LICENCE_KEY_NOT_FIRST',
    'PRODUCT_LICENCES_USED_UP',
  ];
  expect([...files, ...here].sort()).toStrictEqual([...licensingRefusals].sort());
});

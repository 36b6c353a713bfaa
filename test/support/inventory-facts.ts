import fc from 'fast-check';
import type { Facts } from './inventory-dialects/index.ts';

/** Names that are told apart also when letter case and white space are not looked at. */
const word = fc
  .array(fc.constantFrom('alpha', 'Beta', 'gamma', '漢字', 'ソフト', 'Ünï', 'x86', '2.0', 'é', 'Pro'), {
    minLength: 1,
    maxLength: 3,
  })
  .map(parts => parts.join(' '));
const token = fc.stringMatching(/^[A-Z0-9]{6,12}$/);
const version = fc.stringMatching(/^[1-9]\.[0-9]{1,3}(-[0-9]{1,2})?$/);
const small = fc.integer({ min: 1, max: 64 });
const size = fc.integer({ min: 1, max: 4_000_000 });
const day = fc.tuple(
  fc.integer({ min: 2000, max: 2026 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 28 }),
);
const ipv4 = fc
  .tuple(fc.integer({ min: 1, max: 254 }), fc.integer({ min: 1, max: 254 }))
  .map(([a, b]) => `192.0.${a}.${b}`);
const ipv6 = fc.integer({ min: 1, max: 0xffff }).map(host => `2001:db8::${host.toString(16)}`);
const mac = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 })
  .map(bytes =>
    ['00', '1B', ...bytes.map(byte => byte.toString(16).padStart(2, '0').toUpperCase())].join(':'),
  )
  .filter(address => address !== '00:1B:00:00:00:00');

const list = <T>(item: fc.Arbitrary<T>, by: (one: T) => string, maxLength = 4) =>
  fc.uniqueArray(item, { maxLength, selector: one => by(one).toLowerCase() });

export const passing: fc.Arbitrary<Facts['passing']> = fc.record({
  uptime: fc.constantFrom('00-00-00 00:43:26', '00-01-12 10:00:01'),
  boot: fc.constantFrom('2026-11-22 10:07:33', '2026-11-21 08:00:00'),
  lastLogon: fc.constantFrom('Sun Nov 22 10:42:33', 'Mon Nov 23 09:00:00'),
});

/** A machine with every section that all dialects can tell. */
export const facts: fc.Arbitrary<Facts> = fc.record({
  hostName: fc.stringMatching(/^[a-z]{3,8}-[0-9]{2}$/),
  deviceId: fc.constant('machine-2026-01-01-00-00-00'),
  domain: fc.constantFrom('corp.example.jp', 'WORKGROUP'),
  user: word,
  osName: fc.constantFrom('Debian GNU/Linux 12', 'Ubuntu 24.04.1 LTS'),
  osVersion: version,
  kernel: version.map(one => `6.${one}-amd64`),
  architecture: fc.constantFrom('x86_64', 'aarch64'),
  memory: size,
  swap: fc.integer({ min: 0, max: 100_000 }),
  uuid: fc.uuid().map(one => one.toUpperCase()),
  serial: token,
  manufacturer: word,
  model: word,
  biosVersion: version,
  biosDate: day,
  dns: fc.uniqueArray(ipv4, { maxLength: 3 }),
  gateway: ipv4,
  processors: fc.array(fc.record({ name: word, maker: word, cores: small, threads: small, speed: size }), {
    maxLength: 2,
  }),
  modules: list(fc.record({ slot: small, capacity: size, type: token, speed: size, serial: token }), one =>
    String(one.slot),
  ),
  disks: list(
    fc.record({
      name: token,
      model: word,
      serial: token,
      megabytes: fc.double({ min: 1, max: 8e6, noNaN: true }),
      firmware: token,
    }),
    one => one.name,
  ),
  volumes: list(
    fc.record({
      mount: fc.stringMatching(/^\/[a-z]{1,8}$/),
      device: fc.constant('/dev/sda1'),
      fileSystem: fc.constantFrom('ext4', 'XFS'),
      total: size,
      free: size,
    }),
    one => one.mount,
  ),
  adapters: list(
    fc.record({
      name: fc.stringMatching(/^eth[0-9]$/),
      mac,
      ipv4: list(
        fc.record({ address: ipv4, mask: fc.constantFrom('255.255.255.0', '255.255.0.0') }),
        one => one.address,
        2,
      ),
      ipv6: fc.uniqueArray(ipv6, { maxLength: 2 }),
      up: fc.boolean(),
      speed: fc.constantFrom(100, 1000, 10_000),
    }),
    one => one.name,
  ),
  software: list(
    fc.record({
      name: word,
      version,
      publisher: word,
      architecture: fc.constantFrom('amd64', 'all'),
      bytes: size,
      installed: day,
    }),
    one => one.name,
    12,
  ),
  users: list(
    fc.record({
      login: fc.stringMatching(/^[a-z]{3,8}$/),
      id: fc.integer({ min: 0, max: 2000 }),
      fullName: word,
      home: fc.constant('/home/x'),
      shell: fc.constant('/bin/sh'),
    }),
    one => one.login,
  ),
  groups: list(
    fc.record({
      name: fc.stringMatching(/^[a-z]{3,8}$/),
      id: fc.integer({ min: 0, max: 2000 }),
      members: fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8}$/), { maxLength: 3 }),
    }),
    one => one.name,
  ),
  printers: list(fc.record({ name: word, driver: word, port: token }), one => one.name),
  monitors: list(fc.record({ caption: word, maker: word, serial: token }), one => one.serial),
  machines: list(
    fc.record({ name: word, uuid: fc.uuid(), memory: size, processors: small }),
    one => one.name,
  ),
  passing,
});

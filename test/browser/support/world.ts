import type { Inventory, SoftwareItem } from '../../../domain/devices/index.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { consoleFolder, ensureConsole } from './browser.ts';

const DAY = 86_400_000;

/** What a hostile agent puts into every text it can. */
export const hostile = '<img src=x onerror="window.owned=1"><b>bold</b>{{name}}$(id)';

const systems = [
  { name: 'Debian GNU/Linux 12 (bookworm)', version: '12', kernel: '6.1.0-40-amd64' },
  { name: 'Ubuntu 24.04.3 LTS', version: '24.04', kernel: '6.8.0-51-generic' },
  { name: 'Red Hat Enterprise Linux 9.6 (Plow)', version: '9.6', kernel: '5.14.0-570.el9' },
] as const;
const models = [
  ['LENOVO', 'ThinkPad T14 Gen 5'],
  ['FUJITSU', 'LIFEBOOK U7414'],
  ['Dell Inc.', 'Latitude 5450'],
  ['HP', 'EliteBook 840 G11'],
] as const;
const titles = [
  'openssl',
  'curl',
  'git',
  'nodejs',
  'mariadb-server',
  'postfix',
  'samba',
  'perl',
  'vim',
  'tcpdump',
  'imagemagick',
  'firefox-esr',
];

export function computer(number: number, changed: Partial<Inventory> = {}): Inventory {
  const system = systems[number % systems.length]!;
  const [manufacturer, model] = models[number % models.length]!;
  return {
    hostName: `LT-${10_000 + number}`,
    lastUser: `u${11_000 + number * 37}`,
    domain: 'corp.example',
    hardware: {
      manufacturer,
      model,
      serialNumber: `SN${100_000 + number * 7}`,
      uuid: `4c4c4544-0000-4000-8000-${String(number).padStart(12, '0')}`,
      memory: 8_192 * (1 + (number % 4)),
      chassis: 'Notebook',
      virtualization: 'Physical',
      biosVersion: '1.2',
    },
    operatingSystem: { ...system, family: 'linux', architecture: 'x86_64' },
    processors: [{ name: 'Intel Core Ultra 5 135U', cores: 12, threads: 14, speed: 3_600 }],
    disks: [{ name: 'nvme0n1', model: 'PC801', size: 488_000, type: 'SSD' }],
    volumes: [
      {
        mount: '/',
        device: '/dev/nvme0n1p2',
        fileSystem: 'ext4',
        total: 480_000,
        free: 480_000 - ((number * 37_000) % 470_000),
      },
    ],
    networkAdapters: [
      {
        name: 'eth0',
        mac: `02:00:5e:00:${hex(number >> 8)}:${hex(number & 255)}`,
        ipv4: [`10.${20 + (number % 8)}.0.${number % 250}`],
        status: 'up',
        gateway: '10.20.0.1',
      },
    ],
    software: titles.slice(0, 6 + (number % 7)).map((name, at): SoftwareItem => ({
      name,
      version: `${1 + (at % 5)}.${number % 3}.0`,
      publisher: 'Debian',
      architecture: 'amd64',
      source: 'deb',
      size: at + 1,
    })),
    localUsers: [{ name: 'root', home: '/root', shell: '/bin/bash' }],
    agent: { name: 'GLPI-Agent', version: '1.12', tag: number % 2 ? 'PLANT-A' : 'LAB' },
    ...changed,
  };
}

const hex = (number: number) => number.toString(16).padStart(2, '0');

export interface World {
  readonly server: TestServer;
  /** Milliseconds of "today" in this world. */
  readonly now: number;
  /** The device that changed most. */
  readonly main: string;
  readonly ids: readonly string[];
  readonly hostileId: string;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** With a computer that lies. */
  readonly liar?: boolean;
  /** Settings of the server. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A server with `count` computers that reported over the last 40 days, changed meanwhile, and one that lies with
 * markup in every field. Its clock ends at this machine's time, which the browser shares.
 */
export async function startWorld(
  count: number,
  { liar = true, environment = {} }: WorldOptions = {},
): Promise<World> {
  ensureConsole();
  const now = Date.now();
  const at = (days: number, minutes = 0) => new Date(now - days * DAY + minutes * 60_000).toISOString();
  const server = await startTestServer({ listen: true, consoleFolder, environment });
  const { clock } = server;
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    clock.set(at(40 - (number * 30) / count));
    ids.push((await server.report(computer(number))).deviceId);
  }
  let main = '';
  let hostileId = '';
  if (count > 0) {
    main = ids[0]!;
    clock.set(at(9));
    await server.report(
      computer(0, {
        lastUser: 'u20114',
        networkAdapters: [{ name: 'eth0', mac: '02:00:5e:00:00:00', ipv4: ['10.99.7.118'], status: 'up' }],
      }),
      main,
    );
    clock.set(at(4));
    await server.report(
      computer(0, {
        lastUser: 'u20114',
        networkAdapters: [{ name: 'eth0', mac: '02:00:5e:00:00:00', ipv4: ['10.99.7.118'], status: 'up' }],
        software: [
          { name: 'openssl', version: '3.0.19', publisher: 'Debian', architecture: 'amd64', source: 'deb' },
          ...computer(0).software!.slice(1, 5),
          { name: 'wireshark', version: '4.0.17', publisher: 'Debian', source: 'deb' },
        ],
      }),
      main,
    );
    clock.set(at(2));
    if (liar)
      hostileId = (
        await server.report({
          hostName: hostile,
          lastUser: hostile,
          domain: hostile,
          description: hostile,
          hardware: { manufacturer: hostile, model: hostile, serialNumber: `${hostile}1`, memory: 4_096 },
          operatingSystem: { name: hostile, family: 'other', version: hostile },
          volumes: [{ mount: hostile, fileSystem: hostile, total: 1_000, free: 500 }],
          networkAdapters: [{ name: hostile, mac: '02:00:5e:ff:ff:ff', ipv4: ['10.66.6.6'], status: 'up' }],
          software: [{ name: hostile, version: '=cmd|calc', publisher: hostile }],
          agent: { name: hostile, version: hostile, tag: hostile },
        })
      ).deviceId;
  }
  await server.travel(new Date(now).toISOString());
  await server.caughtUp();
  // Who is here is no event; the read model is told of it as the presence of a running server does.
  const states = ['online', 'online', 'online', 'quiet', 'offline'] as const;
  await server.services.read.touch(
    'devices.list',
    ids.map((id, number) => {
      const online = states[(number * 7) % states.length]!;
      const minutes = { online: number % 9, quiet: 30 + number, offline: 3_000 + number * 60 }[online];
      return { id, columns: { online, lastSeenAt: now - minutes * 60_000 } };
    }),
  );
  return { server, now, main, ids, hostileId, close: () => server.close() };
}

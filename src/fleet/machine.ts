import debianPackages from './data/debian-packages.json' with { type: 'json' };
import { Random } from './random.ts';

/** A simulated computer: what its agent would see. Sizes in MiB. */
export interface Machine {
  readonly number: number;
  readonly dialect: 'glpi' | 'fusioninventory' | 'ocs';
  agentId: string;
  deviceId: string;
  hostName: string;
  uuid: string;
  serialNumber: string;
  manufacturer: string;
  model: string;
  user: string;
  address: string;
  mac: string;
  memory: number;
  diskTotal: number;
  diskFree: number;
  os: { name: string; version: string; kernel: string };
  packages: Package[];
  /** Days since the fleet began; moves volatile fields such as uptime. */
  day: number;
}

export interface Package {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** KiB. */
  readonly size: number;
}

const pool: readonly Package[] = (debianPackages as [string, string, string, number][]).map(
  ([name, version, architecture, size]) => ({ name, version, architecture, size }),
);

const models = [
  ['LENOVO', 'ThinkPad T14 Gen 5'],
  ['Dell Inc.', 'Latitude 5450'],
  ['Dell Inc.', 'PowerEdge R660'],
  ['HP', 'EliteBook 840 G11'],
  ['FUJITSU', 'LIFEBOOK U7414'],
  ['Panasonic Corporation', 'CF-FV4'],
] as const;
const systems = [
  { name: 'Debian GNU/Linux 12 (bookworm)', version: '12.15', kernel: '6.1.0-40-amd64' },
  { name: 'Ubuntu 24.04.3 LTS', version: '24.04', kernel: '6.8.0-85-generic' },
  { name: 'Red Hat Enterprise Linux 9.6 (Plow)', version: '9.6', kernel: '5.14.0-570.el9.x86_64' },
] as const;

/** Machine `number` of the fleet with this seed. `software` fixes the number of packages; without it 60 to 400. */
export function makeMachine(seed: number, number: number, software?: number): Machine {
  const random = new Random(seed, number + 1);
  const hostName = `${random.pick(['LT', 'PC', 'SV'])}-${String(10_000 + number)}`;
  const [manufacturer, model] = random.pick(models);
  const diskTotal = random.pick([244_000, 488_000, 976_000]);
  return {
    number,
    dialect: random.pick(['glpi', 'glpi', 'fusioninventory', 'ocs']),
    agentId: uuid(random),
    deviceId: `${hostName}-2026-01-${String(random.between(10, 28))}-08-${String(random.between(10, 59))}-00`,
    hostName,
    uuid: uuid(random).toUpperCase(),
    serialNumber: random.hex(10).toUpperCase(),
    manufacturer,
    model,
    user: `u${random.between(10_000, 49_999)}`,
    address: `10.${random.between(16, 31)}.${(number >> 8) & 255}.${number & 255}`,
    mac: macOf(number),
    memory: random.pick([8_192, 16_384, 32_768, 65_536]),
    diskTotal,
    diskFree: Math.floor(diskTotal * (0.1 + 0.8 * random.fraction())),
    os: { ...random.pick(systems) },
    packages: pickPackages(random, software ?? Math.round(60 * 6.6 ** random.fraction())),
    day: 0,
  };
}

/** A disk image put on another computer: the same agent identity, other hardware. */
export function cloneOf(original: Machine, number: number, seed: number): Machine {
  const fresh = makeMachine(seed, number);
  return {
    ...fresh,
    agentId: original.agentId,
    deviceId: original.deviceId,
    dialect: original.dialect,
    packages: original.packages,
  };
}

type Happening = 'updates' | 'user' | 'address' | 'disk' | 'removal';

/** What is likely to happen to a computer between two reports that differ. */
export interface Habits {
  /** One of these, each as likely as the others. */
  readonly happenings: readonly Happening[];
  /** Packages updated at once. */
  readonly mostUpdates: number;
}

/** Reports now and then: updates have gathered. */
export const seldomSeen: Habits = {
  happenings: [
    'updates',
    'updates',
    'updates',
    'updates',
    'updates',
    'user',
    'user',
    'address',
    'disk',
    'removal',
  ],
  mostUpdates: 12,
};
/** Reports day by day: mostly one fact moves, every fifth time a few packages. */
export const dailySeen: Habits = {
  happenings: ['updates', 'user', 'address', 'disk', 'user'],
  mostUpdates: 3,
};

/** Passes the time between two reports; volatile fields move even where nothing changed. */
export function passDay(machine: Machine, seed: number, changed: boolean, habits = seldomSeen): void {
  machine.day++;
  const random = new Random(seed ^ (machine.day * 0x51ed), machine.number + 1);
  if (changed) happen[random.pick(habits.happenings)](machine, random, habits);
}

const happen: Readonly<Record<Happening, (machine: Machine, random: Random, habits: Habits) => void>> = {
  updates: (machine, random, { mostUpdates }) => updatePackages(machine, random, mostUpdates),
  user: (machine, random) => (machine.user = `u${random.between(10_000, 49_999)}`),
  address: (machine, random) =>
    (machine.address = `10.${random.between(16, 31)}.${random.between(0, 255)}.${random.between(1, 254)}`),
  disk: (machine, random) =>
    (machine.diskFree = Math.floor(machine.diskTotal * (0.05 + 0.9 * random.fraction()))),
  removal: machine => {
    if (machine.packages.length > 1) machine.packages = machine.packages.slice(1);
  },
};

function updatePackages(machine: Machine, random: Random, most: number): void {
  const count = Math.min(machine.packages.length, random.between(1, most));
  const from = random.between(0, machine.packages.length - count);
  machine.packages = machine.packages.map((entry, index) =>
    index >= from && index < from + count ? { ...entry, version: `${entry.version}+u${machine.day}` } : entry,
  );
}

/** A run of the pool beginning anywhere, repeated under other names where more are wanted than it holds. */
function pickPackages(random: Random, count: number): Package[] {
  const start = random.between(0, pool.length - 1);
  return Array.from({ length: count }, (_, index) => {
    const entry = pool[(start + index) % pool.length] as Package;
    const lap = Math.floor(index / pool.length);
    return lap === 0 ? entry : { ...entry, name: `${entry.name}-${lap}` };
  });
}

function uuid(random: Random): string {
  const hex = random.hex(32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function macOf(number: number): string {
  const hex = number.toString(16).padStart(8, '0');
  return `02:5e:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6, 8)}`;
}

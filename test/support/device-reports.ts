import { device } from '../../domain/devices/index.ts';
import type {
  CarriedFile,
  CommandOf,
  DeviceCommand,
  DeviceEvent,
  DeviceState,
  Inventory,
  InventoryReport,
  SoftwareItem,
} from '../../domain/devices/index.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import { eventLog } from './four-way.ts';

export const day = (number: number, clock = '09:00:00') =>
  `2026-11-${String(number).padStart(2, '0')}T${clock}.000Z`;

export function packages(count: number, version = '1.0'): SoftwareItem[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `package-${at}`,
    version: `${version}-${at}`,
    architecture: 'amd64',
    source: 'deb',
    size: at,
  }));
}

/** A Linux machine with something in every section that tests change. */
export function inventory(changed: Partial<Inventory> = {}): Inventory {
  return {
    hostName: 'lab-ocs-big',
    domain: 'example.org',
    lastUser: 'u10031',
    hardware: {
      manufacturer: 'Example',
      model: 'X1',
      serialNumber: 'SN-0001',
      memory: 24_105,
      swap: 2_048,
      biosVersion: '1.2',
    },
    operatingSystem: {
      name: 'Debian GNU/Linux 12 (bookworm)',
      family: 'linux',
      version: '12',
      kernel: '6.1.0-18-amd64',
      timeZone: '+0000',
    },
    processors: [{ name: 'Intel Xeon', cores: 2, threads: 2, speed: 2_500 }],
    disks: [{ name: 'vda', size: 262_144 }],
    volumes: [{ mount: '/', fileSystem: 'ext4', total: 258_019, free: 148_212 }],
    networkAdapters: [
      {
        name: 'eth0',
        mac: '02:00:5e:00:00:03',
        ipv4: ['10.24.7.118'],
        ipv6: ['fe80::1'],
        gateway: '10.24.7.1',
        status: 'up',
      },
      { name: 'ifb0', mac: '02:00:5e:00:00:01', status: 'down' },
    ],
    dns: ['10.24.7.2'],
    gateway: '10.24.7.1',
    software: packages(3),
    localUsers: [{ name: 'root', id: '0' }],
    monitors: [{ name: 'Panel', serialNumber: 'M1' }],
    virtualMachines: [{ name: 'guest', uuid: 'a5d2b7c4-0000-4000-8000-000000000001', status: 'running' }],
    antivirus: [{ name: 'ClamAV', version: '1.0', enabled: true }],
    databases: [{ name: 'mariadb', version: '10.11', port: 3306 }],
    agent: { name: 'OCS agent', version: '2.10.0' },
    ...changed,
  };
}

export const claims: InventoryReport['claims'] = {
  deviceId: 'lab-ocs-big-2026-01-01-00-00-00',
  serialNumber: 'SN-0001',
  macs: ['02:00:5e:00:00:03', '02:00:5e:00:00:01'],
  hostName: 'lab-ocs-big',
};

export function report(told: Inventory, more: Partial<InventoryReport> = {}): InventoryReport {
  return {
    claims,
    inventory: told,
    partial: false,
    dialect: 'ocs',
    unknownSections: [],
    dropped: [],
    ...more,
  };
}

export function record(
  at: string,
  told: Inventory,
  more: Partial<InventoryReport> & { readonly delivery?: 'online' | 'offline' } = {},
): CommandOf<'RecordInventory'> {
  const { delivery = 'online', ...rest } = more;
  return { type: 'RecordInventory', at, report: report(told, rest), delivery };
}

/** Results that were carried here by an administrator, signed by the computer's agent, unless told otherwise. */
export function carried(
  at: string,
  told: Inventory,
  { collectedAt = at, ...file }: Partial<CarriedFile> & { readonly collectedAt?: string } = {},
): CommandOf<'RecordInventory'> {
  return {
    ...record(at, told, { delivery: 'offline', collectedAt, dialect: 'muster' }),
    carried: {
      file: collectedAt.replace(/\D/g, '').padStart(64, '0'),
      hostId: '6e2f0a51-0c1c-4c2e-9c55-0d6a8f6f0001',
      sequence: 1,
      utcOffset: 540,
      signed: file.by !== 'agent',
      by: 'administrator',
      ...file,
    },
  };
}

/** Decides and folds command after command; fails the test on a refusal. */
export class DeviceLife {
  state: DeviceState = device.initial;
  readonly events: DeviceEvent[] = [];

  /** Goes on where recorded events left it. */
  resume(events: readonly DeviceEvent[]): void {
    this.events.push(...events);
    this.state = events.reduce((state, event) => device.evolve(state, event), this.state);
  }

  /** As `do`, but a refusal changes nothing. */
  attempt(command: DeviceCommand): void {
    if (device.decide(command, this.state).kind === 'accepted') this.do(command);
  }

  /** The events of this command alone. */
  do(command: DeviceCommand): readonly DeviceEvent[] {
    const decision = device.decide(command, this.state);
    if (decision.kind === 'refused')
      throw new Error(`${command.type} refused: ${JSON.stringify(decision.refusal)}`);
    this.state = decision.events.reduce((state, event) => device.evolve(state, event), this.state);
    this.events.push(...decision.events);
    return decision.events;
  }
}

/** The events as a log holds them, one stream per device, `at` as the events say. */
export function storedLives(lives: Readonly<Record<string, readonly DeviceEvent[]>>): StoredEvent[] {
  const stored = eventLog();
  const all = Object.entries(lives).flatMap(([id, events]) => events.map(event => ({ id, event })));
  all.sort((one, two) =>
    one.event.data.since < two.event.data.since ? -1 : one.event.data.since > two.event.data.since ? 1 : 0,
  );
  return all.map(({ id, event }) =>
    stored(`device-${id}`, event.type, event.data, {
      at: event.data.since,
      actor: 'agent:lab-ocs-big',
      ...(event.happenedAt !== undefined && { happenedAt: event.happenedAt }),
    }),
  );
}

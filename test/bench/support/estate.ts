import {
  device,
  resolveIdentity,
  type DeviceState,
  type InventoryReport,
} from '../../../domain/devices/index.ts';
import type { DomainEvent, NewEvent } from '../../../domain/kernel/index.ts';
import { makeMachine, passDay, type Habits, type Machine } from '../../../src/fleet/machine.ts';
import { systemIds } from '../../../adapters/platform/index.ts';

export interface GeneratedEvent {
  readonly stream: string;
  readonly event: NewEvent;
}

const ids = systemIds();
const began = Date.parse('2026-01-05T00:00:00.000Z');

/** An estate whose devices register and then change, as the real decider words it; times are a minute apart. */
export class Estate {
  readonly #seed: number;
  readonly #machines: Machine[];
  readonly #states: DeviceState[] = [];
  readonly #streams: string[] = [];
  #minute = 0;
  #next = 0;

  constructor(seed: number, devices: number, packages: number) {
    this.#seed = seed;
    this.#machines = Array.from({ length: devices }, (_, number) => makeMachine(seed, number, packages));
  }

  /** How many reports were told so far, those that changed nothing included. */
  get reports(): number {
    return this.#minute;
  }

  *registrations(): Generator<GeneratedEvent> {
    for (const machine of this.#machines) {
      this.#streams.push(`device-${ids.next()}`);
      this.#states.push(device.initial);
      yield* this.#report(machine.number);
    }
  }

  /** About `count` events of devices that changed, one device after the other. */
  *changes(count: number, habits: Habits): Generator<GeneratedEvent> {
    for (let made = 0; made < count;) {
      const number = this.#next++ % this.#machines.length;
      passDay(this.#machines[number] as Machine, this.#seed, true, habits);
      for (const generated of this.#report(number)) {
        made++;
        yield generated;
      }
    }
  }

  *#report(number: number): Generator<GeneratedEvent> {
    const at = new Date(began + this.#minute++ * 60_000).toISOString();
    const report = reportOf(this.#machines[number] as Machine);
    const state = this.#states[number] as DeviceState;
    const decision = device.decide(
      {
        type: 'RecordInventory',
        at,
        report,
        delivery: 'online',
        ...(state.status === 'none' ? { identity: identityOf(report) } : {}),
      },
      state,
    );
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    this.#states[number] = decision.events.reduce((folded, event) => device.evolve(folded, event), state);
    for (const event of decision.events)
      yield { stream: this.#streams[number] as string, event: complete(event, at) };
  }
}

function identityOf(report: InventoryReport) {
  const resolution = resolveIdentity(report.claims, []);
  return resolution.explanation;
}

function complete(event: DomainEvent, at: string): NewEvent {
  return {
    ...event,
    id: ids.next(),
    schemaVersion: 1,
    at,
    actor: 'agent:bench',
    correlationId: ids.next(),
    causationId: null,
  };
}

function reportOf(machine: Machine): InventoryReport {
  return {
    claims: {
      deviceId: machine.deviceId,
      uuid: machine.uuid,
      serialNumber: machine.serialNumber,
      macs: [machine.mac],
      hostName: machine.hostName,
    },
    dialect: 'glpi',
    partial: false,
    unknownSections: [],
    dropped: [],
    inventory: {
      hostName: machine.hostName,
      lastUser: machine.user,
      hardware: {
        manufacturer: machine.manufacturer,
        model: machine.model,
        serialNumber: machine.serialNumber,
        uuid: machine.uuid,
        memory: machine.memory,
      },
      operatingSystem: {
        name: machine.os.name,
        family: 'linux',
        version: machine.os.version,
        kernel: machine.os.kernel,
        architecture: 'x86_64',
      },
      processors: [{ name: 'Intel(R) Core(TM) Ultra 5 135U', cores: 12 }],
      networkAdapters: [{ name: 'eth0', mac: machine.mac, ipv4: [machine.address], status: 'up' }],
      volumes: [{ mount: '/', fileSystem: 'ext4', total: machine.diskTotal, free: machine.diskFree }],
      software: machine.packages.map(entry => ({
        name: entry.name,
        version: entry.version,
        architecture: entry.architecture,
        source: 'deb',
      })),
    },
  };
}

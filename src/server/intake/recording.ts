import { usableKeys, type CarriedFile, type InventoryReport } from '../../../domain/devices/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import { reportEveryHours, type IntakePorts } from './contract.ts';
import { DeviceRecorder, type RecordRequest, type RecordResult } from './device-recorder.ts';
import { KeyLock } from './key-lock.ts';
import { freeSpaceStays, RecentMap, type LastReport } from './memory.ts';
import type { ParsedInventory } from './messages.ts';

const rememberedAgents = 100_000;

export interface Recordable {
  readonly message: ParsedInventory;
  /** The body as received. */
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  /** `GLPI-Agent-ID`, where it was told. */
  readonly agentHeader: string | undefined;
  readonly actor: Actor;
  readonly delivery: 'online' | 'offline';
  /** Asked before anything is kept; see `IncomingBody`. */
  readonly hungUp?: () => boolean;
}

/** Nothing of the report was kept, because nobody waits for the answer any more. */
export class HungUpError extends Error {}

/** A kept body that is read again. */
export interface ReplayedBody extends Recordable {
  /** The device it was recorded for; where its keys lead to none any more, nothing is recorded. */
  readonly knownDevice?: string;
  readonly correlationId?: string;
  readonly dryRun: boolean;
}

/** Results that somebody carried here. */
export interface CarriedReport extends Recordable {
  /** RFC 3339; stands for whatever the report says of it. */
  readonly collectedAt: string;
  /** Of the agent that signed them. */
  readonly agentId: string | undefined;
  readonly carried: Omit<CarriedFile, 'confirmedAt'>;
  readonly dryRun: boolean;
}

/** What of a request is otherwise than of a report that an agent sends. */
type How = Pick<RecordRequest, 'registers' | 'correlationId' | 'dryRun' | 'carried' | 'again'> & {
  readonly collectedAt?: string;
};

export type Recorded = RecordResult | { readonly kind: 'same' };

/**
 * Records inventories, quickest for those that say what they said before: these cost a comparison of hashes.
 * Reports that share a key of identity come one after the other, so that the first reports of a new machine,
 * arriving at once, make one device.
 */
export class Recording {
  readonly #ports: IntakePorts;
  readonly #recorder: DeviceRecorder;
  readonly #lock = new KeyLock();
  readonly #lastReports = new RecentMap<LastReport>(rememberedAgents);
  /** Newest revision of devices that changed since the start, whoever changed them. */
  readonly #revisions = new RecentMap<number>(rememberedAgents);
  readonly #stopping = new AbortController();

  constructor(ports: IntakePorts) {
    this.#ports = ports;
    this.#recorder = new DeviceRecorder(ports);
  }

  /** Follows the log, so that a device changed by somebody else is compared in full at its next report. */
  async start(): Promise<void> {
    const after = await this.#ports.events.lastPosition();
    void this.#follow(after).catch((error: unknown) => {
      if (!this.#stopping.signal.aborted)
        this.#ports.log.error({ err: error }, 'intake no longer follows the log');
    });
  }

  async #follow(after: number): Promise<void> {
    const { signal } = this.#stopping;
    for await (const message of this.#ports.events.subscribe(after, { categories: ['device'] }, signal)) {
      if (message.kind !== 'events') continue;
      for (const event of message.events)
        this.#revisions.set(event.stream.slice('device-'.length), event.revision);
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  async fromAgent(agentId: string, request: Recordable): Promise<Recorded> {
    const { message } = request;
    const last = this.#lastReports.get(agentId);
    const same = last !== undefined && this.#saysTheSame(last, message);
    const result: Recorded = same ? { kind: 'same' } : await this.#record(agentId, last?.deviceId, request);
    if (result.kind === 'recorded' && result.managed) {
      const { deviceId, revision } = result;
      const { hash, free, dialect } = message;
      const alone = last === undefined || (last.alone && last.deviceId === deviceId);
      this.#lastReports.set(agentId, { deviceId, alone, dialect, hash, free, revision });
    }
    if (result.kind !== 'refused') this.#touch(agentId, message.agentVersion, message, request.delivery);
    return result;
  }

  /** A kept body read again: compared whatever is remembered, and no sign of the agent being there. */
  again(agentId: string, request: ReplayedBody): Promise<RecordResult> {
    this.#lastReports.delete(agentId);
    const { knownDevice, correlationId, dryRun } = request;
    return this.#record(agentId, knownDevice, request, {
      registers: knownDevice === undefined,
      correlationId,
      dryRun,
      again: true,
    });
  }

  /** No sign of the computer being there: it is known by what was carried, not by having been heard. */
  carried(request: CarriedReport): Promise<RecordResult> {
    const { agentId, carried, collectedAt, dryRun } = request;
    return this.#record(agentId, undefined, request, { carried, collectedAt, dryRun });
  }

  fromFile(request: Recordable): Promise<RecordResult> {
    return this.#record(undefined, undefined, request);
  }

  async #record(
    agentId: string | undefined,
    lastDevice: string | undefined,
    request: Recordable,
    { collectedAt, ...how }: How = {},
  ): Promise<RecordResult> {
    const { message, actor, delivery, agentHeader } = request;
    const told = JSON.parse(Buffer.from(message.report).toString()) as InventoryReport;
    const named = agentId !== undefined && (agentHeader !== undefined || how.carried);
    const dated = collectedAt === undefined ? told : { ...told, collectedAt };
    const report = named ? { ...dated, claims: { ...told.claims, agentId } } : dated;
    const keys: string[] = [...usableKeys(report.claims).keys];
    const bodyHash = this.#ports.bodies.hashOf(keptBytes(request));
    return this.#lock.run(agentId === undefined ? keys : [`agent ${agentId}`, ...keys], () =>
      this.#recorder.record({
        report,
        actor,
        delivery,
        lastDevice,
        bodyHash,
        keepBody: () => {
          if (request.hungUp?.()) throw new HungUpError();
          return this.keep(request, bodyHash);
        },
        ...how,
      }),
    );
  }

  /** The report was compared before, and the device is as it was then. */
  #saysTheSame(last: LastReport, message: ParsedInventory): boolean {
    if (last.dialect !== message.dialect || last.hash !== message.hash) return false;
    if (!freeSpaceStays(last.free, message.free)) return false;
    return (this.#revisions.get(last.deviceId) ?? -1) <= last.revision;
  }

  /** Keeps the raw body without its secrets; answers its hash. */
  keep(request: Recordable, hash?: string): Promise<string> {
    const { message, contentType, agentHeader } = request;
    const redacted = message.redacted !== undefined;
    const type = redacted ? 'text/plain; charset=utf-8' : (contentType ?? 'application/octet-stream');
    const bare = type.replace(/[^ -~]/g, '').slice(0, 100);
    // Enough to read it again as it was read the first time.
    const kept = agentHeader === undefined ? bare : `${bare}; agent=${encodeURIComponent(agentHeader)}`;
    return this.#ports.bodies.put(keptBytes(request), kept, hash);
  }

  /** The agent was here; of agents not heard since the start, nothing is known until their next report. */
  touch(agentId: string, agentVersion: string | null): void {
    this.#touch(agentId, agentVersion, undefined);
  }

  #touch(
    agentId: string,
    agentVersion: string | null,
    inventory: ParsedInventory | undefined,
    delivery: Recordable['delivery'] = 'online',
  ): void {
    const last = this.#lastReports.get(agentId);
    // A message without an inventory of an agent that several machines share could be any of theirs.
    if (!last || (!last.alone && !inventory)) return;
    const now = Date.parse(this.#ports.clock.now());
    this.#ports.presence.touch({
      deviceId: last.deviceId,
      lastContactAt: now,
      lastInventoryAt: inventory ? now : null,
      protocol: last.dialect,
      agentVersion,
      expectedEverySeconds: reportEveryHours * 3_600,
      clockSkewSeconds:
        inventory?.collectedAt === undefined || delivery === 'offline'
          ? null
          : Math.round((Date.parse(inventory.collectedAt) - now) / 1_000),
    });
  }
}

/** What of a body is kept: as it came, or without its secrets. */
function keptBytes({ message, bytes }: Recordable): Uint8Array {
  return message.redacted ?? bytes;
}

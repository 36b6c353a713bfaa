import {
  candidatesOf,
  device,
  deviceTypeOf,
  enrolledAgent,
  holdersOf,
  identityRegister,
  resolveIdentity,
  speaksOfSameMachine,
  survivorOf,
  usableKeys,
  type AgentCommand,
  type CarriedFile,
  type DeviceEvent,
  type DeviceState,
  type EnteredRecord,
  type IdentityExplanation,
  type IdentityKey,
  type InventoryReport,
} from '../../../domain/devices/index.ts';
import type {
  Actor,
  Clock,
  CommandContext,
  CommandHandler,
  Ids,
  Position,
  Refusal,
} from '../../../domain/kernel/index.ts';

import type { PresenceStore } from '../../../projections/kernel/index.ts';
import { agentStream } from './credentials.ts';
import type { DeviceLicences } from '../licensing/device-licences.ts';

export interface RecorderPorts {
  readonly commands: CommandHandler;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Null: any number of devices may be managed. */
  readonly licences: Pick<DeviceLicences, 'take' | 'settle'> | null;
  readonly presence: Pick<PresenceStore, 'get'>;
}

export interface RecordRequest {
  readonly report: InventoryReport;
  readonly actor: Actor;
  readonly delivery: 'online' | 'offline';
  /** The device this agent last reported for, where that is remembered. */
  readonly lastDevice: string | undefined;
  /** SHA-256 of the raw body as it is kept, hexadecimal; what was entered by hand has none. */
  readonly bodyHash?: string;
  /** Keeps the raw body; called before events that name it are appended, and only then. */
  readonly keepBody?: () => Promise<unknown>;
  /** By hand: a machine that some device stands for already is refused (`DEVICE_EXISTS`). */
  readonly entered?: EnteredRecord;
  /** Somebody carried the report here in a file. */
  readonly carried?: Omit<CarriedFile, 'confirmedAt'>;
  /** A kept body that is read again. */
  readonly again?: true;
  /** False: a machine that no device stands for is refused (`DEVICE_UNKNOWN`). Default: it is registered. */
  readonly registers?: boolean;
  readonly correlationId?: string | undefined;
  /** Tells what would be recorded; nothing is claimed, kept or appended. */
  readonly dryRun?: boolean;
}

export type RecordResult =
  | {
      readonly kind: 'recorded';
      readonly deviceId: string;
      readonly changed: boolean;
      /** What was recorded. */
      readonly events: readonly Pick<DeviceEvent, 'type' | 'data'>[];
      /** False: no licence was left, so the next report, though it may say the same, is to be recorded again. */
      readonly managed: boolean;
      /** The device's last revision. */
      readonly revision: number;
      readonly position: Position;
    }
  | { readonly kind: 'refused'; readonly deviceId: string; readonly refusal: Refusal };

interface Found {
  readonly deviceId: string;
  readonly isNew: boolean;
  /** Absent where the short cut was taken. */
  readonly identity?: IdentityExplanation;
  /** Of the device the short cut was taken for; one that has moved on is looked for anew. */
  readonly revision?: number;
}

/** Another server may decide about the same machine at the same time; then everything is looked at anew. */
const maxAttempts = 6;

export function deviceStream(deviceId: string): string {
  return `device-${deviceId}`;
}

/** Finds the device an inventory speaks of, or opens one, and records what is new about it. */
export class DeviceRecorder {
  readonly #ports: RecorderPorts;

  constructor(ports: RecorderPorts) {
    this.#ports = ports;
  }

  async record(request: RecordRequest): Promise<RecordResult> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const found = await this.#find(request, attempt === 0);
      if (!found) continue;
      const result = await this.#recordFor(found, request);
      if (result) return result;
    }
    throw new Error('the device of an inventory could not be settled: other servers kept changing it');
  }

  /** Undefined where another server was quicker. */
  async #find(request: RecordRequest, mayShorten: boolean): Promise<Found | undefined> {
    const { report, lastDevice } = request;
    if (lastDevice !== undefined && mayShorten) {
      const { state, revision } = await this.#load(lastDevice, { mayBeOld: true });
      const stands = state.status === 'managed' || state.status === 'ignored';
      if (stands && speaksOfSameMachine(state, report.claims))
        return { deviceId: lastDevice, isNew: false, revision };
    }
    const { commands, ids } = this.#ports;
    const { keys } = usableKeys(report.claims);
    const registers = await Promise.all(
      keys.map(async key => ({ key, ...(await commands.load(this.#register(key), identityRegister)) })),
    );
    const holders = new Map(registers.map(({ key, state }) => [key, holdersOf(state, key)] as const));
    const devices = await this.#loadAll(new Set([...holders.values()].flat()));
    const resolution = resolveIdentity(report.claims, candidatesOf(holders, devices));
    const deviceId = resolution.deviceId ?? ids.next();
    const isNew = (devices.get(deviceId)?.status ?? 'none') === 'none';
    const found = { deviceId, isNew, identity: resolution.explanation };
    if (request.dryRun || (isNew ? request.registers === false : request.entered)) return found;
    await this.#noteClones(report, deviceId, devices);
    const unclaimed = registers.filter(
      ({ key }) => !(holders.get(key) ?? []).some(id => survivorOf(id, devices) === deviceId),
    );
    const claims = await Promise.all(
      unclaimed.map(({ key, revision }) =>
        commands.handle(
          this.#register(key),
          identityRegister,
          { type: 'ClaimIdentityKey', key, deviceId },
          { ...this.#context(request), expectedRevision: revision },
        ),
      ),
    );
    return claims.some(claim => claim.kind === 'conflict') ? undefined : found;
  }

  /** Of agents that can be told to make another identity: another device reports as this one does. */
  async #noteClones(
    { dialect, claims: { agentId } }: InventoryReport,
    deviceId: string,
    devices: ReadonlyMap<string, DeviceState>,
  ): Promise<void> {
    const [key] = dialect === 'muster' && agentId ? usableKeys({ agentId, macs: [] }).keys : [];
    if (!key || !agentId) return;
    const others = [...devices].filter(
      ([id, { keys, mergedInto }]) => id !== deviceId && mergedInto === null && keys.includes(key),
    );
    if (others.length === 0) return;
    const deviceIds = [deviceId, ...others.map(([id]) => id)].sort();
    const command: AgentCommand = { kind: 'cloned', agentId, deviceIds };
    await this.#ports.commands.handle(agentStream(agentId), enrolledAgent, command, {
      actor: 'system:intake',
    });
  }

  /** Undefined where the device was removed or merged meanwhile. */
  async #recordFor(found: Found, request: RecordRequest): Promise<RecordResult | undefined> {
    const { deviceId, isNew } = found;
    if (isNew && request.registers === false)
      return { kind: 'refused', deviceId, refusal: { code: 'DEVICE_UNKNOWN', details: {} } };
    if (!isNew && request.entered)
      return { kind: 'refused', deviceId, refusal: { code: 'DEVICE_EXISTS', details: {} } };
    const { licences } = this.#ports;
    return licences ? this.#licensed(found, request, licences) : this.#append(found, request);
  }

  /** With a licence taken first for a device that becomes managed by this. */
  async #licensed(
    found: Found,
    request: RecordRequest,
    licences: NonNullable<RecorderPorts['licences']>,
  ): Promise<RecordResult | undefined> {
    const { deviceId } = found;
    const { state, revision } = await this.#load(deviceId);
    if (state.status !== 'none' && state.status !== 'discovered') return this.#append(found, request);
    const context = { ...this.#context(request), dryRun: request.dryRun ?? false };
    const deviceType =
      state.status === 'none'
        ? (request.entered?.deviceType ?? deviceTypeOf(request.report.inventory))
        : state.deviceType;
    const refusal = await licences.take({ deviceId, deviceType, revision }, context);
    try {
      return await this.#append({ ...found, revision }, request, refusal === undefined);
    } finally {
      if (!context.dryRun && !refusal) await licences.settle(deviceId, context);
    }
  }

  async #append(found: Found, request: RecordRequest, licensed?: boolean): Promise<RecordResult | undefined> {
    const { commands, clock } = this.#ports;
    const { report, delivery, bodyHash, keepBody, entered, again, dryRun = false } = request;
    const { deviceId, identity, revision: expectedRevision } = found;
    const carried = await this.#confirmed(request.carried, deviceId);
    const result = await commands.handle(
      deviceStream(deviceId),
      device,
      {
        type: 'RecordInventory',
        at: clock.now(),
        report,
        delivery,
        ...(bodyHash !== undefined && { body: bodyHash }),
        ...(entered && { entered }),
        ...(identity && { identity }),
        ...(licensed !== undefined && { licensed }),
        ...(carried && { carried }),
        ...(again && { again }),
      },
      // Most reports say nothing new: their bodies are not written down.
      {
        ...this.#context(request),
        dryRun,
        ...(keepBody && { beforeAppend: keepBody }),
        ...(expectedRevision !== undefined && { expectedRevision }),
      },
    );
    if (result.kind === 'conflict') return undefined;
    if (result.kind === 'refused') return this.#refused(deviceId, result.refusal);
    const { revision, position, events } = result;
    const managed = licensed ?? true;
    return { kind: 'recorded', deviceId, changed: events.length > 0, events, managed, revision, position };
  }

  /** With the last time the device itself said how it stands: a report that says nothing new leaves no event. */
  async #confirmed(carried: RecordRequest['carried'], deviceId: string): Promise<CarriedFile | undefined> {
    if (!carried) return undefined;
    const lastMs = (await this.#ports.presence.get(deviceId))?.lastInventoryAt;
    return lastMs == null ? carried : { ...carried, confirmedAt: new Date(lastMs).toISOString() };
  }

  #refused(deviceId: string, refusal: Refusal): RecordResult | undefined {
    if (refusal.code === 'DEVICE_REMOVED' || refusal.code === 'DEVICE_MERGED') return undefined;
    return { kind: 'refused', deviceId, refusal };
  }

  #context({ actor, correlationId }: RecordRequest): CommandContext {
    return {
      actor,
      ...(correlationId !== undefined && { correlationId }),
    };
  }

  #register(key: IdentityKey): string {
    return `identity-${this.#ports.ids.from(key)}`;
  }

  #load(
    deviceId: string,
    options?: { readonly mayBeOld: boolean },
  ): Promise<{ readonly state: DeviceState; readonly revision: number }> {
    return this.#ports.commands.load(deviceStream(deviceId), device, options);
  }

  /** The devices and, for merged ones, those that stand for them. */
  async #loadAll(wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, DeviceState>> {
    const devices = new Map<string, DeviceState>();
    let missing = [...wanted];
    while (missing.length > 0) {
      const states = await Promise.all(missing.map(async id => [id, (await this.#load(id)).state] as const));
      for (const [id, state] of states) devices.set(id, state);
      missing = states
        .map(([, state]) => state.mergedInto)
        .filter(into => into !== null && !devices.has(into)) as string[];
    }
    return devices;
  }
}

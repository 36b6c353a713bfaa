import { device } from '../../../domain/devices/index.ts';
import type { DeviceState, DeviceType } from '../../../domain/devices/index.ts';
import { licencePool, licencePoolStream } from '../../../domain/licensing/index.ts';
import type { CountedDevice, LicensingCommand, LicensingEvent } from '../../../domain/licensing/index.ts';
import type { CommandContext, CommandResult, Refusal } from '../../../domain/kernel/index.ts';
import { countManagedDevices } from './counting.ts';
import type { LicensingPorts } from './licensing.ts';

type Context = Pick<CommandContext, 'actor' | 'correlationId' | 'dryRun'>;

/** A device that is to become managed: `revision` is that of its stream before (-1: none). */
export interface Candidate extends CountedDevice {
  readonly deviceType: DeviceType;
}

/** Whoever loses a race decides anew; each race has a winner, so this many losses in a row are a defect. */
const maxConflicts = 200;

/** True where the device takes a licence when it becomes managed. */
export function needsLicence({ status }: Pick<DeviceState, 'status'>): boolean {
  return status !== 'managed';
}

/**
 * A licence for each managed device. It is taken before a device becomes managed and given back after it ends, so
 * that there are never more managed devices than licences; a crash in between leaves one reserved for that device,
 * which its next report uses, or a licence that the count at the next start gives back.
 */
export class DeviceLicences {
  readonly #ports: LicensingPorts;

  constructor(ports: LicensingPorts) {
    this.#ports = ports;
  }

  /** Before a server takes anything: what happened while nobody counted, or was cut short, is counted. */
  start(): Promise<void> {
    return countManagedDevices(this.#ports, command => this.#handle(command, { actor: 'system:licensing' }));
  }

  /** Takes a licence. The refusal where none is left, which is warned of; a dry run takes and warns of nothing. */
  async take(
    { deviceId, deviceType, revision }: Candidate,
    { actor, correlationId, dryRun = false }: Context,
  ): Promise<Refusal | undefined> {
    const context = { actor, dryRun, ...(correlationId !== undefined && { correlationId }) };
    const at = this.#ports.clock.now();
    const taken = await this.#handle(
      { type: 'AllocateLicence', at, device: { deviceId, revision } },
      context,
    );
    if (taken.kind === 'accepted') return undefined;
    if (!dryRun) await this.#handle({ type: 'TurnAway', at, deviceId, deviceType }, context);
    return taken.refusal;
  }

  /** Gives a licence back where the device is not managed after all, or no longer. */
  async settle(deviceId: string, { actor, correlationId }: Context): Promise<void> {
    const { state, revision } = await this.#ports.commands.load(`device-${deviceId}`, device);
    if (!needsLicence(state)) return;
    await this.#handle(
      { type: 'ReleaseLicences', at: this.#ports.clock.now(), devices: [{ deviceId, revision }] },
      { actor, ...(correlationId !== undefined && { correlationId }) },
    );
  }

  async #handle(
    command: LicensingCommand,
    context: CommandContext,
  ): Promise<Exclude<CommandResult<LicensingEvent>, { kind: 'conflict' }>> {
    for (let conflicts = 0; conflicts < maxConflicts; conflicts++) {
      const result = await this.#ports.commands.handle(licencePoolStream, licencePool, command, context);
      if (result.kind !== 'conflict') return result;
    }
    throw new Error('product licences could not be counted: other servers were quicker again and again');
  }
}

import { refuse } from '../kernel/index.ts';
import type { DeviceDecision } from './administration.ts';
import type { CommandOf } from './commands.ts';
import type { ReportSource } from './event-parts.ts';
import type { EventOf } from './events.ts';
import type { OfflineOutcome } from './events-offline.ts';
import type { DeviceState } from './state.ts';

/** A file of results that somebody carried here. */
export interface CarriedFile {
  /** SHA-256 of what it says: the same file a second time is nothing. */
  readonly file: string;
  readonly hostId: string;
  readonly sequence: number;
  readonly utcOffset: number;
  /** What the computer said where its clock was ahead of the server's. */
  readonly claimedAt?: string;
  readonly signed: boolean;
  /** Who handed it in: an administrator, or the agent of a computer that is online. */
  readonly by: 'administrator' | 'agent';
  readonly foreign?: string;
  /** When the device itself last told the server what stands, changed or not; RFC 3339. */
  readonly confirmedAt?: string;
}

/** Files a device remembers, newest last. */
const rememberedFiles = 100;

/**
 * What an agent of another computer hands in unsigned is not taken for one that speaks for itself: whoever holds one
 * agent's secret could otherwise rewrite every device.
 */
export function carriedRefused(
  { carried }: CommandOf<'RecordInventory'>,
  state: DeviceState,
): DeviceDecision | undefined {
  const stranger = carried?.by === 'agent' && !carried.signed;
  return stranger && state.managementType === 'agent' ? refuse('OFFLINE_FILE_UNSIGNED') : undefined;
}

/** When what is known of the device was true, as far as anybody said. */
export function newestKnown(command: CommandOf<'RecordInventory'>, state: DeviceState): string | null {
  const confirmed = command.carried?.confirmedAt;
  if (confirmed === undefined || state.newest === null) return state.newest;
  return confirmed > state.newest ? confirmed : state.newest;
}

/** The fact of the delivery, last of what one report leads to. Nothing where nobody carried it. */
export function received(
  { carried, report, at }: CommandOf<'RecordInventory'>,
  source: ReportSource,
  outcome: OfflineOutcome,
  newest: string | null,
): EventOf<'OfflineInventoryReceived'>[] {
  if (!carried) return [];
  const { file, hostId, sequence, utcOffset, claimedAt, signed, foreign } = carried;
  const collectedAt = report.collectedAt ?? at;
  return [
    {
      type: 'OfflineInventoryReceived',
      ...(collectedAt < at && { happenedAt: collectedAt }),
      data: {
        source,
        since: at,
        file,
        hostId,
        sequence,
        collectedAt,
        ...(claimedAt !== undefined && { claimedAt }),
        utcOffset,
        outcome,
        newest,
        signed,
        ...(foreign !== undefined && { foreign }),
      },
    },
  ];
}

export function afterReceipt(
  state: DeviceState,
  { file, collectedAt, outcome }: EventOf<'OfflineInventoryReceived'>['data'],
): DeviceState {
  const deliveries = [...state.deliveries, file].slice(-rememberedFiles);
  const isNewest = outcome !== 'late' && (state.newest === null || collectedAt > state.newest);
  return { ...state, deliveries, ...(isNewest && { newest: collectedAt }) };
}

import type { EntryFault, OfflineOutcome } from '../../../../domain/devices/index.ts';
import type { Actor } from '../../../../domain/kernel/index.ts';
import type { ErrorCode } from '../../errors/index.ts';

/** Who hands a file in, and what they allow. */
export interface OfflineHandover {
  readonly actor: Actor;
  readonly by: 'administrator' | 'agent';
  /** Say what would happen, and change nothing. */
  readonly dryRun: boolean;
  /** Take results that were collected for another installation. */
  readonly foreign: boolean;
}

/** What came, or would come, of what the person at the computer entered. */
export interface EnteredOutcome {
  /** `late`: newer results stand, so it is left out. `refused`: the faults say why; none: the device is ignored. */
  readonly outcome: 'recorded' | 'late' | 'refused';
  readonly faults: readonly EntryFault[];
}

/** What a file says, and what came or would come of it. Times RFC 3339. */
export interface OfflineReceipt {
  readonly kind: 'received';
  /** `known`: the same file was delivered before, and nothing happened. */
  readonly outcome: OfflineOutcome | 'known';
  /** Null in a dry run for a computer that no device stands for. */
  readonly deviceId: string | null;
  readonly hostName: string;
  readonly hostId: string;
  readonly sequence: number;
  /** As it is believed: never after the server's time. */
  readonly collectedAt: string;
  /** What the file says, where the computer's clock was ahead of the server's. */
  readonly claimedAt: string | null;
  readonly utcOffset: number;
  /** Collection time of the newest facts before; null: none were known. */
  readonly newest: string | null;
  readonly signed: boolean;
  /** It was collected for another installation. */
  readonly foreign: boolean;
  /** By an information collection tool of this installation that is older than its definitions: create it anew. */
  readonly outdated: boolean;
  /** False: no licence is left, the computer is known and not managed. */
  readonly managed: boolean;
  /** Null: nothing was entered, or the same file was delivered before. */
  readonly entered: EnteredOutcome | null;
  /** Types of the events, without those of the receipt and of what was entered. */
  readonly changes: readonly string[];
  /** Null in a dry run. */
  readonly position: number | null;
}

export interface OfflineRefusal {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
}

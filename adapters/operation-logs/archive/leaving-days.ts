import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import type { OperationQuestions } from '../asked.ts';

/** The archive as one server sees it. */
export interface ArchiveSeen {
  /** Null: there is none. */
  readonly folder: string | null;
  /** Null: its folder cannot be looked at. Days that are damaged have nothing of what they should. */
  readonly days: ReadonlyMap<
    OperationDay,
    { readonly first: string; readonly roots: readonly string[] }
  > | null;
  /** Days that the log says are in this folder. */
  readonly expected: ReadonlySet<OperationDay>;
}

/** Days at hand, beside an archive. */
export interface Beside {
  /** Days that have left: what is at hand of them came later. */
  readonly left: ReadonlySet<OperationDay>;
  /** Days of which something has left, whatever is seen of the archive. */
  readonly gone: ReadonlySet<OperationDay>;
  /** Days that are here as a whole: nobody else answers for them. */
  readonly atHand: ReadonlySet<OperationDay>;
  /** Of those that have left the ones that nobody can answer for: the archive cannot be looked at. */
  readonly unanswered: ReadonlySet<OperationDay>;
  /** What is at hand, without what the archive answers for. */
  readonly live: OperationQuestions;
}

/** What a store that several servers have knows of days that leave for the archive. */
export interface LeavingDays {
  /** Who answers for which archived day, by what this server sees of the archive. Whatever comes of it holds for minutes. */
  beside(seen: ArchiveSeen): Promise<Beside>;
  /** What this root covers, oldest first, whatever came later. Throws RangeError where it is not there by itself any more. */
  readSealed(day: OperationDay, root: string, signal: AbortSignal): AsyncIterable<readonly StoredOperation[]>;
  /**
   * What this root covered leaves into that folder; what came later, at whichever server, stays. False: it is not
   * there by itself any more.
   */
  leave(day: OperationDay, root: string, folder: string): Promise<boolean>;
  /** Removes what has left long enough ago. `mayGo`: whether it is in the archive. */
  sweep(mayGo: (day: OperationDay, root: string, folder: string) => Promise<boolean>): Promise<void>;
}

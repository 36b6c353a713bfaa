import type { SuspicionConditions } from '../settings.ts';
import { hasDetail, timesOf, valueAt, type OperationBatch } from './batch.ts';
import { checkBatch, type BatchFault } from './check-batch.ts';
import { between } from './cut.ts';
import { withSuspicions, type Detection } from './suspicion.ts';
import { detailCode } from './vocabulary.ts';

/** What a receiver goes by. */
export interface IntakeRules {
  /** Records of this time are kept, milliseconds since the epoch, `until` exclusive; null: none are wanted at all. */
  readonly kept: { readonly from: number; readonly until: number } | null;
  readonly suspicious: SuspicionConditions;
}

/** Records that no day is kept for: too old, or of a clock that runs ahead. */
export interface RecordsOutside {
  readonly records: number;
  /** Milliseconds since the epoch. */
  readonly oldest: number;
  readonly newest: number;
}

/** When one user printed, milliseconds since the epoch, rising. */
export interface Prints {
  readonly user: string | null;
  readonly times: readonly number[];
}

/** A sound batch as it is to be stored, and what is to be told of it. */
export interface KeptBatch {
  readonly seq: number;
  readonly state: 'kept';
  /** Without the records outside, suspicious ones marked. */
  readonly batch: OperationBatch;
  readonly outside: RecordsOutside | null;
  readonly detections: readonly Detection[];
  /** Empty where nobody asks for printed pages. */
  readonly prints: readonly Prints[];
}

/** `seq` of a batch that is refused is 0 where it says none. */
export interface RefusedBatch {
  readonly seq: number;
  readonly state: 'refused';
  readonly fault: BatchFault;
}

/** Nothing of it is kept; the device need not send it again. `outside`: null where nothing is wanted. */
export interface DiscardedBatch {
  readonly seq: number;
  readonly state: 'discarded';
  readonly outside: RecordsOutside | null;
}

/** What becomes of a value that a device sent as a batch. */
export function screenBatch(
  value: unknown,
  { kept, suspicious }: IntakeRules,
): KeptBatch | RefusedBatch | DiscardedBatch {
  const result = checkBatch(value);
  if ('fault' in result) return { seq: seqOf(value), state: 'refused', fault: result.fault };
  const { batch: sent } = result;
  const { seq } = sent;
  if (kept === null) return { seq, state: 'discarded', outside: null };
  const inside = between(sent, kept.from, kept.until);
  const outside = inside === sent ? null : outsideOf(sent, kept);
  if (inside === null) return { seq, state: 'discarded', outside };
  return {
    seq,
    state: 'kept',
    outside,
    ...withSuspicions(inside, suspicious),
    prints: suspicious.printedPages === null ? [] : printsOf(inside),
  };
}

function seqOf(value: unknown): number {
  const { seq } = (value ?? {}) as { readonly seq?: unknown };
  return Number.isSafeInteger(seq) && (seq as number) >= 0 ? (seq as number) : 0;
}

function outsideOf(
  batch: OperationBatch,
  { from, until }: { readonly from: number; readonly until: number },
): RecordsOutside {
  const times = timesOf(batch).filter(time => time < from || time >= until);
  return { records: times.length, oldest: times[0]!, newest: times.at(-1)! };
}

function printsOf(batch: OperationBatch): Prints[] {
  if (!hasDetail(batch, 'print')) return [];
  const code = detailCode('print');
  const byUser = new Map<string | null, number[]>();
  for (const [row, time] of timesOf(batch).entries()) {
    if (valueAt(batch.cols.detail, row) !== code) continue;
    const place = valueAt(batch.cols.user, row);
    const user = place === undefined ? null : batch.names[place - 1]!;
    const times = byUser.get(user);
    if (times) times.push(time);
    else byUser.set(user, [time]);
  }
  return [...byUser].map(([user, times]) => ({ user, times }));
}

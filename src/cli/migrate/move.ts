import { rmSync } from 'node:fs';
import { ledgerCrypto, systemClock, systemIds } from '../../../adapters/platform/index.ts';
import {
  openLogTakeover,
  openLogToMove,
  type LogTakeover,
  type LogToMove,
} from '../../../adapters/event-store/takeover.ts';
import { readWholeStream, type Position, type StoredEvent } from '../../../domain/kernel/index.ts';
import {
  ledger,
  ledgerStream,
  systemEvents,
  verifyLedger,
  type LedgerEvent,
  type LedgerMove,
  type LedgerReport,
} from '../../../domain/system/index.ts';
import { claimFolder, FolderInUseError } from '../../server/data-folder.ts';
import { placesIn } from '../../server/data-places.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import type { Source } from './addresses.ts';
import { compareLogs } from './compare.ts';
import { copyLog, isClosing, reachedIn } from './copy.ts';

export interface MoveProgress {
  /** Positions of the source. */
  readonly copying: (done: Position, end: Position) => void;
  readonly comparing: (done: Position, end: Position) => void;
  /** Positions of the target. */
  readonly verifying: (done: Position, end: Position) => void;
}

export interface MoveOptions {
  readonly progress: MoveProgress;
  readonly trustedKeys: readonly string[];
}

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly events: number; readonly end: Position; readonly ledger: LedgerReport }
  /** A server still writes to the log; what it writes from now on is still to be moved. */
  | { readonly kind: 'caught-up'; readonly position: Position };

/**
 * Moves a log into another store. Beside a running server it copies until it has caught up; on a stopped one it
 * copies the rest, compares every event, verifies every seal in the target and closes the move. May be ended at any
 * point and run again.
 *
 * @throws CommandError where the target does not belong to this log, or is not the same after all
 */
export async function moveLog(source: Source, to: string, options: MoveOptions): Promise<MoveOutcome> {
  const from = await openLogToMove(source.file);
  try {
    const target = await openLogTakeover(to);
    try {
      return await moveBetween(source, from, target, options);
    } finally {
      await target.close();
    }
  } finally {
    await from.log.close();
  }
}

async function moveBetween(
  source: Source,
  from: LogToMove,
  target: LogTakeover,
  { progress, trustedKeys }: MoveOptions,
): Promise<MoveOutcome> {
  let reached = await reachedIn(from, target);
  let release = claimed(source.dataFolder);
  if (!release) {
    reached = await copyLog(from, target, reached, { follow: true, onProgress: progress.copying });
    release = claimed(source.dataFolder);
    if (!release) return { kind: 'caught-up', position: reached };
  }
  try {
    const end = await copyLog(from, target, reached, { follow: false, onProgress: progress.copying });
    await target.limit(from.limits());
    const { events, difference } = await compareLogs(from.log, target.log, progress.comparing);
    if (difference !== null) throw notTheSame(difference);
    const report = await verifyLedger(target.log, ledgerCrypto, {
      trustedKeys,
      onProgress: progress.verifying,
    });
    if (report.problem) throw notTheSame(`the seals do not verify: ${report.problem.message}`);
    await close(from, target, { from: 'sqlite', end, events });
    // The positions that read models have reached mean nothing in a store that counts otherwise.
    if (target.log.positionsPerEvent !== from.log.positionsPerEvent)
      rmSync(placesIn(source.dataFolder).read, { recursive: true, force: true });
    return { kind: 'moved', events, end, ledger: report };
  } finally {
    release();
  }
}

/** Undefined where a server serves from the folder. */
function claimed(folder: string): (() => void) | undefined {
  try {
    return claimFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUseError) return undefined;
    throw error;
  }
}

function notTheSame(what: string): CommandError {
  return new CommandError(
    exitCodes.failed,
    `The move is not closed: ${what}. Verify the log with "muster ledger verify", then begin again with an empty target.`,
  );
}

/** Nothing may have been appended since the logs were compared, by a command for example: it would be lost. */
async function close(from: LogToMove, target: LogTakeover, move: LedgerMove): Promise<void> {
  if ((await from.log.lastPosition()) !== move.end)
    throw new CommandError(
      exitCodes.busy,
      'Another command has written to the log meanwhile. Run the same command again.',
    );
  const counted = target.log.positionsPerEvent === from.log.positionsPerEvent;
  if (!counted && (await target.log.lastPosition()) <= move.end)
    throw new CommandError(
      exitCodes.failed,
      `The positions of the target end before ${move.end}, where those of the log end: nearly all of it has expired, and seals could not go on. Keep the log where it is.`,
    );
  const last = await target.last();
  const closed = last !== undefined && (await isClosing(last, from));
  await target.complete(closed ? last : await closing(target, last, move));
}

async function closing(
  target: LogTakeover,
  last: StoredEvent | undefined,
  move: LedgerMove,
): Promise<StoredEvent> {
  const before = await readWholeStream(target.log, ledgerStream);
  const state = before.reduce((now, event) => ledger.evolve(now, event as LedgerEvent), ledger.initial);
  const decision = ledger.decide({ type: 'Move', move }, state);
  if (decision.kind === 'refused') throw new Error(`the ledger refused: ${decision.refusal.code}`);
  const id = systemIds().from(`ledger/moved/${move.end}/${move.events}`);
  const now = systemClock().now();
  return {
    ...decision.events[0]!,
    id,
    schemaVersion: systemEvents.LedgerMoved.version,
    at: last && last.at > now ? last.at : now,
    actor: 'system:migration',
    correlationId: id,
    causationId: null,
    stream: ledgerStream,
    revision: (before.at(-1)?.revision ?? -1) + 1,
    position: move.end + 1,
  };
}

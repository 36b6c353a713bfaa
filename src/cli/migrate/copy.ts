import type { LogTakeover, LogToMove } from '../../../adapters/event-store/takeover.ts';
import type { Position, StoredEvent } from '../../../domain/kernel/index.ts';
import { placeOf } from '../../../domain/system/index.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';

/** Fewer than this behind the end of a log that grows is as near as following it gets. */
const near = 1_000;
const batchSize = 500;

/**
 * Where copying goes on: the position in the source of the last event that the target has.
 *
 * @throws CommandError where what the target has is not the beginning of this source
 */
export async function reachedIn(source: LogToMove, target: LogTakeover): Promise<Position> {
  const last = await target.last();
  if (!last) return 0;
  if (await isClosing(last, source)) return closedAt(source, last);
  const place = placeOf(last);
  const original = await source.log.eventAt(place);
  const expired = (source.limits().beginnings.get(last.stream) ?? 0) > last.revision;
  if (original?.id === last.id || (!original && expired)) return place;
  throw new CommandError(
    exitCodes.failed,
    'The target was begun with another log. Name the one it was begun with, or begin with an empty target.',
  );
}

/** Is this the event that ends this move? One of an earlier move came over with the log. */
export async function isClosing(event: StoredEvent, source: LogToMove): Promise<boolean> {
  if (event.type !== 'LedgerMoved') return false;
  return (await source.log.eventAt(placeOf(event)))?.id !== event.id;
}

/** The move was interrupted at its very last step. */
async function closedAt(source: LogToMove, closing: StoredEvent): Promise<Position> {
  const { end } = closing.data as { readonly end: Position };
  if ((await source.log.lastPosition()) === end) return end;
  throw new CommandError(
    exitCodes.failed,
    `The move was closed at position ${end}, and the log has grown since. Begin again with an empty target.`,
  );
}

/**
 * Copies what lies beyond `reached`. With `follow` it goes on as long as the log grows faster than it can be
 * caught up with. Answers the position reached.
 *
 * @param onProgress told the position reached and the end of the log
 */
export async function copyLog(
  source: LogToMove,
  target: LogTakeover,
  reached: Position,
  {
    follow,
    onProgress,
  }: { readonly follow: boolean; readonly onProgress: (done: Position, end: Position) => void },
): Promise<Position> {
  for (let at = reached; ;) {
    const end = await source.log.lastPosition();
    onProgress(at, end);
    for await (const events of source.log.readAll(at, { until: end, batchSize })) {
      await target.take(events);
      onProgress(events.at(-1)!.position, end);
    }
    at = Math.max(at, end);
    const behind = (await source.log.lastPosition()) - at;
    if (behind === 0 || (follow && behind < near)) return at;
  }
}

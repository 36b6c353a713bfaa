import type { EventStore, Position } from '../../domain/kernel/index.ts';

/** Why what was read up to a position seems to come from another log; undefined where nothing speaks for that. */
export async function whyOfAnotherLog(
  log: Pick<EventStore, 'eventAt'>,
  position: Position,
  end: Position,
): Promise<string | undefined> {
  if (position === 0) return undefined;
  // A log that was restored from a backup will grow other events where these were.
  if (position > end) return `it had read to ${position}, beyond the end of the log at ${end}`;
  // One that was moved into a store that counts otherwise has nothing at most of the old positions.
  if ((await log.eventAt(position)) === undefined)
    return `it had read to ${position}, where this log has no event`;
  return undefined;
}

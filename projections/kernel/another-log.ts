import type { EventStore, Position } from '../../domain/kernel/index.ts';

export interface Reached {
  readonly position: Position;
  /** The event there, where it is known. */
  readonly eventId: string | undefined;
}

/** Why what was read up to a position seems to come from another log; undefined where nothing speaks for that. */
export async function whyOfAnotherLog(
  log: Pick<EventStore, 'eventAt'>,
  { position, eventId }: Reached,
  end: Position,
): Promise<string | undefined> {
  if (position === 0) return undefined;
  // A log that was restored from a backup will grow other events where these were.
  if (position > end) return `it had read to ${position}, beyond the end of the log at ${end}`;
  const event = await log.eventAt(position);
  // One that was moved into a store that counts otherwise has nothing at most of the old positions.
  if (!event) return `it had read to ${position}, where this log has no event`;
  if (eventId !== undefined && event.id !== eventId)
    return `it was made from another log; at ${position} that has event ${eventId}, this one ${event.id}`;
  return undefined;
}

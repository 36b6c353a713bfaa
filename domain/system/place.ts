import type { EventStore, Position, StoredEvent } from '../kernel/index.ts';

/**
 * The position by which seals know an event: that of the log in which it was sealed. It goes up along the log, also
 * where a log was moved into a store that counts otherwise.
 */
export function placeOf({ position, formerPosition = position }: StoredEvent): Position {
  return formerPosition;
}

/** Where the event that seals know by this place lies now, or the last one before it; 0 where there is none. */
export async function positionOfPlace(store: EventStore, place: Position): Promise<Position> {
  if (place === 0) return 0;
  const same = await store.eventAt(place);
  if (same && placeOf(same) === place) return place;
  // Only in a log that was moved, and until the first seal made there; what is asked for lies near the end.
  for await (const events of store.readAll(Infinity, { direction: 'backward' }))
    for (const event of events) if (placeOf(event) <= place) return event.position;
  return 0;
}

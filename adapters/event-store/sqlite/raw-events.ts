import { type StoredEvent, StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { decode } from '../encoding.ts';
import { cellsPerEvent, type RawEvents } from './messages.ts';

/** A page ends early once its bodies are so many characters: what is parsed at once stays a few milliseconds. */
export const pageCharacters = 512 * 1024;

/** Parses what the file holds; damage is told with the position it was met at. */
export function eventsOf({ cells }: RawEvents): StoredEvent[] {
  const events: StoredEvent[] = [];
  for (let cell = 0; cell < cells.length; cell += cellsPerEvent)
    events.push(
      decodeAt(
        cells[cell] as number,
        cells[cell + 1] as string,
        cells[cell + 2] as number,
        cells[cell + 3] as string,
        cells[cell + 4] as number,
        cells[cell + 5] as string,
      ),
    );
  return events;
}

export function decodeAt(
  position: number,
  stream: string,
  revision: number,
  type: string,
  at: number,
  body: string,
): StoredEvent {
  try {
    return Object.assign(decode(type, at, body), { stream, revision, position });
  } catch (error) {
    throw new StoreUnavailableError(
      'corrupt',
      `the event at position ${position} is damaged; restore the log from a backup`,
      { cause: error },
    );
  }
}

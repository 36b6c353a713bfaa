import type { EventStore, StoredEvent } from '../../../domain/kernel/index.ts';
import { canonicalEvent, placeOf } from '../../../domain/system/index.ts';

/**
 * Reads two logs side by side. Answers how many events they have in common and the first difference in one
 * sentence, null where there is none. What the target has beyond the source's end is not looked at.
 */
export async function compareLogs(
  source: EventStore,
  target: EventStore,
  onProgress: (done: number, end: number) => void,
): Promise<{ readonly events: number; readonly difference: string | null }> {
  const end = await source.lastPosition();
  const moved = singly(target.readAll(0));
  let events = 0;
  try {
    for await (const batch of source.readAll(0, { until: end })) {
      for (const original of batch) {
        const copy = (await moved.next()).value ?? null;
        if (copy === null || canonicalEvent(copy) !== canonicalEvent(original))
          return { events, difference: differenceOf(original, copy) };
        events++;
      }
      onProgress(batch.at(-1)!.position, end);
    }
    const next = (await moved.next()).value;
    return next && placeOf(next) <= end
      ? { events, difference: `the target has an event at ${placeOf(next)} that the log has not` }
      : { events, difference: null };
  } finally {
    await moved.return(undefined);
  }
}

function differenceOf({ position, type, stream, revision }: StoredEvent, copy: StoredEvent | null): string {
  const what = `${type} at position ${position} (${stream}, revision ${revision})`;
  return copy === null ? `${what} is missing in the target` : `${what} is not the same in the target`;
}

async function* singly(
  batches: AsyncIterable<readonly StoredEvent[]>,
): AsyncGenerator<StoredEvent, undefined> {
  for await (const batch of batches) yield* batch;
  return undefined;
}

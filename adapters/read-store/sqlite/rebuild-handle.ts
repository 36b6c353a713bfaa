import type { EventChanges, Rebuild } from '../../../projections/kernel/index.ts';
import type { BuildPlace } from './build-threads.ts';
import { CallWindow } from './call-window.ts';
import type { RebuildTask } from './rebuild-worker.ts';

/** Batches that may be under way: the caller prepares the next one while a thread writes. */
const batchesInFlight = 2;

export interface RebuildEnds {
  /** Makes the finished file serve. */
  swap(position: number): Promise<void>;
  /** Nothing was finished: what was written goes. */
  discard(): Promise<void>;
}

/** Builds one projection's file at a place in a thread, from the log itself where it was told where that is. */
export function startRebuild(place: BuildPlace, task: RebuildTask, { swap, discard }: RebuildEnds): Rebuild {
  const { thread, id } = place;
  const window = new CallWindow(batchesInFlight);
  // Calls of a thread are in order: what comes next finds the build begun, and hears where it was not.
  void window.add(() => thread.call('begin', id, task));
  const abort = async () => {
    await place.abandon();
    await discard();
  };
  const readLog: Rebuild['readLog'] = async (until, { signal, reached }) => {
    await window.drained();
    for (;;) {
      signal.throwIfAborted();
      const { position, end } = await thread.call('advance', id, until);
      reached(position);
      if (end) return;
    }
  };
  return {
    apply: (batch: readonly EventChanges[]) => window.add(() => thread.call('apply', id, batch)),
    ...(task.log && { readLog }),
    abort,
    async finish(position, at, eventId) {
      try {
        await window.drained();
        await thread.call('finish', id, position, at, eventId ?? null);
      } catch (error) {
        await abort();
        throw error;
      }
      await swap(position);
      await place.leave();
    },
  };
}

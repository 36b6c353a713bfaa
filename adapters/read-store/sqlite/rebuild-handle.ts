import type { EventChanges, Rebuild } from '../../../projections/kernel/index.ts';
import { CallWindow } from './call-window.ts';
import type { RebuildMethods, RebuildTask } from './rebuild-worker.ts';
import { startThread } from './rpc.ts';

/** Batches that may be under way: the caller prepares the next one while a thread writes. */
const batchesInFlight = 2;

/** It holds documents until they are complete and ends soon: with room for them it is a twentieth quicker. */
const buildLimits = { maxYoungGenerationSizeMb: 64 };

export interface RebuildEnds {
  /** Makes the finished file serve. */
  swap(position: number): Promise<void>;
  /** Nothing was finished: what was written goes. */
  discard(): Promise<void>;
}

/** A thread that builds one projection's file, from the log itself where it was told where that is. */
export function startRebuild(task: RebuildTask, { swap, discard }: RebuildEnds): Rebuild {
  const script = new URL('./rebuild-worker.ts', import.meta.url);
  const thread = startThread<RebuildMethods>(script, task, buildLimits);
  const window = new CallWindow(batchesInFlight);
  const abort = async () => {
    await thread.terminate();
    await discard();
  };
  const readLog: Rebuild['readLog'] = async (until, { signal, reached }) => {
    for (;;) {
      signal.throwIfAborted();
      const { position, end } = await thread.call('advance', until);
      reached(position);
      if (end) return;
    }
  };
  return {
    apply: (batch: readonly EventChanges[]) => window.add(() => thread.call('apply', batch)),
    ...(task.log && { readLog }),
    abort,
    async finish(position, at, eventId) {
      try {
        await window.drained();
        await thread.call('finish', position, at, eventId ?? null);
      } catch (error) {
        await abort();
        throw error;
      }
      await swap(position);
      await thread.terminate();
    },
  };
}

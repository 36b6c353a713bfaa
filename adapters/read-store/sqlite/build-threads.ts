import type { RebuildMethods } from './rebuild-worker.ts';
import { startThread, type Thread } from './rpc.ts';

/** A build holds documents until they are complete and ends soon: with room for them it is a twentieth quicker. */
const buildLimits = { maxYoungGenerationSizeMb: 64 };

/** A place in a thread, for one build. */
export interface BuildPlace {
  readonly thread: Thread<RebuildMethods>;
  /** What the thread knows the build by. */
  readonly id: number;
  /** The build is finished; the thread ends with its last one. */
  leave(): Promise<void>;
  /** Ends the build wherever it is, and leaves. */
  abandon(): Promise<void>;
}

/**
 * Threads that build the files of projections. A thread needs longer to load than the build of a short log: those
 * share one, so that the first start of a server has one more thread, not one for each projection.
 */
export class BuildThreads {
  private shared: { readonly thread: Thread<RebuildMethods>; builds: number } | undefined;
  private begun = 0;

  /** A thread of its own, which a long build keeps busy. */
  own(): BuildPlace {
    const thread = startBuildThread();
    const end = () => thread.terminate();
    return { thread, id: this.begun++, leave: end, abandon: end };
  }

  /** With others, one after the other. */
  together(): BuildPlace {
    const shared = (this.shared ??= { thread: startBuildThread(), builds: 0 });
    shared.builds++;
    const { thread } = shared;
    const id = this.begun++;
    const leave = async () => {
      if (--shared.builds > 0) return;
      if (this.shared === shared) this.shared = undefined;
      await thread.terminate();
    };
    // A thread that died has let go of every file.
    const abandon = () =>
      thread
        .call('abandon', id)
        .catch(() => undefined)
        .then(leave);
    return { thread, id, leave, abandon };
  }
}

const startBuildThread = () =>
  startThread<RebuildMethods>(new URL('./rebuild-worker.ts', import.meta.url), null, buildLimits);

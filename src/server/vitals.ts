import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Vitals } from './http/kernel/context.ts';

export interface VitalsSources {
  readonly version: string;
  readonly startedAt: string;
  readonly dataFolder: string;
  /** As it is shown. */
  readonly readStore: string;
  /** Null where the read store is no folder of this machine. */
  readonly readFolder: string | null;
  readonly positionsPerEvent: number;
  readonly log: Vitals['log'];
  readonly intake: Vitals['intake'];
  readonly work: Vitals['work'];
  readonly revisionArchive: Vitals['revisionArchive'];
}

const nanosecondsPerMs = 1e6;

/** What the health page and the metrics ask of the machine and the stores. */
export function createVitals(sources: VitalsSources): { readonly vitals: Vitals; readonly stop: () => void } {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const { version, startedAt, log, intake, work, revisionArchive, positionsPerEvent } = sources;
  return {
    stop: () => delay.disable(),
    vitals: {
      version,
      startedAt,
      log,
      intake,
      work,
      revisionArchive,
      positionsPerEvent,
      async readStore() {
        return {
          store: sources.readStore,
          sizeBytes: sources.readFolder === null ? null : await sizeOf(sources.readFolder).catch(() => null),
          problem: null,
        };
      },
      async disk() {
        try {
          const { bsize, bavail, blocks } = await statfs(sources.dataFolder);
          return { path: sources.dataFolder, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
        } catch {
          return null;
        }
      },
      eventLoopDelayMs() {
        const mean = delay.mean / nanosecondsPerMs;
        delay.reset();
        // The sampler's own period is no delay.
        return Number.isFinite(mean) ? Math.max(0, Math.round((mean - 20) * 100) / 100) : 0;
      },
    },
  };
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(entry =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

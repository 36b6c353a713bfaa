import type { Logger } from 'pino';
import type { StopCollecting } from './collector.ts';

export interface Pulse {
  /** Milliseconds from the end of one look to the next. */
  readonly everyMs: number;
  readonly log: Logger;
}

/**
 * Looks again and again, never twice at the same time. A look that fails is said once, until one succeeds, and holds up
 * no other. The first comes at once; resolves after it.
 */
export async function pulse({ everyMs, log }: Pulse, look: () => Promise<void>): Promise<StopCollecting> {
  let stopped = false;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  const again = async (): Promise<void> => {
    try {
      await look();
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'a look at what users do failed; it is tried again');
      failing = true;
    }
    if (stopped) return;
    timer = setTimeout(() => {
      looking = again();
    }, everyMs);
  };
  looking = again();
  await looking;
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await looking;
  };
}

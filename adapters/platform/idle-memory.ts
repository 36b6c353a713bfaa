import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How often it is looked whether there is something to give back. */
const lookEveryMs = 10_000;
/** Busy for no more of that time: a pause of a tenth of a second is met by nobody. */
const idleShare = 0.05;
/** Processor time since the last time, before it is worth while again, milliseconds. */
const worthMs = 500;

/**
 * Gives memory back when there is nothing to do. V8 collects when memory is asked for, so what a start or a rush of
 * requests has taken would stay taken in a server that then sits idle. Answers how to end it.
 */
export function releaseMemoryWhenIdle(
  collect: () => unknown = collectGarbage,
  cpuUsage: () => NodeJS.CpuUsage = () => process.cpuUsage(),
): () => void {
  let last = cpuUsage();
  let worked = worthMs;
  const timer = setInterval(() => {
    const now = cpuUsage();
    const busyMs = (now.user - last.user + now.system - last.system) / 1_000;
    last = now;
    worked += busyMs;
    if (busyMs > lookEveryMs * idleShare || worked < worthMs) return;
    worked = 0;
    collect();
  }, lookEveryMs).unref();
  return () => clearInterval(timer);
}

let gc: ((options: object) => Promise<void>) | undefined;

/** The function is not there unless a flag asks for it, and the flag is not everybody's who starts the server. */
export function collectGarbage(): Promise<void> {
  if (!gc) {
    setFlagsFromString('--expose-gc');
    gc = runInNewContext('gc') as NonNullable<typeof gc>;
  }
  return gc({ type: 'major', execution: 'async', flavor: 'last-resort' });
}

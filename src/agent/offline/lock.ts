import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AgentFault } from '../fault.ts';
import { readIfThere } from '../store/files.ts';

/** One collection into a folder at a time. Answers what gives it free. Throws `COLLECTION_RUNNING`. */
export function lockFolder(data: string): () => void {
  const path = join(data, '.collecting');
  for (let attempt = 0; attempt < 2; attempt++)
    try {
      const file = openSync(path, 'wx');
      writeSync(file, JSON.stringify({ host: hostname(), pid: process.pid }));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isHeld(path)) break;
      rmSync(path, { force: true });
    }
  throw new AgentFault('COLLECTION_RUNNING', 'results are being collected into this folder already');
}

/** A medium that was pulled out carries the lock of another computer, or of a program that is gone. */
function isHeld(path: string): boolean {
  try {
    const { host, pid } = JSON.parse(readIfThere(path) ?? '') as { host?: unknown; pid?: unknown };
    if (host !== hostname() || typeof pid !== 'number' || pid === process.pid) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's program is alive all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

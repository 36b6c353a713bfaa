import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * How the command line on the same machine finds and may use a running server: `server.json` in the data
 * folder, readable by its owner only. Who can read that folder could read the stores themselves, so the
 * token gives away nothing new; it dies with the server.
 */
const LocalAccess = z.strictObject({ url: z.url(), pid: z.int().positive(), token: z.string().min(20) });
export type LocalAccess = z.infer<typeof LocalAccess>;

const fileOf = (dataFolder: string) => join(dataFolder, 'server.json');

export function writeLocalAccess(dataFolder: string, access: LocalAccess): void {
  const partial = `${fileOf(dataFolder)}.part`;
  writeFileSync(partial, JSON.stringify(access), { mode: 0o600 });
  renameSync(partial, fileOf(dataFolder));
}

export function removeLocalAccess(dataFolder: string): void {
  rmSync(fileOf(dataFolder), { force: true });
}

/** Undefined where no server runs: no file, or one left behind by a process that is gone. */
export function readLocalAccess(dataFolder: string): LocalAccess | undefined {
  if (!existsSync(fileOf(dataFolder))) return undefined;
  const access = LocalAccess.safeParse(JSON.parse(readFileSync(fileOf(dataFolder), 'utf8')));
  return access.success && isRunning(access.data.pid) ? access.data : undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

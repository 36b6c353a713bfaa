import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError, exitCodes, type ExitCode } from '../exit-codes.ts';

/** Lies in a folder until it is complete, with the id of the process that fills it. */
const markName = 'unfinished';

/** A folder filled under another name, which gets its own once it is complete. */
export interface Staging {
  readonly folder: string;
  /** Everything is on disk and bears its name when this returns. */
  publish(): void;
  /** Removes it, unless it was published. */
  discard(): void;
}

/**
 * Begins `target` as `<target>.part` beside it. What a run that was killed left there is removed; what is not ours,
 * or another process is filling, is left alone. An end of this process by a signal removes it too.
 *
 * @throws CommandError where the target exists and is not an empty folder (with `taken`), or has no folder to lie in
 */
export function stage(target: string, taken: ExitCode): Staging {
  assertFree(target, taken);
  const folder = `${target}.part`;
  clearLeftover(folder);
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, markName), String(process.pid), { mode: 0o600 });
  let ended = false;
  const discard = (): void => {
    if (ended) return;
    ended = true;
    process.off('exit', discard);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', discard);
  return {
    folder,
    publish() {
      for (const name of readdirSync(folder)) sync(join(folder, name));
      rmSync(join(folder, markName));
      sync(folder);
      if (existsSync(target)) rmdirSync(target);
      renameSync(folder, target);
      sync(dirname(target));
      ended = true;
      process.off('exit', discard);
    },
    discard,
  };
}

/** @throws CommandError as `stage` does for a target that is taken */
export function assertFree(target: string, taken: ExitCode): void {
  const parent = dirname(target);
  if (!existsSync(parent) || !statSync(parent).isDirectory())
    throw new CommandError(exitCodes.folder, `${parent}: there is no such folder.`);
  if (!existsSync(target)) return;
  const entries = statSync(target).isDirectory() ? readdirSync(target) : null;
  if (entries === null || entries.length > 0)
    throw new CommandError(
      taken,
      `${target} ${entries === null ? 'is a file' : 'is not empty'}. Name a folder that does not exist yet.`,
    );
}

function clearLeftover(folder: string): void {
  if (!existsSync(folder)) return;
  const mark = join(folder, markName);
  if (!existsSync(mark))
    throw new CommandError(exitCodes.folder, `${folder} is in the way and is not ours. Remove it.`);
  if (isRunning(Number(readFileSync(mark, 'utf8'))))
    throw new CommandError(exitCodes.busy, `Another command is filling ${folder}. Wait for its end.`);
  rmSync(folder, { recursive: true });
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

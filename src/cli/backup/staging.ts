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
import { troubleOf } from '../file-trouble.ts';

/** Lies in a folder until it is complete, with the id of the process that fills it. */
const markName = 'unfinished';

/** What ends a command where the target is in use, and where the disk is full. */
export interface FillCodes {
  readonly taken: ExitCode;
  readonly full: ExitCode;
}

/**
 * Fills `<target>.part` beside the target, which bears its name only when all of it is on disk. Whatever goes wrong,
 * and also an end of this process by a signal, removes it. What a run that was killed left there is removed; what is
 * not ours, or another process is filling, is left alone.
 *
 * @throws CommandError with the reason in one line
 */
export async function fillFolder<Result>(
  target: string,
  codes: FillCodes,
  fill: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = `${target}.part`;
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  let begun = false;
  try {
    assertFree(target, codes.taken);
    begin(folder);
    begun = true;
    process.once('exit', discard);
    const result = await fill(folder);
    publish(folder, target);
    return result;
  } catch (error) {
    if (begun) discard();
    throw troubleOf(error, codes.full, 'Nothing was left behind.');
  } finally {
    process.off('exit', discard);
  }
}

function begin(folder: string): void {
  clearLeftover(folder);
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, markName), String(process.pid), { mode: 0o600 });
}

function publish(folder: string, target: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) sync(join(folder, name));
  rmSync(join(folder, markName));
  sync(folder);
  if (existsSync(target)) rmdirSync(target);
  renameSync(folder, target);
  sync(dirname(target));
}

/** @throws CommandError where the target exists and is not an empty folder, or has no folder to lie in */
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
  // Killed before it was marked.
  if (statSync(folder).isDirectory() && readdirSync(folder).length === 0) return rmdirSync(folder);
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

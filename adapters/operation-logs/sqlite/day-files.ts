import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';

/** A day's file. Each time a day is written anew its file gets the next generation, and thereby another name. */
export interface DayFile {
  readonly day: OperationDay;
  readonly generation: number;
}

const form = /^(\d{4}-\d\d-\d\d)\.(\d{1,9})\.(db|making)$/u;

export function pathOf(folder: string, { day, generation }: DayFile): string {
  return path.join(folder, `${day}.${generation}.db`);
}

/** Of a file that is being written and counts for nothing yet. */
export function makingPathOf(folder: string, { day, generation }: DayFile): string {
  return path.join(folder, `${day}.${generation}.making`);
}

/** The file of each day: that of the highest generation. */
export function listDays(folder: string): Map<OperationDay, DayFile> {
  const days = new Map<OperationDay, DayFile>();
  for (const { file, day, generation } of filesIn(folder))
    if (file.endsWith('.db') && generation > (days.get(day)?.generation ?? -1))
      days.set(day, { day, generation });
  return days;
}

/** Removes what a process that ended too soon left behind: files not finished, and those replaced already. */
export function tidy(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const current = listDays(folder);
  for (const { file, day, generation } of filesIn(folder))
    if (current.get(day)?.generation !== generation || file.endsWith('.making')) removeFile(file);
    else if (existsSync(`${file}-open`) && !existsSync(`${file}-wal`))
      // It was open when the process ended, and the commits that were not moved into it yet are gone.
      renameSync(`${file}-open`, `${file}-lost`);
  syncFolder(folder);
}

/** Before a file is written to: should its write-ahead log vanish, that is noticed at the next start. */
export function markOpen(file: string): void {
  writeFileSync(`${file}-open`, '');
  syncFolder(path.dirname(file));
}

/** Everything acknowledged is in the file itself. */
export function unmarkOpen(file: string): void {
  rmSync(`${file}-open`, { force: true });
  syncFolder(path.dirname(file));
}

/** The newest commits of a file are gone with its write-ahead log. */
export function hasLostCommits(file: string): boolean {
  return existsSync(`${file}-lost`);
}

/** With what SQLite keeps beside it. */
export function removeFile(file: string): void {
  for (const part of ['', '-wal', '-shm', '-journal', '-open', '-lost'])
    rmSync(`${file}${part}`, { force: true });
}

export function sizeOf(file: string): number {
  return ['', '-wal'].reduce(
    (sum, part) => sum + (statSync(file + part, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** So that a file that was added, renamed or removed is so after a loss of power too. */
export function syncFolder(folder: string): void {
  // Windows has no such thing as a folder that can be opened.
  if (process.platform === 'win32') return;
  syncFile(folder);
}

export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** All files of a day, whatever their generation. */
export function filesOf(folder: string, day: OperationDay): string[] {
  return filesIn(folder).flatMap(one => (one.day === day ? [one.file] : []));
}

function filesIn(folder: string): (DayFile & { readonly file: string })[] {
  return readdirSync(folder).flatMap(name => {
    const [, day, generation] = form.exec(name) ?? [];
    return day === undefined ? [] : [{ file: path.join(folder, name), day, generation: Number(generation) }];
  });
}

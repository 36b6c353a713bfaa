import { copyFileSync, existsSync, linkSync, mkdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesOfDays } from '../../../adapters/operation-logs/sqlite/verify-day.ts';
import { copyDatabase } from '../../../adapters/shared/database-copy.ts';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { hashOf } from './hashing.ts';
import { readManifest, type BackedUpDay } from './manifest.ts';

/** Where days of operation logs lie in a backup and in a data folder. */
export const daysFolder = 'operations';

/** A backup whose days are taken over where they have not changed since. */
export interface PreviousDays {
  readonly folder: string;
  readonly days: ReadonlyMap<string, BackedUpDay>;
}

/** @throws CommandError where it is no finished backup */
export function previousDays(folder: string): PreviousDays {
  const { days = [] } = readManifest(folder);
  return { folder, days: new Map(days.map(day => [day.name, day])) };
}

export interface DaysToBackUp {
  /** Folder of the store. */
  readonly from: string;
  /** Folder of the backup. */
  readonly to: string;
  readonly previous: PreviousDays | null;
}

/** Bytes that are to be copied, roughly: days that have not changed are linked. */
export function bytesOfDays({ from, previous }: Omit<DaysToBackUp, 'to'>): number {
  return paths(from).reduce((sum, path) => sum + (unchanged(path, previous) ? 0 : sizeOf(path)), 0);
}

/**
 * Every day as it is at one moment, whatever is being written to it; one after the other, as each stands for itself.
 * A day that is sealed or removed meanwhile is taken as it is then.
 */
export async function backUpDays(
  { from, to, previous }: DaysToBackUp,
  onBytes: (bytes: number) => void,
): Promise<BackedUpDay[]> {
  const days: BackedUpDay[] = [];
  const done = new Set<string>();
  for (let path = nextPath(from, done); path !== undefined; path = nextPath(from, done)) {
    const name = basename(path);
    mkdirSync(join(to, daysFolder), { recursive: true, mode: 0o700 });
    const bytes = sizeOf(path);
    const before = unchanged(path, previous);
    try {
      const isTaken = before !== undefined && takeOver(before, previous!.folder, to);
      days.push(isTaken ? before : await copyDay(path, join(to, daysFolder, name)));
      done.add(dayOf(path));
      onBytes(bytes);
    } catch (error) {
      // Otherwise it was removed meanwhile, or written anew under another name and is found once more.
      if (existsSync(path)) throw error;
    }
  }
  return days;
}

function nextPath(folder: string, done: ReadonlySet<string>): string | undefined {
  return paths(folder).find(path => !done.has(dayOf(path)));
}

function dayOf(path: string): string {
  return basename(path).slice(0, 10);
}

function paths(folder: string): readonly string[] {
  return existsSync(folder) ? filesOfDays(folder) : [];
}

/** As it was backed up before, where nothing has been written to it since. */
function unchanged(path: string, previous: PreviousDays | null): BackedUpDay | undefined {
  const day = previous?.days.get(`${daysFolder}/${basename(path)}`);
  const now = stateOf(path);
  return day?.source && now && day.source.bytes === now.bytes && day.source.modified === now.modified
    ? day
    : undefined;
}

/** Null where commits wait beside it that are not in it yet. */
function stateOf(path: string): BackedUpDay['source'] {
  const found = statSync(path, { throwIfNoEntry: false });
  const waiting = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return found && waiting === 0 ? { bytes: found.size, modified: Math.round(found.mtimeMs) } : null;
}

/** False: it is gone from the backup before, or is another size there. */
function takeOver(day: BackedUpDay, from: string, to: string): boolean {
  const path = join(from, day.name);
  if (statSync(path, { throwIfNoEntry: false })?.size !== day.bytes) return false;
  try {
    linkSync(path, join(to, day.name));
  } catch {
    // Another disk, or one that knows no links.
    copyFileSync(path, join(to, day.name));
  }
  return true;
}

async function copyDay(path: string, copy: string): Promise<BackedUpDay> {
  const before = stateOf(path);
  try {
    await copyDatabase(path, copy);
  } catch (error) {
    if (!(error instanceof StoreUnavailableError) || error.reason !== 'corrupt') throw error;
    // What can still be read of a damaged day is worth keeping.
    copyFileSync(path, copy);
  }
  const after = stateOf(path);
  const isStill = before?.bytes === after?.bytes && before?.modified === after?.modified;
  return { name: `${daysFolder}/${basename(path)}`, source: isStill ? after : null, ...(await hashOf(copy)) };
}

function sizeOf(path: string): number {
  return ['', '-wal'].reduce(
    (sum, part) => sum + (statSync(`${path}${part}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

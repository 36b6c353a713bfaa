import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { translated } from '../../shared/sqlite-errors.ts';
import { faultOf } from './check-day.ts';
import { listDays, pathOf } from './day-files.ts';
import { openDayForReading } from './schema.ts';

/** What the file of a day says of itself. */
export interface VerifiedDay {
  /** Merkle root it holds, hexadecimal; null: the day is open, or something came after it was sealed. */
  readonly root: string | null;
  /** What is wrong with it, in words; null: nothing. */
  readonly fault: string | null;
}

/** The files of all days in a folder, oldest first. */
export function filesOfDays(folder: string): readonly string[] {
  return [...listDays(folder).values()].map(file => pathOf(folder, file)).sort();
}

/** Where the file of a day lies; undefined: there is none. */
export function fileOfDay(folder: string, day: string): string | undefined {
  const file = listDays(folder).get(day);
  return file && pathOf(folder, file);
}

/** `deep`: every batch is read and the root computed anew; otherwise only what the file says is looked at. */
export function verifyDay(folder: string, day: string, deep: boolean): VerifiedDay | undefined {
  const path = fileOfDay(folder, day);
  if (path === undefined) return undefined;
  try {
    const db = openDayForReading(path);
    try {
      const root = db.prepare('SELECT root FROM head').pluck().get() as string | null;
      const fault = deep ? faultOf(db) : 'none';
      return {
        root,
        fault: fault === 'none' ? null : `${path} is damaged, or does not have the root it says`,
      };
    } finally {
      db.close();
    }
  } catch (error) {
    const told = translated(path, error);
    if (!(told instanceof StoreUnavailableError)) throw error;
    return { root: null, fault: told.message };
  }
}

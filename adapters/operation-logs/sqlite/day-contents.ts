import type { Connection } from './schema.ts';
import { lastRun } from './day-writer.ts';

/** One batch's part of the day, and where its records lie. */
export interface StoredRun {
  readonly no: number;
  readonly seq: number;
  readonly body: number;
  readonly first: number;
  readonly n: number;
  readonly tMin: number;
  readonly tMax: number;
}

/** A batch that was lost before; without device and `seq`: more, that nobody can name, `from` when that was noticed. */
export interface LostRun {
  readonly device: string | null;
  readonly seq: number | null;
  readonly n: number;
  readonly tMin: number;
  readonly tMax: number;
}

/** What a day's file holds, however it is read. */
export interface DayContents {
  /** By their ids. */
  readonly devices: readonly { readonly no: number; readonly id: string }[];
  /** Number of the last run, also of one that was lost. */
  readonly lastRun: number;
  /** Lost before, and not come back. */
  readonly lost: readonly LostRun[];
  /** More was there than anybody can name. */
  readonly lacksMore: boolean;
  /** In the order of their times. */
  runsOf(dev: number): readonly StoredRun[];
  /** Packed; undefined: it is not there, or cannot be read. May throw SQLite's errors. */
  body(no: number): Uint8Array | undefined;
}

/** As SQLite reads it. To be used within one transaction of the caller. */
export function storedContents(db: Connection): DayContents {
  const runs = db.prepare(
    'SELECT no, seq, body, first, n, t_min AS tMin, t_max AS tMax FROM run WHERE dev = ? ORDER BY t_min, seq',
  );
  const body = db.prepare('SELECT b FROM body WHERE no = ?').pluck();
  return {
    devices: db.prepare('SELECT no, id FROM device ORDER BY id').all() as DayContents['devices'],
    lastRun: lastRun(db),
    lost: lostIn(db),
    lacksMore: false,
    runsOf: dev => runs.all(dev) as StoredRun[],
    body: no => body.get(no) as Buffer | undefined,
  };
}

/** Batches that were lost when the day was written anew, and have not come back. */
export function lostIn(db: Connection): LostRun[] {
  // Files that were begun before losses were kept have no such table.
  const isKept = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'lost'").pluck().get() === 1;
  if (!isKept) return [];
  return db
    .prepare(
      `SELECT device, seq, n, t_min AS tMin, t_max AS tMax FROM lost WHERE device IS NULL OR NOT EXISTS (
        SELECT 1 FROM run JOIN device ON device.no = dev WHERE device.id = lost.device AND run.seq = lost.seq)`,
    )
    .all() as LostRun[];
}

import { cutoffOf } from '../retention.ts';
import type { Connection } from './database.ts';

/** Events removed in one transaction; appends take their turn in between. */
const chunk = 2_000;

interface Doomed {
  readonly position: number;
  readonly stream: number;
  readonly revision: number;
  readonly at: number;
}

/** Removes what retention no longer keeps, a chunk at each step; yields how many each step removed. */
export function* expireInChunks(db: Connection, now: number): Generator<number, void> {
  const retentions = db
    .prepare('SELECT category, max_age_days AS maxAgeDays, max_count AS maxCount FROM retentions')
    .all() as { category: string; maxAgeDays: number | null; maxCount: number | null }[];
  const remove = removal(db);
  for (const { category, maxAgeDays, maxCount } of retentions) {
    if (maxAgeDays !== null) yield* expireByAge(db, category, cutoffOf({ maxAgeDays }, now), remove);
    if (maxCount !== null) yield* expireByCount(db, category, maxCount, remove);
  }
}

/** Times never go back in the log, so each kind is removed from its beginning up to the first event kept. */
function* expireByAge(
  db: Connection,
  category: string,
  cutoff: number,
  remove: Remove,
): Generator<number, void> {
  const kinds = db.prepare('SELECT no FROM kinds WHERE category = ?').pluck().all(category) as number[];
  const oldest = db.prepare(
    'SELECT position, stream, revision, at FROM events WHERE kind = ? ORDER BY position LIMIT ?',
  );
  for (const kind of kinds)
    for (;;) {
      const rows = oldest.all(kind, chunk) as Doomed[];
      const kept = rows.findIndex(row => row.at >= cutoff);
      const doomed = kept < 0 ? rows : rows.slice(0, kept);
      if (doomed.length > 0) yield remove(doomed);
      if (doomed.length < chunk) break;
    }
}

function* expireByCount(
  db: Connection,
  category: string,
  maxCount: number,
  remove: Remove,
): Generator<number, void> {
  const nextStream = db.prepare(
    'SELECT no, name, (SELECT max(revision) FROM events WHERE stream = no) AS last FROM streams WHERE name > ? AND name >= ? AND name < ? ORDER BY name LIMIT 1',
  );
  const oldest = db.prepare(
    'SELECT position, stream, revision, at FROM events WHERE stream = ? AND revision <= ? ORDER BY revision LIMIT ?',
  );
  // Names of a category are the category itself or begin with it and a dash; "." follows "-".
  let after = '';
  for (;;) {
    const stream = nextStream.get(after, category, `${category}.`) as
      { no: number; name: string; last: number | null } | undefined;
    if (!stream) return;
    after = stream.name;
    if (stream.last === null || !(stream.name === category || stream.name.startsWith(`${category}-`)))
      continue;
    for (;;) {
      const doomed = oldest.all(stream.no, stream.last - maxCount, chunk) as Doomed[];
      if (doomed.length > 0) yield remove(doomed);
      if (doomed.length < chunk) break;
    }
  }
}

type Remove = (events: readonly Doomed[]) => number;

function removal(db: Connection): Remove {
  const remove = db.prepare('DELETE FROM events WHERE position = ?');
  const raiseFloor = db.prepare('UPDATE streams SET floor = max(floor, ?) WHERE no = ?');
  return db.transaction((events: readonly Doomed[]) => {
    const floors = new Map<number, number>();
    for (const { position, stream, revision } of events) {
      remove.run(position);
      floors.set(stream, Math.max(revision, floors.get(stream) ?? -1));
    }
    for (const [stream, floor] of floors) raiseFloor.run(floor, stream);
    return events.length;
  }).immediate;
}

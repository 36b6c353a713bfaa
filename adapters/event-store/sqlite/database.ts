import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { guarded } from '../../shared/sqlite-errors.ts';

export type Connection = Database.Database;

/** Marks the file as ours: "Mlog". */
const applicationId = 0x4d6c6f67;
/** Marks a file that is being filled with another log: "Mmov". */
const fillingId = 0x4d6d6f76;
const schemaVersion = 1;

/**
 * `events.body` is everything not searched for (see `encoding.ts`). `tag` is the last 48 bits of the event's
 * id: within the index of a stream it finds a repeated id without an index over random ids of its own.
 * `kinds` are the pairs of category and type, so that one index serves every filter.
 * `streams.floor` is the last revision removed by retention; a stream never counts from 0 again.
 */
const schema = `
  CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
  INSERT INTO head VALUES (1, 0, 0);
  CREATE TABLE streams (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, floor INTEGER NOT NULL DEFAULT -1) STRICT;
  CREATE TABLE kinds (no INTEGER PRIMARY KEY, category TEXT NOT NULL, type TEXT NOT NULL, UNIQUE (category, type)) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY, kind INTEGER NOT NULL, stream INTEGER NOT NULL, revision INTEGER NOT NULL,
    tag INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_of_stream ON events (stream, revision, tag);
  CREATE INDEX events_of_kind ON events (kind);
  CREATE TABLE retentions (category TEXT PRIMARY KEY, max_age_days REAL, max_count INTEGER) STRICT;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`;

/** Opens the file for the one writing connection of this process and lays out an empty one. */
export function openForWriting(file: string): Connection {
  return openedDurable(file, db => {
    // Only writers checkpoint; the default of 1,000 pages costs up to a third of the throughput of batches.
    db.pragma('wal_autocheckpoint = 10000');
    db.pragma('journal_size_limit = 67108864');
    db.transaction(() => {
      if (idOf(db) === 0 && isEmpty(db)) db.exec(schema);
    }).immediate();
    assertOurs(db, file);
  });
}

/** As for writing, but a log that is being filled; begins an empty file as one. Refuses one that is complete. */
export function openForFilling(file: string): Connection {
  return openedDurable(file, db => {
    db.transaction(() => {
      if (idOf(db) !== 0 || !isEmpty(db)) return;
      db.exec(schema);
      db.pragma(`application_id = ${fillingId}`);
    }).immediate();
    if (idOf(db) === applicationId)
      throw new StoreUnavailableError(
        'denied',
        `${file} holds a log already; name a file that does not exist`,
      );
    assertOurs(db, file, true);
  });
}

/** To be called in the transaction that adds its last event. */
export function markComplete(db: Connection): void {
  db.pragma(`application_id = ${applicationId}`);
}

export function openForReading(file: string, { filling = false } = {}): Connection {
  return opened(file, { readonly: true, fileMustExist: true, timeout: 5_000 }, db => {
    db.pragma('query_only = ON');
    db.pragma('cache_size = -32768');
    assertOurs(db, file, filling);
  });
}

/** Readers of this and other processes go on while one writes; a commit is on disk before it is answered. */
function openedDurable(file: string, prepare: (db: Connection) => void): Connection {
  return opened(file, { timeout: 5_000 }, db => {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('cache_size = -32768');
    prepare(db);
  });
}

function opened(file: string, options: Database.Options, prepare: (db: Connection) => void): Connection {
  return guarded(file, () => {
    if (!options.readonly) mkdirSync(path.dirname(file), { recursive: true });
    const db = new Database(file, options);
    try {
      prepare(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function isEmpty(db: Connection): boolean {
  return db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}

function idOf(db: Connection): number {
  return db.pragma('application_id', { simple: true }) as number;
}

function assertOurs(db: Connection, file: string, filling = false): void {
  const id = idOf(db);
  if (id === fillingId && !filling)
    throw new StoreUnavailableError(
      'denied',
      `${file} is being filled by "muster migrate" and is not complete; run that to its end`,
    );
  if (id !== (filling ? fillingId : applicationId))
    throw new StoreUnavailableError('corrupt', `${file} is not an event log of Muster`);
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > schemaVersion)
    throw new StoreUnavailableError(
      'corrupt',
      `${file} was written by a newer version (layout ${version}); start that one`,
    );
}

import Database from 'better-sqlite3';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { guarded } from '../../shared/sqlite-errors.ts';

export type Connection = Database.Database;

/** Marks a file as a day of operation logs: "Mopl". */
const applicationId = 0x4d6f706c;
const schemaVersion = 1;

/**
 * What the tables hold: docs/operation-log-format.md. A `run` is one batch's part of the day; its `no` says in which
 * order they came. A `body` holds one run, with the number of the run, or after sealing several, with numbers of
 * their own that are not above `sealed_no`.
 */
const schema = `
  CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1), records INTEGER NOT NULL, batches INTEGER NOT NULL,
    t_min INTEGER NOT NULL, t_max INTEGER NOT NULL, sealed_no INTEGER NOT NULL, root TEXT
  ) STRICT;
  INSERT INTO head VALUES (1, 0, 0, ${Number.MAX_SAFE_INTEGER}, 0, 0, NULL);
  CREATE TABLE device (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE run (
    no INTEGER PRIMARY KEY, dev INTEGER NOT NULL, seq INTEGER NOT NULL, body INTEGER NOT NULL,
    first INTEGER NOT NULL, n INTEGER NOT NULL, t_min INTEGER NOT NULL, t_max INTEGER NOT NULL,
    details INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX run_of_device ON run (dev, seq);
  CREATE INDEX run_newest ON run (t_max, t_min);
  CREATE INDEX run_oldest ON run (t_min, t_max);
  CREATE TABLE body (no INTEGER PRIMARY KEY, b BLOB NOT NULL) STRICT;
  CREATE TABLE user (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE run_of_user (
    user INTEGER NOT NULL, run INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (user, run)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE roll (
    quarter INTEGER NOT NULL, detail INTEGER NOT NULL, marked INTEGER NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (quarter, detail, marked)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE segment (
    no INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, blocks INTEGER NOT NULL,
    bits INTEGER NOT NULL, directory BLOB NOT NULL
  ) STRICT;
  CREATE TABLE gram (id INTEGER PRIMARY KEY, page BLOB NOT NULL) STRICT;
  CREATE TABLE way (id INTEGER PRIMARY KEY, page BLOB NOT NULL) STRICT;
  CREATE TABLE lost (
    no INTEGER PRIMARY KEY, device TEXT, seq INTEGER, n INTEGER NOT NULL, t_min INTEGER NOT NULL,
    t_max INTEGER NOT NULL
  ) STRICT;
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`;

/** Pages at which the tables begin: the same in every file, as all are made in one order. */
export function rootPages(): Readonly<Record<string, number>> {
  const db = new Database(':memory:');
  try {
    db.exec(schema);
    const rows = db.prepare("SELECT name, rootpage AS page FROM sqlite_schema WHERE type = 'table'").all();
    return Object.fromEntries(
      (rows as { name: string; page: number }[]).map(({ name, page }) => [name, page]),
    );
  } finally {
    db.close();
  }
}

/**
 * For the one writing connection. A commit is on disk when it returns. `isNew`: there may be no file yet, or one that
 * nothing was acknowledged of; any other that has no tables is damaged.
 */
export function openDayForWriting(file: string, isNew: boolean): Connection {
  return opened(file, { timeout: 5_000 }, db => {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('cache_size = -16384');
    // Only the writer checkpoints.
    db.pragma('wal_autocheckpoint = 4000');
    db.pragma('journal_size_limit = 67108864');
    db.transaction(() => {
      if (isNew && idOf(db) === 0) db.exec(schema);
    }).immediate();
  });
}

/** A file that counts for nothing until it is whole: nothing of it waits for the disk. */
export function openDayForMaking(file: string): Connection {
  return opened(file, { timeout: 5_000 }, db => {
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -32768');
    db.exec(schema);
  });
}

export function openDayForReading(file: string): Connection {
  return opened(file, { readonly: true, fileMustExist: true, timeout: 5_000 }, db => {
    db.pragma('query_only = ON');
    // Many files are open at once, and the system keeps their pages too.
    db.pragma('cache_size = -1024');
  });
}

export function pageSizeOf(db: Connection): number {
  return db.pragma('page_size', { simple: true }) as number;
}

function opened(file: string, options: Database.Options, prepare: (db: Connection) => void): Connection {
  return guarded(file, () => {
    const db = new Database(file, options);
    try {
      prepare(db);
      assertOurs(db, file);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function idOf(db: Connection): number {
  return db.pragma('application_id', { simple: true }) as number;
}

function assertOurs(db: Connection, file: string): void {
  if (idOf(db) !== applicationId)
    throw new StoreUnavailableError('corrupt', `${file} holds no operation logs of Muster`);
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > schemaVersion)
    throw new StoreUnavailableError(
      'corrupt',
      `${file} was written by a newer version (layout ${version}); start that one`,
    );
}

import type { Database } from 'better-sqlite3';

/**
 * Tables of one collection's history; `p` is their common prefix. Small columns stand before blobs: a scan of them
 * reads no blob. `folded` is kept only where it differs from the text, and for searchable columns only. `cell` is document ×
 * MOST_COLUMNS + column: cells of one document stand together, those of one column in order of position. Values are
 * NUMERIC, not ANY: numbers arrive as doubles, and only affinity stores 5.0 in one byte.
 */
function tables(p: string): string {
  return `
CREATE TABLE ${p}_column (col INTEGER PRIMARY KEY, name TEXT NOT NULL, sealed INTEGER NOT NULL, docs INTEGER NOT NULL, seg INTEGER NOT NULL, since_key INTEGER NOT NULL) STRICT;
CREATE TABLE ${p}_counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE ${p}_dict (col INTEGER, code INTEGER, text TEXT NOT NULL, folded TEXT, PRIMARY KEY (col, code)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ${p}_dict_text ON ${p}_dict (col, text);
CREATE INDEX ${p}_dict_folded ON ${p}_dict (col, folded) WHERE folded IS NOT NULL;
CREATE TABLE ${p}_birth (doc INTEGER PRIMARY KEY, id TEXT NOT NULL, pos INTEGER NOT NULL) STRICT;
CREATE INDEX ${p}_birth_id ON ${p}_birth (id, doc);
CREATE TABLE ${p}_death (pos INTEGER, doc INTEGER, PRIMARY KEY (pos, doc)) STRICT, WITHOUT ROWID;
CREATE TABLE ${p}_moment (first INTEGER PRIMARY KEY, at INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
CREATE INDEX ${p}_moment_at ON ${p}_moment (at, first);
CREATE TABLE ${p}_init (col INTEGER, chunk INTEGER, data BLOB NOT NULL, PRIMARY KEY (col, chunk)) STRICT;
CREATE TABLE ${p}_seg (col INTEGER, seq INTEGER, first INTEGER NOT NULL, last INTEGER NOT NULL, n INTEGER NOT NULL, docs BLOB NOT NULL, pos BLOB NOT NULL, vals BLOB NOT NULL, PRIMARY KEY (col, seq)) STRICT;
CREATE INDEX ${p}_seg_last ON ${p}_seg (col, last, first, seq);
CREATE TABLE ${p}_key (col INTEGER, at INTEGER, block INTEGER, seq INTEGER NOT NULL, docs INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (col, at, block)) STRICT;
CREATE TABLE ${p}_tail (pos INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE ${p}_hist (part INTEGER, cell INTEGER, pos INTEGER, old NUMERIC, PRIMARY KEY (part, cell, pos)) WITHOUT ROWID;
CREATE TABLE ${p}_former (col INTEGER, code INTEGER, doc INTEGER, PRIMARY KEY (col, code, doc)) STRICT, WITHOUT ROWID;
CREATE TABLE ${p}_late (pos INTEGER, doc INTEGER, col INTEGER, happened INTEGER NOT NULL, value NUMERIC, PRIMARY KEY (pos, doc, col)) WITHOUT ROWID;
CREATE INDEX ${p}_late_happened ON ${p}_late (happened, pos);
`;
}

const PREFIX = /^[a-z][a-z0-9_]{0,60}$/;

/** The prefix goes into SQL as it is. */
export function checkPrefix(prefix: string): string {
  if (!PREFIX.test(prefix))
    throw new Error(`table prefix ${JSON.stringify(prefix)}: small letters, digits and _ only`);
  return prefix;
}

/** Creates the tables of a collection's history. The database must be UTF-8: order of bytes is order of code points. */
export function createHistoryTables(db: Database, prefix: string): void {
  db.exec(tables(checkPrefix(prefix)));
}

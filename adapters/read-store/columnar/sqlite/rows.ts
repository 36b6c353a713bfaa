import type { Database } from 'better-sqlite3';
import { MOST_COLUMNS } from '../columns.ts';
import type { ColumnState, HistoryRow, HistoryStorage, LateRow } from '../storage.ts';
import { inserter, type Cell } from './insert.ts';

type Rows = Pick<
  HistoryStorage,
  | 'columns'
  | 'putColumn'
  | 'counter'
  | 'putCounter'
  | 'addBirths'
  | 'addDeaths'
  | 'births'
  | 'deaths'
  | 'documentsOf'
  | 'idOrder'
  | 'idNeighbours'
  | 'addHistory'
  | 'history'
  | 'addFormer'
  | 'former'
  | 'addLate'
  | 'late'
  | 'happenedOf'
>;

/** Parts of history asked in one statement. */
const PARTS = 24;

/** What is kept row by row: who lives, one document's changes, former values, late facts, counters. */
export function rowTables(db: Database, p: string): Rows {
  const columns = db.prepare<[], ColumnState>(
    `SELECT col AS "column", name, sealed, docs AS documents, seg AS segment, since_key AS sinceKey FROM ${p}_column ORDER BY col`,
  );
  const putColumn = db.prepare(
    `INSERT OR REPLACE INTO ${p}_column (col, name, sealed, docs, seg, since_key) VALUES (?,?,?,?,?,?)`,
  );
  const counter = db.prepare<[string], number>(`SELECT value FROM ${p}_counter WHERE name=?`).pluck();
  const putCounter = db.prepare(`INSERT OR REPLACE INTO ${p}_counter (name, value) VALUES (?,?)`);
  const birth = inserter(db, `INSERT INTO ${p}_birth (doc, id, pos)`, 3);
  const death = inserter(db, `INSERT INTO ${p}_death (pos, doc)`, 2);
  const births = db
    .prepare<[number], [string, number]>(`SELECT id, pos FROM ${p}_birth WHERE doc>=? ORDER BY doc`)
    .raw();
  const deaths = db.prepare<[number], { doc: number; position: number }>(
    `SELECT doc, pos AS position FROM ${p}_death WHERE pos>? ORDER BY pos, doc`,
  );
  const byId = db.prepare<[string], number>(`SELECT doc FROM ${p}_birth WHERE id=? ORDER BY doc`).pluck();
  const idOrder = db.prepare<[], number>(`SELECT doc FROM ${p}_birth ORDER BY id, doc`).pluck();
  const idBelow = db
    .prepare<[string], number>(`SELECT doc FROM ${p}_birth WHERE id<? ORDER BY id DESC, doc DESC LIMIT 1`)
    .pluck();
  const idAbove = db
    .prepare<[string], number>(`SELECT doc FROM ${p}_birth WHERE id>? ORDER BY id, doc LIMIT 1`)
    .pluck();
  const hist = inserter(db, `INSERT OR IGNORE INTO ${p}_hist (part, cell, pos, old)`, 4);
  const lastPart = db.prepare<[], number>(`SELECT part FROM ${p}_hist ORDER BY part DESC LIMIT 1`).pluck();
  // A run of parts in one statement: most parts hold a row or two of a document.
  const ofCells = db
    .prepare<number[], [number, number, number | null]>(
      `SELECT cell, pos, old FROM ${p}_hist WHERE part IN (${Array(PARTS).fill('?').join(',')}) AND cell BETWEEN ? AND ?`,
    )
    .raw();
  const formerRows = inserter(db, `INSERT OR IGNORE INTO ${p}_former (col, code, doc)`, 3);
  const former = db
    .prepare<[number, number], number>(`SELECT doc FROM ${p}_former WHERE col=? AND code=? ORDER BY doc`)
    .pluck();
  const lateRows = inserter(db, `INSERT OR IGNORE INTO ${p}_late (pos, doc, col, happened, value)`, 5);
  const LATE = `SELECT pos AS position, happened, doc, col AS "column", value FROM ${p}_late`;
  const late = db.prepare<[number, number], LateRow>(
    `${LATE} WHERE pos>? AND happened<=? ORDER BY happened, pos, doc, col`,
  );
  const happenedOf = db
    .prepare<[number], number>(`SELECT happened FROM ${p}_late WHERE pos=? LIMIT 1`)
    .pluck();

  return {
    columns: () => columns.all(),
    putColumn(state) {
      putColumn.run(state.column, state.name, state.sealed, state.documents, state.segment, state.sinceKey);
    },
    counter: name => counter.get(name),
    putCounter(name, value) {
      putCounter.run(name, value);
    },
    addBirths(born) {
      birth(born.flatMap(({ doc, id, position }): Cell[] => [doc, id, position]));
    },
    addDeaths(died) {
      death(died.flatMap(({ doc, position }): Cell[] => [position, doc]));
    },
    births(doc) {
      const ids: string[] = [];
      const positions: number[] = [];
      for (const [id, position] of births.iterate(doc)) {
        ids.push(id);
        positions.push(position);
      }
      return { ids, positions };
    },
    deaths: after => deaths.all(after),
    documentsOf: id => byId.all(id),
    idOrder: () => idOrder.all(),
    idNeighbours: id => ({ below: idBelow.get(id) ?? null, above: idAbove.get(id) ?? null }),
    addHistory(part, rows) {
      hist(rows.flatMap((r): Cell[] => [part, r.doc * MOST_COLUMNS + r.column, r.position, r.from]));
    },
    history(doc, wanted, before, limit) {
      // A drain that a restart cut short is done again, perhaps into another part: each cell counts once.
      const rows = new Map<string, HistoryRow>();
      const [low, high] =
        wanted?.length === 1 ? [wanted[0] as number, wanted[0] as number] : [0, MOST_COLUMNS - 1];
      const first = doc * MOST_COLUMNS;
      let older = 0;
      // Parts rise with position: the newest first, until there are enough.
      for (let part = lastPart.get() ?? -1; part >= 0 && older < limit; part -= PARTS) {
        const parts = Array.from({ length: PARTS }, (_, i) => part - i);
        for (const [cell, position, from] of ofCells.all(...parts, first + low, first + high)) {
          const column = cell - first;
          const key = `${position} ${column}`;
          if ((wanted && !wanted.includes(column)) || rows.has(key)) continue;
          rows.set(key, { doc, position, column, from });
          if (position < before) older++;
        }
      }
      return [...rows.values()].sort((a, b) => b.position - a.position || a.column - b.column);
    },
    addFormer(rows) {
      formerRows(rows.flatMap((r): Cell[] => [r.column, r.code, r.doc]));
    },
    former: (column, code) => former.all(column, code),
    addLate(rows) {
      lateRows(rows.flatMap((r): Cell[] => [r.position, r.doc, r.column, r.happened, r.value]));
    },
    late: (after, time) => late.all(after, time),
    happenedOf: position => happenedOf.get(position),
  };
}

import type { Database } from 'better-sqlite3';
import type { HistoryStorage } from '../storage.ts';
import { inserter, type Cell } from './insert.ts';

type Dictionary = Pick<
  HistoryStorage,
  | 'codes'
  | 'addTexts'
  | 'texts'
  | 'textsFrom'
  | 'lastCode'
  | 'textOrder'
  | 'textNeighbours'
  | 'foldedCodes'
  | 'replaceText'
>;

/** Smallest text greater than every text with this prefix; null where there is none. */
function afterPrefix(prefix: string): string | null {
  const points = [...prefix];
  for (let i = points.length - 1; i >= 0; i--) {
    const point = (points[i] as string).codePointAt(0) as number;
    if (point === 0x10ffff) continue;
    // Surrogates are no code points of a text.
    const next = point + 1 === 0xd800 ? 0xe000 : point + 1;
    return points.slice(0, i).join('') + String.fromCodePoint(next);
  }
  return null;
}

export function dictionaryTables(db: Database, p: string): Dictionary {
  const code = db
    .prepare<[number, string], number>(`SELECT code FROM ${p}_dict WHERE col=? AND text=?`)
    .pluck();
  const text = db
    .prepare<[number, number], string>(`SELECT text FROM ${p}_dict WHERE col=? AND code=?`)
    .pluck();
  const from = db
    .prepare<[number, number, number], string>(
      `SELECT text FROM ${p}_dict WHERE col=? AND code>=? ORDER BY code LIMIT ?`,
    )
    .pluck();
  const last = db.prepare<[number], number | null>(`SELECT max(code) FROM ${p}_dict WHERE col=?`).pluck();
  const order = db.prepare<[number], number>(`SELECT code FROM ${p}_dict WHERE col=? ORDER BY text`).pluck();
  const below = db
    .prepare<[number, string], number>(
      `SELECT code FROM ${p}_dict WHERE col=? AND text<? ORDER BY text DESC LIMIT 1`,
    )
    .pluck();
  const above = db
    .prepare<[number, string], number>(
      `SELECT code FROM ${p}_dict WHERE col=? AND text>? ORDER BY text LIMIT 1`,
    )
    .pluck();
  // A text that folds to itself stands without `folded`: each question goes to both.
  const both = (test: (column: string) => string) =>
    [test('folded'), `${test('text')} AND folded IS NULL`].map(where =>
      db
        .prepare<[number, ...string[]], number>(`SELECT code FROM ${p}_dict WHERE col=? AND ${where}`)
        .pluck(),
    );
  const exact = both(column => `${column}=?`);
  const range = both(column => `${column}>=? AND ${column}<?`);
  const onward = both(column => `${column}>=?`);
  const replace = db.prepare(`UPDATE ${p}_dict SET text=?, folded=? WHERE col=? AND code=?`);
  const insert = inserter(db, `INSERT INTO ${p}_dict (col, code, text, folded)`, 4);

  return {
    codes: (column, texts) => texts.map(wanted => code.get(column, wanted)),
    addTexts(column, texts) {
      const cells: Cell[] = [];
      for (const entry of texts) cells.push(column, entry.code, entry.text, entry.folded);
      insert(cells);
    },
    texts: (column, codes) =>
      codes.map(wanted => {
        const found = text.get(column, wanted);
        if (found === undefined) throw new Error(`no text for code ${wanted} of column ${column}`);
        return found;
      }),
    textsFrom: (column, first, count) => from.all(column, first, count),
    lastCode: column => last.get(column) ?? 0,
    textOrder: column => order.all(column),
    textNeighbours: (column, wanted) => ({
      below: below.get(column, wanted) ?? null,
      above: above.get(column, wanted) ?? null,
    }),
    foldedCodes(column, folded, match) {
      if (match === 'exact') return exact.flatMap(ask => ask.all(column, folded));
      const end = afterPrefix(folded);
      if (end === null) return onward.flatMap(ask => ask.all(column, folded));
      return range.flatMap(ask => ask.all(column, folded, end));
    },
    replaceText(column, wanted, instead, folded) {
      replace.run(instead, folded, column, wanted);
    },
  };
}

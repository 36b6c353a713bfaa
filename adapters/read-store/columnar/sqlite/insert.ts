import type { Database, Statement } from 'better-sqlite3';

export type Cell = number | string | Uint8Array | null;

const ROWS = 48;

/** Inserts rows many at a time: a third of the cost of one statement a row. `head` ends before VALUES. */
export function inserter(db: Database, head: string, width: number): (cells: readonly Cell[]) => void {
  const tuple = `(${Array(width).fill('?').join(',')})`;
  const one: Statement = db.prepare(`${head} VALUES ${tuple}`);
  const many: Statement = db.prepare(`${head} VALUES ${Array(ROWS).fill(tuple).join(',')}`);
  const chunk = ROWS * width;
  return cells => {
    let at = 0;
    for (; at + chunk <= cells.length; at += chunk) many.run(cells.slice(at, at + chunk));
    for (; at < cells.length; at += width) one.run(cells.slice(at, at + width));
  };
}

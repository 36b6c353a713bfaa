import { checkLimit, declaredColumn } from '../../../projections/kernel/check.ts';
import type { ColumnChange } from '../../../projections/kernel/read-store.ts';
import type { HistoryColumn } from './columns.ts';
import { wait, type Step } from './step.ts';
import type { HistoryRow } from './storage.ts';
import type { View } from './view.ts';

/**
 * Changes of one document number before a position, newest first, those of one position in order of columns.
 * Rows that are being drained may stand both on disk and in the tail: each is told once.
 */
export function* changesOf(
  view: View,
  doc: number,
  columns: readonly number[] | null,
  before: number,
  limit: number,
): Step<HistoryRow[]> {
  const rows = new Map<string, HistoryRow>();
  for (const row of yield* wait(view.storage.history(doc, columns, before, limit)))
    rows.set(`${row.position} ${row.column}`, row);
  for (const row of heldRows(view, doc))
    if (row.position < before && (!columns || columns.includes(row.column)))
      rows.set(`${row.position} ${row.column}`, row);
  return [...rows.values()].sort((a, b) => b.position - a.position || a.column - b.column).slice(0, limit);
}

function heldRows(view: View, doc: number): HistoryRow[] {
  const { rows } = view.mirror;
  const docs = rows.docs.view();
  const found: HistoryRow[] = [];
  for (let i = docs.indexOf(doc); i >= 0; i = docs.indexOf(doc, i + 1))
    found.push({
      doc,
      position: rows.positions.at(i),
      column: rows.columns.at(i),
      from: rows.from.at(i),
      to: rows.to.at(i),
    });
  return found;
}

/** A stored cell as it stands in vectors. */
export function cellOf(column: HistoryColumn, value: number | null): number {
  return value ?? (column.kind === 'number' ? NaN : 0);
}

/** One id's column changes, newest first, over all documents that bore it. */
export function* historyOf(
  view: View,
  id: string,
  options: { readonly columns?: readonly string[]; readonly limit?: number; readonly before?: number },
): Step<ColumnChange[]> {
  for (const name of options.columns ?? []) declaredColumn(view.definition, name);
  const { limit = 1_000, before = Infinity } = options;
  checkLimit(limit);
  const wanted = options.columns?.flatMap(name => view.column(name)?.number ?? []) ?? null;
  const rows: HistoryRow[] = [];
  for (const doc of yield* view.incarnations(id))
    rows.push(...(yield* changesOf(view, doc, wanted, before, limit)));
  rows.sort((a, b) => b.position - a.position || a.column - b.column);
  const page = rows.slice(0, limit);
  const values = new Map<HistoryRow, Pick<ColumnChange, 'from' | 'to'>>();
  for (const column of view.columns) {
    const own = page.filter(row => row.column === column.number);
    const cells = own.flatMap(({ from, to }) => [cellOf(column, from), cellOf(column, to)]);
    const decoded = yield* view.decode(column, cells);
    own.forEach((row, i) =>
      values.set(row, { from: decoded[2 * i] ?? null, to: decoded[2 * i + 1] ?? null }),
    );
  }
  const changes: ColumnChange[] = [];
  for (const row of page) {
    const at = new Date(yield* view.clock.timeOf(row.position)).toISOString();
    const { from = null, to = null } = values.get(row) ?? {};
    changes.push({
      position: row.position,
      at,
      column: (view.columns[row.column] as HistoryColumn).name,
      from,
      to,
    });
  }
  return changes;
}

import { checkLimit, declaredColumn } from '../../../projections/kernel/check.ts';
import type { Value } from '../../../projections/kernel/query.ts';
import type { ColumnChange } from '../../../projections/kernel/read-store.ts';
import type { HistoryColumn } from './columns.ts';
import { wait, type Step } from './step.ts';
import type { HistoryRow } from './storage.ts';
import type { View } from './view.ts';

/** One change of one cell, as values stand in vectors. */
export interface CellChange {
  readonly position: number;
  readonly column: HistoryColumn;
  readonly from: number;
  readonly to: number;
}

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
): Step<CellChange[]> {
  const rows = new Map<string, HistoryRow>();
  for (const row of yield* wait(view.storage.history(doc, columns, before, limit)))
    rows.set(`${row.position} ${row.column}`, row);
  for (const row of heldRows(view, doc))
    if (!columns || columns.includes(row.column)) rows.set(`${row.position} ${row.column}`, row);
  const ordered = [...rows.values()].sort((a, b) => b.position - a.position || a.column - b.column);
  // From the newest back: what a change led to is what the next one ended, or what stands.
  const younger = new Map<number, number>();
  const changes: CellChange[] = [];
  for (const row of ordered) {
    const column = view.columns[row.column] as HistoryColumn;
    const to = younger.get(row.column) ?? ((yield* view.vector(view.moments.now, column))[doc] as number);
    const from = cellOf(column, row.from);
    younger.set(row.column, from);
    if (row.position < before && changes.length < limit)
      changes.push({ position: row.position, column, from, to });
  }
  return changes;
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
  const found: CellChange[] = [];
  for (const doc of yield* view.incarnations(id))
    found.push(...(yield* changesOf(view, doc, wanted, before, limit)));
  found.sort((a, b) => b.position - a.position || a.column.number - b.column.number);
  const page = found.slice(0, limit);
  const values = new Map<CellChange, readonly Value[]>();
  for (const column of view.columns) {
    const own = page.filter(change => change.column === column);
    const decoded = yield* view.decode(
      column,
      own.flatMap(({ from, to }) => [from, to]),
    );
    own.forEach((change, i) => values.set(change, decoded.slice(2 * i, 2 * i + 2)));
  }
  const changes: ColumnChange[] = [];
  for (const change of page) {
    const { position, column } = change;
    const at = new Date(yield* view.clock.timeOf(position)).toISOString();
    const [from = null, to = null] = values.get(change) ?? [];
    changes.push({ position, at, column: column.name, from, to });
  }
  return changes;
}

import type { Value } from '../../../projections/kernel/query.ts';
import type { HistoryColumn } from './columns.ts';
import type { HistoryEntry } from './contract.ts';
import { BIRTH, DEATH, type LateRow } from './storage.ts';

/** Every cell a late fact speaks of, and births and deaths; also where the fact changed nothing any more. */
export function lateRowsOf(
  entry: HistoryEntry,
  columns: readonly HistoryColumn[],
  encode: (column: HistoryColumn, value: Value | undefined) => number,
): LateRow[] {
  const { position, happenedAt: happened = entry.at } = entry;
  const rows: LateRow[] = [];
  const cell = (doc: number, column: HistoryColumn, value: Value | undefined): void => {
    const code = encode(column, value);
    const missing = code !== code || (column.kind !== 'number' && code === 0);
    rows.push({ position, happened, doc, column: column.number, value: missing ? null : code });
  };
  for (const { doc, columns: values } of entry.births ?? []) {
    rows.push({ position, happened, doc, column: BIRTH, value: null });
    for (const column of columns) cell(doc, column, values[column.name]);
  }
  for (const { doc, column, to } of entry.changes ?? []) {
    const known = columns.find(({ name }) => name === column);
    if (known) cell(doc, known, to);
  }
  for (const doc of entry.deaths ?? []) rows.push({ position, happened, doc, column: DEATH, value: null });
  return rows;
}

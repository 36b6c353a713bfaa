import type { Value } from '../../../projections/kernel/query.ts';
import type { HistoryColumn } from './columns.ts';
import type { HistoryEntry } from './contract.ts';
import { BIRTH, DEATH, EVENT, type LateRow } from './storage.ts';

/** That an event was late, every cell it speaks of (also where it changed nothing any more), births and deaths. */
export function lateRowsOf(
  entry: HistoryEntry,
  columns: readonly HistoryColumn[],
  encode: (column: HistoryColumn, value: Value | undefined) => number,
): LateRow[] {
  const { position, happenedAt: happened = entry.at } = entry;
  const rows: LateRow[] = [{ position, happened, doc: 0, column: EVENT, value: null }];
  const cell = (doc: number, column: HistoryColumn, value: Value | undefined): void => {
    const code = encode(column, value);
    const missing = code !== code || (column.kind !== 'number' && code === 0);
    rows.push({ position, happened, doc, column: column.number, value: missing ? null : code });
  };
  for (const { doc } of entry.births ?? [])
    rows.push({ position, happened, doc, column: BIRTH, value: null });
  for (const { doc, column, to, counted } of entry.changes ?? []) {
    const known = columns.find(({ name }) => name === column);
    if (known && !counted) cell(doc, known, to);
  }
  for (const doc of entry.deaths ?? []) rows.push({ position, happened, doc, column: DEATH, value: null });
  return rows;
}

import type { TFunction } from 'i18next';
import { get } from '../api/client.ts';
import type { Cell, List, Row } from '../api/types.ts';
import { asTable } from '../parts/copy.ts';
import type { Format } from '../parts/format.ts';
import { columnByKey, type DeviceColumnKey } from './columns.ts';
import { MOST_ROWS } from './queries.ts';
import { valueWord } from './value-words.ts';

/** A value as the list words it; a time in full, nothing as nothing. */
export function cellText(
  key: DeviceColumnKey,
  value: Cell | undefined,
  t: TFunction,
  format: Format,
): string {
  if (value === null || value === undefined) return '';
  return columnByKey.get(key)!.type === 'time' ? String(value) : valueWord(key, value, t, format);
}

/** Rows as a table with the heads first. */
export function tableOf(
  rows: readonly Row[],
  columns: readonly DeviceColumnKey[],
  t: TFunction,
  format: Format,
): string {
  return asTable([
    columns.map(key => t(`devices.columns.${key}`)),
    ...rows.map(row => columns.map(key => cellText(key, row[key] as Cell, t, format))),
  ]);
}

/** The rows that match, in the order of the list; at most as many as the server answers at once. */
export async function rowsMatching(
  params: Readonly<Record<string, string | undefined>>,
  filter: string | undefined,
): Promise<readonly Row[]> {
  return (await get<List<Row>>('/devices', { ...params, filter, limit: MOST_ROWS, total: false })).items;
}

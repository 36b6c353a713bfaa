import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import type { Cell, List, Row } from '../api/types.ts';
import { asTable, copyText } from '../parts/copy.ts';
import { useFormat, type Format } from '../parts/format.ts';
import { toastError } from '../parts/toast.tsx';
import { columnByKey, type DeviceColumnKey } from './columns.ts';
import { columnWord } from './filter-words.ts';
import { MOST_ROWS } from './queries.ts';
import type { WindowQuery } from './use-windows.ts';
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
function tableOf(
  rows: readonly Row[],
  columns: readonly DeviceColumnKey[],
  t: TFunction,
  format: Format,
): string {
  return asTable([
    columns.map(key => columnWord(key, t)),
    ...rows.map(row => columns.map(key => cellText(key, row[key] as Cell, t, format))),
  ]);
}

/** More than anybody pastes. */
export const MOST_COPIED = 10_000;

/** Copies rows of the list as a table: those of one filter in the order of the list, one filter after the other. */
export function useCopyRows(params: WindowQuery['params'], columns: readonly DeviceColumnKey[]) {
  const { t } = useTranslation();
  const format = useFormat();
  return async (filters: readonly (string | undefined)[]): Promise<void> => {
    try {
      const rows: Row[] = [];
      for (const filter of filters) rows.push(...(await rowsMatching({ ...params, filter })));
      await copyText(tableOf(rows, columns, t, format));
    } catch (error) {
      toastError(error);
    }
  };
}

async function rowsMatching(params: WindowQuery['params']): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await get<List<Row>>('/devices', { ...params, limit: MOST_ROWS, total: false, cursor });
    rows.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && rows.length < MOST_COPIED);
  return rows;
}

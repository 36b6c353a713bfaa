import i18next, { type TFunction } from 'i18next';
import type { OperationColumnName } from '../../../domain/operation-logs/records/index.ts';
import type { Said } from '../devices/filter-words.ts';
import type { Format } from '../parts/format.ts';
import { isCountOfBytes, kindOfOperations, termListOf, type TermList } from './columns.ts';

/** A term in the person's language. What the server may add later keeps its key. */
export function termWord(list: TermList, key: string, t: TFunction): string {
  // Only plain words can be keys of the catalogue: what an agent said must not walk through it.
  if (!/^[a-z0-9-]+$/.test(key)) return key;
  const word = `operations.${list}.${key}` as 'operations.details.print';
  return i18next.exists(word) ? String(t(word)) : key;
}

export function operationColumnWord(column: string, t: TFunction): string {
  const word = `operations.columns.${column}`;
  return i18next.exists(word) ? t(word as `operations.columns.${OperationColumnName}`) : column;
}

/** A value of a filter or a record, in the person's language and units. */
export function operationValueWord(column: string, value: unknown, t: TFunction, format: Format): string {
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
  const list = termListOf(column);
  if (list) return termWord(list, String(value), t);
  if (kindOfOperations(column)?.type === 'time')
    return typeof value === 'string' && value.startsWith('now') ? value : format.dateTime(value as string);
  if (typeof value === 'number') return isCountOfBytes(column) ? format.bytes(value) : format.number(value);
  return String(value);
}

/** Words of filters; a computer is called by its name where it is known. */
export const saidOfOperations = (t: TFunction, format: Format, computer: string | undefined): Said => ({
  column: column => operationColumnWord(column, t),
  value: (column, value) =>
    column === 'device' && computer !== undefined ? computer : operationValueWord(column, value, t, format),
  isTime: column => kindOfOperations(column)?.type === 'time',
});

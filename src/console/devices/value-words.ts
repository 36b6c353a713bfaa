import i18next, { type TFunction } from 'i18next';
import type { Format } from '../parts/format.ts';
import { columnByKey } from './columns.ts';
import { groupsWord } from './groups.ts';

/** Columns whose values are words of ours and are said in the person's language. */
const worded = new Set([
  'online',
  'managementStatus',
  'deviceType',
  'osFamily',
  'managementType',
  'dialect',
  'agentUpdateState',
]);

/** Said by people, not collected by agents. */
const saidByPeople = new Set(['department', 'location', 'groups']);

/** Which of the kinds of nothing an absent value is: key of its word, and with `Why` of its reason. */
export const nothingOf = (column: string): 'notSet' | 'notCollected' =>
  saidByPeople.has(column) ? 'notSet' : 'notCollected';

/** A value of the device list in the person's language and units. */
export function valueWord(column: string, value: unknown, t: TFunction, format: Format): string {
  if (value === null || value === undefined) return t(`common.${nothingOf(column)}`);
  const definition = columnByKey.get(column);
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
  if (definition?.type === 'time')
    return typeof value === 'string' && value.startsWith('now')
      ? value
      : format.dateTime(value as string | number);
  if (typeof value === 'number') {
    if (definition?.unit === 'mib') return format.mebibytes(value);
    if (definition?.unit === 'percent') return format.percent(value);
    return format.number(value);
  }
  const text = String(value);
  if (column === 'groups') return groupsWord(text);
  // Only plain words can be keys of the catalogue: what an agent said must not walk through it.
  if (worded.has(column) && /^[a-z-]+$/.test(text)) {
    const key = `devices.values.${column}.${text}` as 'devices.values.online.online';
    if (i18next.exists(key)) return String(t(key));
  }
  return definition?.type === 'path' ? text.split('/').join(' / ') : text;
}

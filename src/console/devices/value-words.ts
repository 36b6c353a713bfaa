import type { TFunction } from 'i18next';
import type { Format } from '../parts/format.ts';
import { isDeviceStatus } from '../parts/status.tsx';
import { columnByKey } from './columns.ts';

type OnlineWord = 'online' | 'quiet' | 'offline' | 'unknown';
type StatusWord = 'managed' | 'discovered' | 'ignored' | 'removed';

/** A value of the device list in the person's language and units. */
export function valueWord(column: string, value: unknown, t: TFunction, format: Format): string {
  if (value === null || value === undefined) return t('common.notCollected');
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
  if (isDeviceStatus(text)) {
    if (column === 'online') return t(`devices.values.online.${text as OnlineWord}`);
    if (column === 'managementStatus') return t(`devices.values.managementStatus.${text as StatusWord}`);
  }
  return definition?.type === 'path' ? text.split('/').join(' / ') : text;
}

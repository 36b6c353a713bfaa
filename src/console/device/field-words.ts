import i18next, { type TFunction } from 'i18next';
import type en from '../i18n/en/device.ts';
import { ownFieldName } from '../devices/own-fields.ts';
import { valueWord } from '../devices/value-words.ts';
import type { Format } from '../parts/format.ts';

type FieldKey = keyof (typeof en)['fields'];
type SectionKey = keyof (typeof en)['sections'];

/** Words for a field of the normal form; a field the catalogue does not know is shown by its own name. */
export function fieldWord(field: string, t: TFunction): string {
  const own = ownFieldName(field);
  if (own !== undefined && field !== 'department' && field !== 'location') return own;
  return i18next.exists(`device.fields.${field}`) ? t(`device.fields.${field as FieldKey}`) : field;
}

export function sectionWord(section: string, t: TFunction): string {
  return i18next.exists(`device.sections.${section}`)
    ? t(`device.sections.${section as SectionKey}`)
    : section;
}

const mebibytes = new Set(['memory', 'swap', 'size', 'capacity', 'total', 'free', 'softwareSize']);
const megahertz = new Set(['speed']);

/** A value of the inventory: units from its field, lists joined. Whatever an agent said is text. */
export function fieldValue(
  section: string,
  field: string,
  value: unknown,
  t: TFunction,
  format: Format,
): string {
  if (value === null || value === undefined || value === '') return '';
  if (Array.isArray(value)) return value.map(each => fieldValue(section, field, each, t, format)).join(', ');
  if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
  if (typeof value === 'number') {
    if (section !== 'batteries' && mebibytes.has(field)) return format.mebibytes(value);
    if (megahertz.has(field))
      return section === 'networkAdapters' ? `${format.number(value)} Mbit/s` : `${format.number(value)} MHz`;
    return format.number(value);
  }
  if (typeof value === 'object') return JSON.stringify(value);
  if (field === 'family' && section === 'operatingSystem') return valueWord('osFamily', value, t, format);
  if (field === 'status' && section === 'networkAdapters')
    return t(value === 'up' ? 'device.up' : 'device.down');
  return String(value as string);
}

/** Fields read like code: addresses, serials, paths, versions. */
const monospaced = new Set([
  'serialNumber',
  'uuid',
  'assetTag',
  'mac',
  'ipv4',
  'ipv6',
  'mask',
  'gateway',
  'dhcpServer',
  'dns',
  'hostName',
  'lastUser',
  'kernel',
  'version',
  'build',
  'hostId',
  'mount',
  'device',
  'pciId',
  'pciSlot',
  'biosVersion',
  'motherboardSerial',
  'id',
  'home',
  'shell',
  'vendorId',
  'productId',
  'key',
  'deviceId',
  'tag',
  'port',
  'firmware',
]);

export const isMono = (field: string) => monospaced.has(field);

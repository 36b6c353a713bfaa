import type { DeviceType } from '../../../../domain/devices/index.ts';
import type { DeviceDetail, Outcome } from '../../api/types.ts';
import type { Edit } from './requests.ts';

/** Fields of the form: the place in the inventory, and the column of the list that has its word. */
export const editFields = [
  { path: 'hostName', column: 'hostName', one: true },
  { path: 'domain', column: 'domain', one: false },
  { path: 'hardware.manufacturer', column: 'manufacturer', one: false },
  { path: 'hardware.model', column: 'model', one: false },
  { path: 'hardware.serialNumber', column: 'serialNumber', one: true },
  { path: 'hardware.assetTag', column: 'assetTag', one: true },
  { path: 'operatingSystem.family', column: 'osFamily', one: false },
  { path: 'operatingSystem.name', column: 'osName', one: false },
  { path: 'operatingSystem.version', column: 'osVersion', one: false },
] as const;
export type EditField = (typeof editFields)[number]['path'];

export const osFamilies = ['windows', 'macos', 'linux', 'bsd', 'other'] as const;
export const deviceTypes = [
  'pc',
  'server',
  'network-device',
  'printer',
  'smart-device',
  'storage',
  'usb-device',
  'display',
  'peripheral',
  'other',
  'unknown',
] as const satisfies readonly DeviceType[];

/** `keep`: as it is on each device. An empty text set is "not known". */
export interface Entry {
  readonly mode: 'keep' | 'set';
  readonly text: string;
}
/** The type as it is, as collected, or one that stays. */
export type TypeChoice = 'keep' | 'facts' | DeviceType;
export interface EditForm {
  readonly type: TypeChoice;
  readonly entries: Readonly<Record<EditField, Entry>>;
}

/** The form as it opens: of one device with what is known of it, of many with everything kept. */
export function formOf(detail: DeviceDetail | undefined): EditForm {
  const entry = (path: EditField): Entry =>
    detail ? { mode: 'set', text: knownAt(detail, path) } : { mode: 'keep', text: '' };
  return {
    type: detail === undefined ? 'keep' : detail.fixedType ? (detail.deviceType as TypeChoice) : 'facts',
    entries: Object.fromEntries(editFields.map(({ path }) => [path, entry(path)])) as EditForm['entries'],
  };
}

/** What the form asks for; undefined: nothing. */
export function editOf(form: EditForm, detail: DeviceDetail | undefined): Edit | undefined {
  const fields: Record<string, string | null> = {};
  for (const { path } of editFields) {
    const { mode, text } = form.entries[path];
    const said = text.trim();
    if (mode === 'keep' || (detail && said === knownAt(detail, path))) continue;
    fields[path] = said === '' ? null : said;
  }
  const before = formOf(detail).type;
  const type = form.type === 'keep' || form.type === before ? {} : { deviceType: typeOf(form.type) };
  const edit = { ...type, ...(Object.keys(fields).length > 0 && { fields }) };
  return Object.keys(edit).length > 0 ? edit : undefined;
}

const typeOf = (choice: TypeChoice): string | null => (choice === 'facts' ? null : choice);

export function knownAt({ inventory }: DeviceDetail, path: EditField): string {
  const value = path
    .split('.')
    .reduce<unknown>((at, part) => (at as Readonly<Record<string, unknown>> | undefined)?.[part], inventory);
  return typeof value === 'string' ? value : '';
}

/** The edit that puts back what an outcome says stood there before. */
export function editBack({ events }: Outcome): Edit {
  const fields: Record<string, string | number | null> = {};
  let type: Pick<Edit, 'deviceType'> = {};
  for (const { type: name, data } of events) {
    const told = data as Told;
    if (name === 'DeviceTypeChanged') {
      if (told.fixed !== undefined) type = { deviceType: told.fixed ? null : String(told.from) };
    } else if (name === 'DetailsLearned')
      for (const path of pathsOf(told.inventory ?? {})) fields[path] = null;
    else if (name === 'DetailsForgotten') Object.assign(fields, told.fields);
    else if (told.changes)
      for (const [path, change] of Object.entries(told.changes)) fields[path] = change.from;
    else if (told.from !== undefined && name in single)
      fields[single[name as keyof typeof single]] = told.from;
  }
  return { ...type, ...(Object.keys(fields).length > 0 && { fields }) };
}

interface Told {
  readonly from?: string;
  readonly fixed?: boolean;
  readonly inventory?: Readonly<Record<string, unknown>>;
  readonly fields?: Readonly<Record<string, string | number>>;
  readonly changes?: Readonly<Record<string, { readonly from: string | number }>>;
}

const single = {
  HostRenamed: 'hostName',
  DomainChanged: 'domain',
  DescriptionChanged: 'description',
} as const;

function pathsOf(inventory: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(inventory).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? Object.keys(value).map(field => `${name}.${field}`)
      : [name],
  );
}

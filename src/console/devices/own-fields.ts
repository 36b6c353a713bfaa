import { queryOptions, useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { fieldTypeOf, type FieldType } from '../../../domain/devices/field-places/index.ts';
import { get, request } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import type { Outcome } from '../api/types.ts';
import type { DeviceAct } from './acts/requests.ts';

export interface FieldRules {
  readonly characters?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly least?: number;
  readonly most?: number;
}

export interface FieldDefinition {
  readonly names: { readonly en: string; readonly ja?: string };
  readonly explanations: { readonly en?: string; readonly ja?: string };
  readonly source: 'administrator' | 'endUser';
  readonly required: boolean;
  readonly rules: FieldRules;
  readonly options: readonly string[];
}

/** A field that people fill in; `id` is its column too. */
export interface DeviceField extends FieldDefinition {
  readonly id: string;
  readonly type: FieldType;
  readonly common: boolean;
}

export interface FormSchedule {
  readonly start: string | null;
  readonly everyHours: number | null;
}

export interface DeviceFields {
  readonly items: readonly DeviceField[];
  readonly removed: readonly DeviceField[];
  readonly form: FormSchedule;
}

/** As they were last read: rows and chips, which are made by the thousand, look here. */
let known: ReadonlyMap<string, DeviceField> = new Map();

export const deviceFieldsQuery = queryOptions({
  queryKey: ['device-fields'],
  queryFn: async ({ signal }) => {
    const fields = await get<DeviceFields>('/device-fields', {}, signal);
    known = new Map([...fields.removed, ...fields.items].map(field => [field.id, field]));
    return fields;
  },
  staleTime: 30_000,
});

const none: readonly DeviceField[] = [];
const ownFields = ({ items }: DeviceFields): readonly DeviceField[] =>
  items.filter(({ id }) => id !== 'department' && id !== 'location');

/** Fields whose values are entered on a device, those of the organization's trees left out. */
export function useDeviceFields(): readonly DeviceField[] {
  return useQuery({ ...deviceFieldsQuery, select: ownFields }).data ?? none;
}

/** What a field is called in the person's language; undefined for what is no such field, or not known yet. */
export function ownFieldName(id: string): string | undefined {
  const field = known.get(id);
  return field && nameOf(field);
}

export const nameOf = ({ names }: FieldDefinition): string =>
  (i18next.language === 'ja' ? names.ja : undefined) ?? names.en;

/** A day is a day wherever it is read. */
export const isDay = (column: string) => column.startsWith('date') && fieldTypeOf(column) === 'date';

export type FieldValue = string | number | null;

/** Values into fields of a device, all or none; null empties a field. */
export const enterFields =
  (values: Readonly<Record<string, FieldValue>>): DeviceAct =>
  (id, { dryRun, ifMatch, reason } = {}) =>
    request<Outcome>('PATCH', `/devices/${encodeURIComponent(id)}/fields`, {
      query: { dryRun },
      body: { values, ...(reason?.trim() ? { reason: reason.trim() } : {}) },
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });

const fieldPath = (id: string) => `/device-fields/${encodeURIComponent(id)}`;
export const addField = (field: Partial<FieldDefinition> & { readonly type: FieldType }) =>
  request<Outcome>('POST', '/device-fields', { body: field });
export const changeField = (id: string, change: Partial<FieldDefinition>) =>
  request<Outcome>('PATCH', fieldPath(id), { body: change });
export const removeField = (id: string) => request<Outcome>('DELETE', fieldPath(id));
export const restoreField = (id: string) => request<Outcome>('POST', `${fieldPath(id)}/restore`);
export const scheduleForm = (form: FormSchedule) => request<Outcome>('PUT', '/user-form', { body: form });

/** Lists show the fields as they are from now on. */
export async function readFieldsAnew(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: deviceFieldsQuery.queryKey });
}

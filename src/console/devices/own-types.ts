import { queryOptions, useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { get, request } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import type { Outcome } from '../api/types.ts';

export interface TypeDefinition {
  readonly names: { readonly en: string; readonly ja?: string };
  readonly icon: string;
}

/** A type that an administrator added; `count`: devices of it that the person may see. */
export interface OwnType extends TypeDefinition {
  readonly id: string;
  readonly count: number;
}

/** As they were last read: rows and chips, which are made by the thousand, look here. */
let known: ReadonlyMap<string, OwnType> = new Map();

export const ownTypesQuery = queryOptions({
  queryKey: ['device-types'],
  queryFn: async ({ signal }) => {
    const { items } = await get<{ items: readonly OwnType[] }>('/device-types', {}, signal);
    known = new Map(items.map(type => [type.id, type]));
    return items;
  },
  staleTime: 30_000,
});

const none: readonly OwnType[] = [];
export function useOwnTypes(): readonly OwnType[] {
  return useQuery(ownTypesQuery).data ?? none;
}

export const typeName = ({ names }: TypeDefinition): string =>
  (i18next.language === 'ja' ? names.ja : undefined) ?? names.en;

/** What a type that was added is called; undefined for one of the product, or one not known yet. */
export function ownTypeName(id: string): string | undefined {
  const type = known.get(id);
  return type && typeName(type);
}

const typePath = (id: string) => `/device-types/${encodeURIComponent(id)}`;
export const addType = (body: TypeDefinition) => request<Outcome>('POST', '/device-types', { body });
export const editType = (id: string, body: TypeDefinition) =>
  request<Outcome>('PATCH', typePath(id), { body });
export const removeType = (id: string) => request<Outcome>('DELETE', typePath(id));

export async function readTypesAnew(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ownTypesQuery.queryKey });
}

import { queryOptions, useQuery } from '@tanstack/react-query';
import { get, request } from '../api/client.ts';
import type { DeviceGroup, Outcome } from '../api/types.ts';
import type { DeviceAct } from './acts/requests.ts';

/** Names of the groups as they were last read: rows and chips, which are made by the thousand, look here. */
let names: ReadonlyMap<string, string> = new Map();

export const groupListQuery = queryOptions({
  queryKey: ['device-groups'],
  queryFn: async ({ signal }) => {
    const { items } = await get<{ items: readonly DeviceGroup[] }>('/device-groups', {}, signal);
    names = new Map(items.map(({ id, name }) => [id, name]));
    return items;
  },
  staleTime: 30_000,
});

const none: readonly DeviceGroup[] = [];

/** Groups filled by hand, by name. */
export function useGroups(): readonly DeviceGroup[] {
  return useQuery(groupListQuery).data ?? none;
}

/** The groups a row names by id, those that are gone left out. */
export function groupsWord(ids: string): string {
  return ids
    .split(' ')
    .flatMap(id => names.get(id) ?? [])
    .join(', ');
}

export const createGroup = (name: string) =>
  request<{ readonly id: string; readonly position: number }>('POST', '/device-groups', { body: { name } });
export const renameGroup = (id: string, name: string) =>
  request<undefined>('PATCH', `/device-groups/${encodeURIComponent(id)}`, { body: { name } });
export const removeGroup = (id: string) =>
  request<undefined>('DELETE', `/device-groups/${encodeURIComponent(id)}`);

/** Puts a device into the group, or takes it out. */
export const regroup =
  (group: string, how: 'add' | 'remove'): DeviceAct =>
  (id, { dryRun, ifMatch, reason } = {}) =>
    request<Outcome>('POST', `/devices/${encodeURIComponent(id)}/groups`, {
      query: { dryRun },
      body: { [how]: [group], ...(reason?.trim() ? { reason: reason.trim() } : {}) },
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });

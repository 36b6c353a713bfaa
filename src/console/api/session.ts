import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Me } from './types.ts';
import { get } from './client.ts';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get<Me>('/me', undefined, signal),
  staleTime: 60_000,
  retry: false,
});

export function useMe(): Me | undefined {
  return useQuery(meQuery).data;
}

export type Permission = import('../../server/permissions.ts').Permission;
export type Role = import('../../server/permissions.ts').Role;
export type Task = import('../../server/permissions.ts').Task;

export function useMay(): (permission: Permission) => boolean {
  const me = useMe();
  return permission => me?.permissions.includes(permission) ?? false;
}

import { queryOptions } from '@tanstack/react-query';
import { get, request } from '../../api/client.ts';
import type { List, Outcome } from '../../api/types.ts';
import type { AgentPackage, AgentUpdate, UpdateOutcome, UpdateWish } from './types.ts';

/** While agents are on their way to a version, how far they are is looked for. */
const LOOK_MS = 10_000;

export const packagesQuery = queryOptions({
  queryKey: ['agent-packages'],
  queryFn: ({ signal }) => get<List<AgentPackage>>('/agent-packages', {}, signal),
});

/** The latest first, each once, for however many systems it is there. */
export const versionsIn = (packages: readonly AgentPackage[]): readonly string[] => [
  ...new Set(packages.map(({ version }) => version)),
];

export const updatesQuery = queryOptions({
  queryKey: ['agent-updates'],
  queryFn: ({ signal }) => get<List<AgentUpdate>>('/agent-updates', {}, signal),
  refetchInterval: ({ state: { data } }) => (data?.items.some(({ stopped }) => !stopped) ? LOOK_MS : false),
});

export const tryUpdate = (wish: UpdateWish) =>
  request<UpdateOutcome>('POST', '/agent-updates', { query: { dryRun: true }, body: wish });

/** `id`: of the try, so that it reaches whom that has shown. */
export const orderUpdate = (wish: UpdateWish, id: string) =>
  request<UpdateOutcome>('POST', '/agent-updates', { body: { ...wish, id } });

export const widenUpdate = (id: string, percent: number, dryRun: boolean) =>
  request<UpdateOutcome>('POST', `/agent-updates/${id}/widen`, {
    query: { dryRun: dryRun || undefined },
    body: { percent },
  });

export const stopUpdate = (id: string) => request<Outcome>('POST', `/agent-updates/${id}/stop`, { body: {} });

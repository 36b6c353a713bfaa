import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { ShownOperation, ShownTrace } from '../../../domain/operation-logs/records/index.ts';
import { get, request } from '../api/client.ts';
import type { List } from '../api/types.ts';

export interface CaseRow {
  readonly id: string;
  readonly title: string;
  readonly purpose: string;
  readonly state: 'open' | 'closed';
  readonly members: readonly string[];
  readonly openedAt: string;
  readonly changedAt: string;
  readonly records: number;
  readonly traces: number;
  readonly notes: number;
}

interface Done {
  readonly at: string;
  readonly actor: string;
}

export interface Hold {
  readonly id: string;
  readonly caseId: string;
  readonly member: boolean;
  readonly devices: readonly string[];
  readonly users: readonly string[];
  readonly from: string;
  readonly until: string | null;
  readonly reason: string;
  readonly by: string;
  readonly release: { readonly by: string; readonly reason: string } | null;
  readonly days: readonly string[];
}

export interface CaseDetail {
  readonly id: string;
  readonly title: string;
  readonly purpose: string;
  readonly state: 'open' | 'closed';
  readonly members: readonly { readonly userId: string; readonly displayName: string }[];
  readonly opened: Done;
  readonly records: readonly { readonly operation: ShownOperation; readonly pinned: Done }[];
  readonly traces: readonly { readonly record: string; readonly pinned: Done; readonly trace: ShownTrace }[];
  readonly notes: readonly (Done & {
    readonly id: string;
    readonly text: string;
    readonly record: string | null;
  })[];
  readonly history: readonly (Done & {
    readonly position: number;
    readonly type: string;
    readonly text: string | null;
    readonly count: number | null;
  })[];
  readonly leftOut: number;
  readonly holds: readonly Hold[];
}

/** What a change answers. */
interface Changed {
  readonly position: number;
}

const casesKey = 'operation-cases';
const holdsKey = 'legal-holds';
/** Position up to which the list must have read, so that one sees what one has done. */
let after = 0;

export const casesQuery = (state?: 'open') =>
  queryOptions({
    queryKey: [casesKey, 'list', state],
    queryFn: async ({ signal }) =>
      (await get<List<CaseRow>>('/operation-cases', { state, after: after || undefined }, signal)).items,
  });

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: [casesKey, 'one', id],
    queryFn: ({ signal }) => get<CaseDetail>(`/operation-cases/${encodeURIComponent(id)}`, undefined, signal),
  });

export const holdsQuery = queryOptions({
  queryKey: [holdsKey],
  queryFn: async ({ signal }) => (await get<List<Hold>>('/legal-holds', undefined, signal)).items,
});

async function sent<Answer extends Changed>(client: QueryClient, method: string, path: string, body: object) {
  const answer = await request<Answer>(method, path, { body });
  after = Math.max(after, answer.position);
  await Promise.all([casesKey, holdsKey].map(key => client.invalidateQueries({ queryKey: [key] })));
  return answer;
}

export const openCase = (client: QueryClient, body: { readonly title: string; readonly purpose: string }) =>
  sent<Changed & { readonly id: string }>(client, 'POST', '/operation-cases', body);

export const changeCase = (client: QueryClient, id: string, body: object) =>
  sent(client, 'PATCH', `/operation-cases/${encodeURIComponent(id)}`, body);

export type CaseAct = 'records' | 'traces' | 'unpin' | 'notes' | 'close' | 'reopen';
export const actOnCase = (client: QueryClient, id: string, act: CaseAct, body: object) =>
  sent(client, 'POST', `/operation-cases/${encodeURIComponent(id)}/${act}`, body);

export const setHold = (client: QueryClient, body: object) => sent(client, 'POST', '/legal-holds', body);

export type HoldAct = 'release' | 'decline' | 'confirm';
export const actOnHold = (client: QueryClient, id: string, act: HoldAct, body: object) =>
  sent(client, 'POST', `/legal-holds/${encodeURIComponent(id)}/${act}`, body);

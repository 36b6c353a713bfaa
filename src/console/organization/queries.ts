import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Hierarchy, Job } from '../../server/contract.ts';
import { get, request } from '../api/client.ts';
import type { Filter, Outcome } from '../api/types.ts';
import type { AsOfParams } from '../shell/as-of.ts';

/** The two trees, each named as what devices record of it. */
export const placeKinds = ['department', 'location'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** First word of the keys of all queries of trees. */
export const hierarchyKey = 'hierarchy';

/** Definitions and what devices record, with the devices of `filter`. */
export function hierarchyQuery(kind: PlaceKind, asOf: AsOfParams, filter?: Filter) {
  const params = { ...(filter && { filter: JSON.stringify(filter) }), ...asOf };
  return queryOptions({
    queryKey: [hierarchyKey, kind, params],
    queryFn: ({ signal }) => get<Hierarchy>(`/${kind}s/tree`, params, signal),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
}

export interface Names {
  readonly en?: string;
  readonly ja?: string;
}
export interface DefinitionChange {
  readonly name?: string;
  readonly parent?: string | null;
  readonly before?: string | null;
  readonly names?: Names;
}

const definitionPath = (kind: PlaceKind, id: string) => `/${kind}s/${encodeURIComponent(id)}`;

export const addDefinition = (kind: PlaceKind, body: DefinitionChange, reason: string) =>
  request<Outcome>('POST', `/${kind}s`, { body: { ...body, ...because(reason) } });

export const editDefinition = (kind: PlaceKind, id: string, body: DefinitionChange, reason = '') =>
  request<Outcome>('PATCH', definitionPath(kind, id), { body: { ...body, ...because(reason) } });

export const removeDefinition = (kind: PlaceKind, id: string, reason: string) =>
  request<Outcome>('DELETE', definitionPath(kind, id), { body: because(reason) });

/** Whether scopes of accounts stay, or follow even where that shows more. */
export type Scopes = 'keep' | 'follow';

/** An act on groups, as its route is asked for it. */
export interface GroupAct {
  readonly route: 'rename-group' | 'delete-group' | 'prune' | `acts/${string}/undo`;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What an act would do. `accounts`: whose scope names one of the groups, null where one may not know. */
export interface GroupPreview extends Outcome {
  readonly paths: readonly string[];
  readonly devices: number;
  readonly refused: number;
  readonly accounts: readonly string[] | null;
  readonly gained: number;
}

export const undoOf = (act: string): GroupAct => ({ route: `acts/${act}/undo`, body: {} });

export const tryGroupAct = (kind: PlaceKind, { route, body }: GroupAct, signal?: AbortSignal) =>
  request<GroupPreview>('POST', `/${kind}s/${route}`, {
    query: { dryRun: true },
    body,
    ...(signal && { signal }),
  });

/** Undefined where there was nothing to do. */
export async function startGroupAct(
  kind: PlaceKind,
  { route, body }: GroupAct,
  reason: string,
): Promise<Job | undefined> {
  const answer = await request<Job | GroupPreview>('POST', `/${kind}s/${route}`, {
    body: { ...body, ...because(reason) },
  });
  return 'kind' in answer ? answer : undefined;
}

function because(reason: string): { readonly reason?: string } {
  return reason.trim() === '' ? {} : { reason: reason.trim() };
}

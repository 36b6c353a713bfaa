import { queryOptions } from '@tanstack/react-query';
import type { ChangeKind } from '../../../domain/devices/change-kinds/index.ts';
import { apiUrl, get, request } from '../api/client.ts';
import type { Filter, List, Outcome } from '../api/types.ts';
import type { AsOfParams } from '../shell/as-of.ts';

export interface Revision {
  readonly id: string;
  readonly device: string;
  readonly deviceName: string;
  readonly at: string;
  readonly kind: ChangeKind;
  readonly item: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly actor: string;
}

export interface Tracking {
  readonly collect: boolean;
  readonly items: readonly ChangeKind[];
}

/** What the address says: part of a name, a kind of change, days from and to (`2026-04-01`, the last included). */
export interface Asked {
  readonly name?: string | undefined;
  readonly kind?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const dayMs = 86_400_000;
const midnight = (day: string) => new Date(`${day}T00:00:00`).getTime();

function paramsOf({ name, kind, from, to }: Asked, asOf: AsOfParams) {
  const filters: Filter[] = [];
  if (kind) filters.push({ op: 'eq', column: 'kind', value: kind });
  if (from || to)
    filters.push({
      op: 'range',
      column: 'at',
      ...(from && { gte: midnight(from) }),
      ...(to && { lt: midnight(to) + dayMs }),
    });
  const filter = filters.length > 0 ? { filter: JSON.stringify({ op: 'and', filters }) } : {};
  return { ...filter, ...(name && { name }), ...(asOf.asOf && { asOf: asOf.asOf }) };
}

export const revisionsPage = (asked: Asked, asOf: AsOfParams, cursor?: string, signal?: AbortSignal) =>
  get<List<Revision>>('/revisions', { ...paramsOf(asked, asOf), limit: 50, cursor }, signal);

export const revisionsCsv = (asked: Asked, asOf: AsOfParams) =>
  apiUrl('/revisions/export', paramsOf(asked, asOf));

export const trackingQuery = queryOptions({
  queryKey: ['revision-settings'],
  queryFn: ({ signal }) => get<Tracking>('/revision-settings', {}, signal),
});
export const setTracking = (body: Tracking) => request<Outcome>('PUT', '/revision-settings', { body });

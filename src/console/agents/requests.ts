import { queryOptions } from '@tanstack/react-query';
import { get, request } from '../api/client.ts';
import type { List } from '../api/types.ts';
import type { AsOfParams } from '../shell/as-of.ts';
import type { ActOutcome, AssignmentTarget, Computer, Configuration, Group, GroupType } from './types.ts';

const base = '/agent-configurations';

export const configurationsQuery = (moment: AsOfParams) =>
  queryOptions({
    queryKey: ['agent-configurations', moment],
    queryFn: ({ signal }) => get<List<Configuration>>(base, { ...moment }, signal),
  });

export const groupsQuery = (type: GroupType, moment: AsOfParams) =>
  queryOptions({
    queryKey: ['agent-groups', type, moment],
    queryFn: ({ signal }) => get<List<Group>>(`${base}/groups`, { type, ...moment }, signal),
  });

/** Computers of one page. */
export const pageSize = 50;

export const computersQuery = (
  {
    group,
    text,
    page,
  }: { readonly group?: string | undefined; readonly text: string; readonly page: number },
  moment: AsOfParams,
) =>
  queryOptions({
    queryKey: ['agent-computers', group, text, page, moment],
    queryFn: ({ signal }) =>
      get<List<Computer>>(
        `${base}/computers`,
        {
          group,
          filter: text === '' ? undefined : JSON.stringify({ op: 'search', text }),
          fields: 'name,department',
          sort: 'name',
          limit: pageSize,
          offset: page * pageSize || undefined,
          ...moment,
        },
        signal,
      ),
  });

/** Done, or only tried: what it would record and whom it would reach. */
export type Act = (dryRun: boolean) => Promise<ActOutcome>;

const send = (method: string, path: string, body: unknown, dryRun: boolean, ifMatch?: number) =>
  request<ActOutcome>(method, `${base}${path}`, {
    query: { dryRun: dryRun || undefined },
    body,
    ...(ifMatch === undefined ? {} : { ifMatch }),
  });

export const addConfiguration = (body: unknown) => request<Configuration>('POST', base, { body });
export const removeConfigurations = (configurations: readonly string[]) =>
  request<undefined>('POST', `${base}/remove`, { body: { configurations } });
export const editConfiguration =
  ({ id, version }: Configuration, body: unknown): Act =>
  dryRun =>
    send('PATCH', `/${encodeURIComponent(id)}`, body, dryRun, version);
export const assignConfiguration =
  (configuration: string, targets: readonly AssignmentTarget[]): Act =>
  dryRun =>
    send('POST', '/assignments', { configuration, targets }, dryRun);
export const cancelAssignment =
  (targets: readonly AssignmentTarget[], within: boolean): Act =>
  dryRun =>
    send('POST', '/assignments/cancel', { targets, within }, dryRun);
export const undoAct = (act: string) => send('POST', '/undo', { act }, false);

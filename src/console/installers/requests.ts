import { queryOptions } from '@tanstack/react-query';
import { apiUrl, get, request } from '../api/client.ts';
import type { List } from '../api/types.ts';
import type { Deployment, InstallationSet } from './types.ts';

const base = '/installation-sets';

export const setsQuery = queryOptions({
  queryKey: ['installation-sets'],
  queryFn: ({ signal }) => get<List<InstallationSet>>(base, { limit: 200 }, signal),
});

/** Rows of one page of deployments. */
export const deploymentPage = 50;

export const deploymentsQuery = (filter: string | undefined, page: number) =>
  queryOptions({
    queryKey: ['agent-deployments', filter, page],
    queryFn: ({ signal }) =>
      get<List<Deployment>>(
        '/agent-deployments',
        { filter, sort: '-at', limit: deploymentPage, offset: page * deploymentPage || undefined },
        signal,
      ),
  });

export const deploymentsExport = (filter: string | undefined) =>
  apiUrl('/agent-deployments/export', { format: 'csv', filter, sort: '-at' });

/** How many devices there are of each management type. */
export const managementQuery = queryOptions({
  queryKey: ['devices', 'by-management-type'],
  queryFn: ({ signal }) =>
    get<{ items: readonly { value: string | null; count: number }[] }>(
      '/devices/groups',
      { column: 'managementType', filter: 'managementStatus.eq.managed' },
      signal,
    ),
});

export const createSet = (body: unknown) => request<InstallationSet>('POST', base, { body });
export const revokeSet = (id: string) => request('DELETE', `${base}/${encodeURIComponent(id)}`);
export const installerUrl = (id: string) => apiUrl(`${base}/${encodeURIComponent(id)}/installer`);
export const issueCommand = (
  id: string,
  body: { readonly uses: number; readonly expiresInSeconds: number },
) =>
  request<{ command: string; uses: number; expiresAt: string }>(
    'POST',
    `${base}/${encodeURIComponent(id)}/commands`,
    { body },
  );

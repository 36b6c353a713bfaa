import { queryOptions } from '@tanstack/react-query';
import type { Licence, LicenceSummary } from '../../server/contract.ts';
import { get } from '../api/client.ts';

/** Managed devices come and go; who looks at the page sees it within a minute. */
export const licenceQuery = queryOptions({
  queryKey: ['licence'],
  queryFn: ({ signal }) => get<Licence>('/licence', undefined, signal),
  refetchInterval: 60_000,
});

/** What anybody may see, before signing in. */
export const licenceSummaryQuery = queryOptions({
  queryKey: ['licence-summary'],
  queryFn: ({ signal }) => get<LicenceSummary>('/licence/summary', undefined, signal),
  staleTime: 60_000,
});

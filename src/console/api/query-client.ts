import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from './client.ts';

/** A refusal is an answer; only a server that is away or busy is asked again. */
function worthAsking(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  if (!(error instanceof ProblemError)) return false;
  return error.problem.status === 0 || error.problem.status === 503;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 5 * 60_000,
      retry: worthAsking,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

import { request } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';

/** Ends the session and forgets what was read in it; a server that is away forgets it by itself. */
export async function signOut(): Promise<void> {
  await request('DELETE', '/sessions').catch(() => undefined);
  queryClient.clear();
  sessionStorage.clear();
}

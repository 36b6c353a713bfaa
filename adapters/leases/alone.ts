import type { Leases } from '../../domain/kernel/index.ts';

/** For stores that one server has to itself by a lock of its own: every lease is its, always. */
export function leasesOfOneServer(server: string): Leases {
  const token = 1;
  return {
    async acquire(name, signal) {
      signal.throwIfAborted();
      return { name, token, lost: new AbortController().signal, release: async () => undefined };
    },
    holder: async () => ({ server, token }),
  };
}

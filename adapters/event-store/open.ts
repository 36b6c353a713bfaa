import { faultOfAddress, fileOfAddress } from './address.ts';
import type { OpenedEventStore } from './contract.ts';
import { memoryEventStore } from './memory.ts';
import { openSqliteEventStore } from './sqlite.ts';

export { faultOfAddress, fileOfAddress } from './address.ts';
export type { EventStoreStatus, OpenedEventStore } from './contract.ts';

/**
 * Opens the log that an address names: `sqlite:<file>`, `memory:`, or a server by `esdb://…`,
 * `esdb+discover://…`, `kurrentdb://…`, `kurrentdb+discover://…`. Throws TypeError for any other address and
 * StoreUnavailableError where the store cannot be opened.
 */
export async function openEventStore(
  address: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<OpenedEventStore> {
  const fault = faultOfAddress(address);
  if (fault !== null) throw new TypeError(`event store address: ${fault}`);
  if (address === 'memory:') return memoryEventStore();
  const file = fileOfAddress(address);
  if (file !== null) return openSqliteEventStore(file, options);
  const { openEventStoreDb } = await import('./eventstoredb.ts');
  return openEventStoreDb(address, options);
}

import type { OpenedEventStore } from './contract.ts';
import { memoryEventStore } from './memory.ts';
import { openSqliteEventStore } from './sqlite.ts';

export type { EventStoreStatus, OpenedEventStore } from './contract.ts';

/**
 * Opens the log that an address names: `sqlite:<file>` or `memory:`. Throws TypeError for an address of
 * another kind and StoreUnavailableError where the store cannot be opened.
 */
export async function openEventStore(
  address: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<OpenedEventStore> {
  const colon = address.indexOf(':');
  const [kind, rest] = [address.slice(0, colon), address.slice(colon + 1)];
  if (kind === 'memory' && rest === '') return memoryEventStore();
  if (kind === 'sqlite' && rest !== '') return openSqliteEventStore(rest, options);
  throw new TypeError(`event store address ${JSON.stringify(address)}: expected sqlite:<file> or memory:`);
}

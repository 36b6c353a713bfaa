import type { ReadStore } from '../../projections/kernel/index.ts';
import { MemoryReadStore } from './memory.ts';
import type { SqliteReadStoreOptions } from './sqlite.ts';
import { SqliteReadStore } from './sqlite.ts';

/**
 * Opens the read store that an address names: `sqlite:<folder>` or `memory:`. Throws TypeError for any other.
 * With `readOnly` an embedded store is read beside the process that writes it; with `log` its rebuilds read the
 * log by themselves.
 */
export function openReadStore(
  address: string,
  options: Pick<SqliteReadStoreOptions, 'readOnly' | 'log'> = {},
): ReadStore {
  const colon = address.indexOf(':');
  const [kind, rest] = [address.slice(0, colon), address.slice(colon + 1)];
  if (kind === 'memory' && rest === '') return new MemoryReadStore();
  if (kind === 'sqlite' && rest !== '') return new SqliteReadStore(rest, options);
  throw new TypeError(`read store address ${JSON.stringify(address)}: expected sqlite:<folder> or memory:`);
}

import type { ReadStore } from '../../projections/kernel/index.ts';
import type { MongoReadStoreOptions } from './mongodb.ts';
import { MemoryReadStore } from './memory.ts';
import type { SqliteReadStoreOptions } from './sqlite.ts';
import { SqliteReadStore } from './sqlite.ts';

export { ReadStoreUnavailableError } from './unavailable.ts';

/**
 * Opens the read store that an address names: `sqlite:<folder>`, `memory:` or `mongodb://<host>/<database>` (also
 * `mongodb+srv:`). Rejects with TypeError for any other. With `readOnly` it is read beside the process that writes
 * it; with `log` the rebuilds of an embedded store read the log by themselves; with `generation` programs whose
 * projections differ share a database.
 */
export async function openReadStore(
  address: string,
  options: Pick<SqliteReadStoreOptions, 'readOnly' | 'log'> & Pick<MongoReadStoreOptions, 'generation'> = {},
): Promise<ReadStore> {
  const colon = address.indexOf(':');
  const [kind, rest] = [address.slice(0, colon), address.slice(colon + 1)];
  if (kind === 'memory' && rest === '') return new MemoryReadStore();
  if (kind === 'sqlite' && rest !== '') return new SqliteReadStore(rest, options);
  if (kind === 'mongodb' || kind === 'mongodb+srv') {
    // Its driver is loaded by those only who use it.
    const { MongoReadStore } = await import('./mongodb.ts');
    return new MongoReadStore(address, options);
  }
  throw new TypeError(
    `read store address ${JSON.stringify(address)}: expected sqlite:<folder>, memory: or mongodb://<host>/<database>`,
  );
}

/** An address as it may be shown: without user and password, also where a password was written as it may not be. */
export function shownAddress(address: string): string {
  return address.replace(/^([a-z+]+:\/\/).*@/s, '$1').replace(/\?.*$/s, '');
}

import type { ReadStore } from '../../projections/kernel/index.ts';
import { SqliteReadStore } from './sqlite.ts';

/**
 * Opens the read store an address names: `sqlite:<folder>`. Throws where the address is of no known kind.
 */
export function openReadStore(url: string): ReadStore {
  const [, kind, rest] = /^([a-z]+):(.*)$/.exec(url) ?? [];
  if (kind === 'sqlite' && rest) return new SqliteReadStore(rest);
  throw new Error(`read store "${url}" is of no known kind; use sqlite:<folder> or memory:`);
}

import type { AsOf, Scope, ScopedReads } from '../../../../projections/kernel/index.ts';
import {
  answerGroups,
  answerPage,
  checkFilter,
  checkQuery,
  compileFilter,
  declaredColumn,
} from '../../../../projections/kernel/index.ts';
import { productsCollection, versionsCollection } from '../../../../projections/software/index.ts';
import { softwareInScope, type SoftwareInScope } from './scoped-products.ts';

const counted = new Set([productsCollection.name, versionsCollection.name]);
/** Scopes and moments kept; one is some thousand rows. */
const MOST_KEPT = 16;

/**
 * The counts of products and versions are over all departments, so a restricted account may not read them: for it
 * they are counted anew over the devices it may see. Lists, groups, exports, single products and the search ask
 * here like anywhere else. Comparison, history and former values stay closed: they tell of the counts of all.
 */
export function withSoftwareInScope(readsOf: (scope: Scope) => ScopedReads): (scope: Scope) => ScopedReads {
  const kept = new Map<string, { readonly at: string; readonly found: Promise<SoftwareInScope> }>();

  async function inScope(reads: ScopedReads, asOf: AsOf | undefined): Promise<SoftwareInScope> {
    const moment = asOf ? { asOf } : {};
    // A fact that is learned late changes a moment as known now without moving its position.
    if (asOf?.asKnown === 'now') return softwareInScope(reads, asOf);
    // What the devices have and which of them are in scope: both must stand where they stood.
    const [entries, devices] = await Promise.all(
      ['devices.software', 'devices.list'].map(collection =>
        reads.find(collection, { limit: 1, fields: [], total: false, ...moment }),
      ),
    );
    const key = JSON.stringify([reads.scope, asOf ?? null]);
    const at = `${entries!.position} ${devices!.position}`;
    const known = kept.get(key);
    if (known?.at === at) return known.found;
    const found = softwareInScope(reads, asOf);
    kept.delete(key);
    kept.set(key, { at, found });
    // One that failed is asked for again.
    found.catch(() => kept.get(key)?.found === found && kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return found;
  }

  return scope => (scope === null ? readsOf(scope) : restricted(readsOf(scope), inScope));
}

function restricted(
  reads: ScopedReads,
  inScope: (reads: ScopedReads, asOf: AsOf | undefined) => Promise<SoftwareInScope>,
): ScopedReads {
  const rowsOf = async (collection: string, asOf: AsOf | undefined) => {
    const { rows, position } = await inScope(reads, asOf);
    return { rows: rows[collection] ?? [], position };
  };
  return {
    scope: reads.scope,
    definition: collection => reads.definition(collection),
    compare: (...asked) => reads.compare(...asked),
    history: (...asked) => reads.history(...asked),
    former: (...asked) => reads.former(...asked),
    async visible(collection, ids, asOf) {
      if (!counted.has(collection)) return reads.visible(collection, ids, asOf);
      const wanted = new Set(ids);
      const { rows } = await rowsOf(collection, asOf);
      return new Set(rows.map(({ id }) => id).filter(id => wanted.has(id)));
    },
    async get(collection, id) {
      if (!counted.has(collection)) return reads.get(collection, id);
      const row = (await rowsOf(collection, undefined)).rows.find(each => each.id === id);
      return row && { ...row, body: {} };
    },
    async find(collection, query) {
      if (!counted.has(collection)) return reads.find(collection, query);
      const definition = reads.definition(collection);
      checkQuery(definition, query);
      const { rows, position } = await rowsOf(collection, query.asOf);
      return answerPage(definition, query, rows, position);
    },
    async count(collection, filter, asOf) {
      if (!counted.has(collection)) return reads.count(collection, filter, asOf);
      const matches = compileFilter(reads.definition(collection), filter);
      return (await rowsOf(collection, asOf)).rows.filter(matches).length;
    },
    async groupBy(collection, column, options = {}) {
      if (!counted.has(collection)) return reads.groupBy(collection, column, options);
      const definition = reads.definition(collection);
      declaredColumn(definition, column);
      checkFilter(definition, options.filter);
      const { rows } = await rowsOf(collection, options.asOf);
      return answerGroups(definition, column, options.filter, options.limit ?? Infinity, rows);
    },
  };
}

import type { Filter } from '../../../projections/kernel/query.ts';
import { parseFilterText } from '../../../projections/kernel/filter-text.ts';
import { operationsCollection } from '../../../projections/operation-logs/collection.ts';

const whose: ReadonlySet<string> = new Set(['device', 'source', 'user']);

/** What narrows a question beside its time. */
interface Narrowing {
  readonly filter?: string | undefined;
  readonly department?: string | undefined;
  readonly location?: string | undefined;
}

/** Whether a question says whose records it is about, or looks through no texts: then it is quick over a month too. */
export function isNarrowed({ filter, department, location }: Narrowing): boolean {
  if (filter === undefined || department !== undefined || location !== undefined) return true;
  try {
    const conditions = conditionsIn(parseFilterText(filter, operationsCollection));
    return (
      !conditions.some(({ op }) => op === 'search' || op === 'contains') ||
      conditions.some(each => 'column' in each && whose.has(each.column))
    );
  } catch {
    // The server says what is wrong with it.
    return true;
  }
}

/** Those that must all hold. */
function conditionsIn(filter: Filter): readonly Filter[] {
  return filter.op === 'and' ? filter.filters.flatMap(conditionsIn) : [filter];
}

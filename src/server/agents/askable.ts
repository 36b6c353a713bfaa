import { checkFilter, QueryError } from '../../../projections/kernel/index.ts';
import type { CollectionDefinition, Filter } from '../../../projections/kernel/index.ts';

/** Whether a question fits: groups that were can have become too many for one, once a shared view has grown. */
export function isAskable(devices: CollectionDefinition, filter: Filter): boolean {
  try {
    checkFilter(devices, filter);
    return true;
  } catch (error) {
    if (error instanceof QueryError) return false;
    throw error;
  }
}

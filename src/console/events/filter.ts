import {
  FilterTextError,
  parseFilterText,
  printFilterText,
} from '../../../projections/kernel/filter-text.ts';
import type { Filter } from '../api/types.ts';

/** Columns the log can be filtered by. */
const types = {
  columns: {
    position: { type: 'integer' },
    type: { type: 'text' },
    stream: { type: 'text' },
    category: { type: 'text' },
    actor: { type: 'text' },
    at: { type: 'time' },
    happenedAt: { type: 'time' },
    correlationId: { type: 'text' },
    causationId: { type: 'text' },
  },
} as const;

export const eventFilterText = (filter: Filter): string => printFilterText(filter, types);

/** The filter of the address; one that cannot be read is none, and the server says what is wrong with it. */
export function readEventFilter(text: string | undefined): Filter | undefined {
  try {
    return text ? parseFilterText(text, types) : undefined;
  } catch (error) {
    if (error instanceof FilterTextError) return undefined;
    throw error;
  }
}

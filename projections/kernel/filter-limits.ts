/** Nesting a filter may have, and nodes in all; deeper ones are refused before any work is done. */
export const MAX_FILTER_DEPTH = 32;
export const MAX_FILTER_NODES = 2_000;

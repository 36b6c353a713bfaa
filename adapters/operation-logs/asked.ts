import type { OperationStore } from '../../projections/operation-logs/operation-store.ts';

/** What records are asked, wherever they are. */
export type OperationQuestions = Pick<
  OperationStore,
  'search' | 'count' | 'histogram' | 'groupBy' | 'get' | 'trace' | 'steps' | 'read' | 'days'
>;

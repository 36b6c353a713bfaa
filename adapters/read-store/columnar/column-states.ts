import type { CollectionDefinition } from '../../../projections/kernel/collection.ts';
import type { HistoryColumn } from './columns.ts';
import { wait, type Step } from './step.ts';
import type { ColumnState, HistoryStorage } from './storage.ts';

/** States of the columns, made on first sight. Other names than before mean another build. */
export function* openStates(
  storage: HistoryStorage,
  definition: CollectionDefinition,
  columns: readonly HistoryColumn[],
): Step<ColumnState[]> {
  const known = yield* wait(storage.columns());
  if (known.length > 0) {
    if (known.map(state => state.name).join() !== columns.map(column => column.name).join())
      throw new Error(`the history of ${definition.name} was written for other columns: rebuild it`);
    return [...known];
  }
  const states = columns.map(({ number, name }): ColumnState => ({
    column: number,
    name,
    sealed: 0,
    documents: 0,
    segment: -1,
    sinceKey: 0,
  }));
  for (const state of states) yield* wait(storage.putColumn(state));
  return states;
}

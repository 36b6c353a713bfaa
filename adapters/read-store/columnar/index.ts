import type { CollectionDefinition } from '../../../projections/kernel/collection.ts';
import type { HistoryWriter, HistoryWriterOptions } from './contract.ts';
import type { Step } from './step.ts';
import type { HistoryStorage } from './storage.ts';
import { ColumnHistoryWriter } from './writer.ts';

export * from './contract.ts';
export { runAsync, runSync } from './step.ts';
export type { Step } from './step.ts';
export type { HistoryStorage, Maybe } from './storage.ts';
export { createHistoryTables, sqliteHistoryStorage } from './sqlite-storage.ts';

/** Opens the writer of a collection's history; where nothing was written yet, it begins. */
export function openHistoryWriter(
  storage: HistoryStorage,
  definition: CollectionDefinition,
  options?: HistoryWriterOptions,
): Step<HistoryWriter> {
  return ColumnHistoryWriter.open(storage, definition, options);
}

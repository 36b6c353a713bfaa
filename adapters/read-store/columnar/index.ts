import type { CollectionDefinition } from '../../../projections/kernel/collection.ts';
import type { HistoryReader, HistoryReaderOptions, HistoryWriter, HistoryWriterOptions } from './contract.ts';
import { ColumnHistoryReader } from './reader.ts';
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

/** Opens a reader; it sees what was committed before each `refresh`. */
export function openHistoryReader(
  storage: HistoryStorage,
  definition: CollectionDefinition,
  options?: HistoryReaderOptions,
): Step<HistoryReader> {
  return ColumnHistoryReader.open(storage, definition, options);
}

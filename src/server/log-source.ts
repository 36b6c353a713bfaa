import { fileOfAddress } from '../../adapters/event-store/address.ts';
import { openSqliteLogScan, type LogScan } from '../../adapters/event-store/scan.ts';
import type { LogSourceAddress } from '../../adapters/read-store/sqlite/log-source.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import { FoldError } from '../../projections/kernel/index.ts';
import { eventCatalogue } from './event-catalogue.ts';
import { projections } from './projections.ts';

/** Loaded by the threads that rebuild read models; see LogSource. */
export { projections };

/** What a newer version of the program wrote is met whatever is asked for, and throws FoldError: it is not passed over. */
export function openLog(file: string): LogScan {
  const scan = openSqliteLogScan(file);
  return {
    *read(after, until, types) {
      const unknown = scan.types().filter(type => !eventCatalogue.definitions.has(type));
      for (const page of scan.read(after, until, [...types, ...unknown])) yield page.map(understood);
    },
    types: () => scan.types(),
    close: () => scan.close(),
  };
}

function understood(event: StoredEvent): StoredEvent {
  try {
    eventCatalogue.require(event);
  } catch (error) {
    throw new FoldError(event, error);
  }
  return eventCatalogue.upcast(event);
}

/** This module, for the log at an address; undefined where it is not in a file. */
export function logSourceOf(address: string): LogSourceAddress | undefined {
  const location = fileOfAddress(address);
  if (location === null) return undefined;
  return { module: import.meta.url, location, projections: projections.map(({ name }) => name) };
}

import { fileOfAddress } from '../../adapters/event-store/address.ts';
import { openSqliteLogScan, type LogScan } from '../../adapters/event-store/scan.ts';
import type { LogSourceAddress } from '../../adapters/read-store/sqlite/log-source.ts';
import { eventCatalogue } from './event-catalogue.ts';
import { projections } from './projections.ts';

/** Loaded by the threads that rebuild read models; see LogSource. */
export { projections };

export function openLog(file: string): LogScan {
  const scan = openSqliteLogScan(file);
  return {
    *read(after, until, types) {
      for (const page of scan.read(after, until, types)) yield page.map(eventCatalogue.upcast);
    },
    close: () => scan.close(),
  };
}

/** This module, for the log at an address; undefined where it is not in a file. */
export function logSourceOf(address: string): LogSourceAddress | undefined {
  const location = fileOfAddress(address);
  if (location === null) return undefined;
  return { module: import.meta.url, location, projections: projections.map(({ name }) => name) };
}

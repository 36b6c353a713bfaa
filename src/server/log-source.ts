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

/** This module, for the log in a file. */
export function logSourceOf(file: string): LogSourceAddress {
  return { module: import.meta.url, location: file, projections: projections.map(({ name }) => name) };
}

import type { Position, StoredEvent } from '../../domain/kernel/index.ts';
import { translated } from '../shared/sqlite-errors.ts';
import { openForReading } from './sqlite/database.ts';
import { LogReader } from './sqlite/log-reader.ts';
import { eventsOf } from './sqlite/raw-events.ts';

/** Reads a log in the thread that asks, for threads that have nothing else to do meanwhile. */
export interface LogScan {
  /** Events of these types after `after` up to `until`, both positions, in order; no page is empty. */
  read(after: Position, until: Position, types: readonly string[]): Iterable<readonly StoredEvent[]>;
  /** Types of events that the log has or had. */
  types(): readonly string[];
  close(): void;
}

const eventsPerPage = 2_000;

/** Opens the log in an SQLite file for reading, beside whoever writes it. Throws StoreUnavailableError. */
export function openSqliteLogScan(file: string): LogScan {
  const db = openForReading(file);
  const reader = new LogReader(db);

  function pageAfter(after: Position, until: Position, types: readonly string[]) {
    try {
      return reader.page({ after, until, types, limit: eventsPerPage, backward: false });
    } catch (error) {
      throw translated(file, error);
    }
  }

  return {
    *read(after, until, types) {
      for (let next = after; next < until;) {
        const page = pageAfter(next, until, types);
        if (page.cells.length > 0) yield eventsOf(page);
        if (page.end) return;
        next = page.position;
      }
    },
    types() {
      try {
        return reader.types();
      } catch (error) {
        throw translated(file, error);
      }
    },
    close() {
      db.close();
    },
  };
}

import { join } from 'node:path';

/** Where each store lives below the data folder; the command line opens the same places. */
export interface DataPlaces {
  readonly events: string;
  readonly read: string;
  readonly credentials: string;
  readonly presence: string;
  readonly snapshots: string;
  readonly bodies: string;
  /** A folder: one file per day of operation logs. */
  readonly operations: string;
  /** A folder: days of operation logs that were brought back from the archive. */
  readonly restoredOperations: string;
  /** A folder for what does not fit into memory while the archive is read and written. */
  readonly archiveScratch: string;
}

export function placesIn(folder: string): DataPlaces {
  return {
    events: join(folder, 'events.db'),
    read: join(folder, 'read'),
    credentials: join(folder, 'credentials.db'),
    presence: join(folder, 'presence.db'),
    snapshots: join(folder, 'snapshots.db'),
    bodies: join(folder, 'bodies.db'),
    operations: join(folder, 'operations'),
    restoredOperations: join(folder, 'operations-restored'),
    archiveScratch: join(folder, 'operations-scratch'),
  };
}

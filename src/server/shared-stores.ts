import { openMongoBodies } from '../../adapters/bodies/mongodb.ts';
import { openMongoCredentials } from '../../adapters/credentials/mongodb.ts';
import { keptLeases } from '../../adapters/leases/kept.ts';
import { mongoLeaseTable } from '../../adapters/leases/mongodb.ts';
import { mongoLogMemory } from '../../adapters/log-memory/mongodb.ts';
import type { RestoredDays } from '../../adapters/operation-logs/archive/restored-days.ts';
import { openSharedRestoredDays } from '../../adapters/operation-logs/shared/restored.ts';
import {
  openSharedOperationStore,
  type SharedOperationOptions,
  type SharedOperationStore,
} from '../../adapters/operation-logs/shared.ts';
import { mongoPresence } from '../../adapters/presence/mongodb.ts';
import { Connection } from '../../adapters/shared/mongodb.ts';
import { openMongoWhiteboard } from '../../adapters/whiteboard/mongodb.ts';
import type {
  BodyStore,
  Clock,
  CredentialStore,
  EventStore,
  Leases,
  LogMemory,
  Whiteboard,
} from '../../domain/kernel/index.ts';
import type { PresenceStore } from '../../projections/kernel/index.ts';

/** Operation logs that servers share. */
export interface SharedOperations {
  readonly live: SharedOperationStore;
  /** Days that were brought back from the archive. */
  openRestored(): Promise<RestoredDays>;
}

export interface SharedStores {
  readonly leases: Leases;
  readonly credentials: CredentialStore;
  readonly presence: PresenceStore;
  readonly bodies: BodyStore;
  readonly whiteboard: Whiteboard;
  readonly log: LogMemory;
  /** Null: the log is that of one machine, and operation logs lie beside it. */
  readonly operations: SharedOperations | null;
  close(): Promise<void>;
}

/**
 * What several servers share besides the log and the read models, in the database of the read models. A connection of
 * its own: signs of life do not queue behind questions, and those about operation logs queue for themselves. `events`:
 * the log, where it is shared too.
 */
export async function openSharedStores(
  address: string,
  server: string,
  clock: Clock,
  events: EventStore | null,
  options: Pick<SharedOperationOptions, 'graceMs'> = {},
): Promise<SharedStores> {
  const connection = new Connection(address, false);
  const ofOperations = new Connection(address, false);
  const disconnect = async (): Promise<void> => {
    await Promise.all([connection.close(), ofOperations.close()]);
  };
  try {
    await connection.ready();
    const presence = mongoPresence(connection);
    const live = events && (await openSharedOperationStore(events, ofOperations, options));
    return {
      leases: keptLeases(mongoLeaseTable(connection), { server }),
      credentials: await openMongoCredentials(connection, clock),
      presence,
      bodies: await openMongoBodies(connection, clock),
      whiteboard: await openMongoWhiteboard(connection, clock),
      log: mongoLogMemory(connection),
      operations: live && { live, openRestored: () => openSharedRestoredDays(ofOperations, options) },
      async close() {
        await Promise.all([presence.close(), live?.close()]).finally(disconnect);
      },
    };
  } catch (error) {
    await disconnect();
    throw error;
  }
}

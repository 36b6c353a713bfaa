import { openMongoBodies } from '../../adapters/bodies/mongodb.ts';
import { openMongoCredentials } from '../../adapters/credentials/mongodb.ts';
import { keptLeases } from '../../adapters/leases/kept.ts';
import { mongoLeaseTable } from '../../adapters/leases/mongodb.ts';
import { mongoLogMemory } from '../../adapters/log-memory/mongodb.ts';
import { mongoPresence } from '../../adapters/presence/mongodb.ts';
import { Connection } from '../../adapters/shared/mongodb.ts';
import { openMongoWhiteboard } from '../../adapters/whiteboard/mongodb.ts';
import type {
  BodyStore,
  Clock,
  CredentialStore,
  Leases,
  LogMemory,
  Whiteboard,
} from '../../domain/kernel/index.ts';
import type { PresenceStore } from '../../projections/kernel/index.ts';

export interface SharedStores {
  readonly leases: Leases;
  readonly credentials: CredentialStore;
  readonly presence: PresenceStore;
  readonly bodies: BodyStore;
  readonly whiteboard: Whiteboard;
  readonly log: LogMemory;
  close(): Promise<void>;
}

/**
 * What several servers share besides the log and the read models, in the database of the read models. A connection of
 * its own: signs of life do not queue behind questions.
 */
export async function openSharedStores(address: string, server: string, clock: Clock): Promise<SharedStores> {
  const connection = new Connection(address, false);
  try {
    await connection.ready();
    const presence = mongoPresence(connection);
    return {
      leases: keptLeases(mongoLeaseTable(connection), { server }),
      credentials: await openMongoCredentials(connection, clock),
      presence,
      bodies: await openMongoBodies(connection, clock),
      whiteboard: await openMongoWhiteboard(connection, clock),
      log: mongoLogMemory(connection),
      async close() {
        await presence.close().finally(() => connection.close());
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

import { openMongoCredentials } from '../../adapters/credentials/mongodb.ts';
import { keptLeases } from '../../adapters/leases/kept.ts';
import { mongoLeaseTable } from '../../adapters/leases/mongodb.ts';
import { Connection } from '../../adapters/shared/mongodb.ts';
import type { Clock, CredentialStore, Leases } from '../../domain/kernel/index.ts';

export interface SharedStores {
  readonly leases: Leases;
  readonly credentials: CredentialStore;
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
    return {
      leases: keptLeases(mongoLeaseTable(connection), { server }),
      credentials: await openMongoCredentials(connection, clock),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

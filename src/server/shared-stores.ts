import { keptLeases } from '../../adapters/leases/kept.ts';
import { mongoLeaseTable } from '../../adapters/leases/mongodb.ts';
import { Connection } from '../../adapters/shared/mongodb.ts';
import type { Leases } from '../../domain/kernel/index.ts';

export interface SharedStores {
  readonly leases: Leases;
  close(): Promise<void>;
}

/**
 * What several servers share besides the log and the read models, in the database of the read models. A connection of
 * its own: signs of life do not queue behind questions.
 */
export async function openSharedStores(address: string, server: string): Promise<SharedStores> {
  const connection = new Connection(address, false);
  try {
    await connection.ready();
    return {
      leases: keptLeases(mongoLeaseTable(connection), { server }),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

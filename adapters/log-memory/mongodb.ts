import type { LogIdentity, LogMemory } from '../../domain/kernel/index.ts';
import { isDuplicate, type Connection } from '../shared/mongodb.ts';

interface StoredIdentity extends LogIdentity {
  readonly _id: string;
}

const only = 'log';

/** As the one document of the collection `log`. The connection stays the caller's. */
export function mongoLogMemory(connection: Connection): LogMemory {
  const identities = connection.db.collection<StoredIdentity>('log');

  async function kept(): Promise<LogIdentity | undefined> {
    const found = await connection.asked(identities.findOne({ _id: only }, { projection: { _id: 0 } }));
    return found ?? undefined;
  }

  return {
    kept,
    async keep(identity) {
      const { firstEvent } = identity;
      try {
        // Where it is another log's the key is taken.
        const own = { _id: only, firstEvent };
        await connection.asked(identities.replaceOne(own, identity, { upsert: true }));
        return identity;
      } catch (error) {
        const other = isDuplicate(error instanceof Error ? error.cause : error) ? await kept() : undefined;
        if (other) return other;
        throw error;
      }
    },
  };
}

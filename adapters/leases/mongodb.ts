import type { Connection } from '../shared/mongodb.ts';
import { isDuplicate } from '../shared/mongodb.ts';
import type { LeaseRow, LeaseTable } from './table.ts';

interface StoredLease extends LeaseRow {
  readonly _id: string;
}

/** Leases as documents of the collection `leases`. The connection stays the caller's. */
export function mongoLeaseTable(connection: Connection): LeaseTable {
  const leases = connection.db.collection<StoredLease>('leases');
  const asked = <T>(work: Promise<T>): Promise<T> => connection.asked(work);
  return {
    async read(name) {
      return (await asked(leases.findOne({ _id: name }))) ?? undefined;
    },
    async take(name, seen, server) {
      if (!seen) {
        const first = { _id: name, server, token: 1, beats: 0 };
        const put = leases.insertOne(first).then(
          () => 1,
          (error: unknown) => {
            if (isDuplicate(error)) return null;
            throw error;
          },
        );
        return asked(put);
      }
      const taken = await asked(
        leases.findOneAndUpdate(
          { _id: name, server: seen.server, token: seen.token, beats: seen.beats },
          { $set: { server, token: seen.token + 1, beats: 0 } },
          { returnDocument: 'after' },
        ),
      );
      return taken?.token ?? null;
    },
    async beat(name, token) {
      const beaten = leases.updateOne({ _id: name, token, server: { $ne: null } }, { $inc: { beats: 1 } });
      return (await asked(beaten)).matchedCount === 1;
    },
    async release(name, token) {
      await asked(leases.updateOne({ _id: name, token }, { $set: { server: null } }));
    },
  };
}

import type { AnyBulkWriteOperation } from 'mongodb';
import type { Presence, PresenceStore } from '../../projections/kernel/index.ts';
import type { Connection } from '../shared/mongodb.ts';
import { Gathered, type GatheringOptions } from './gathered.ts';

type StoredPresence = Omit<Presence, 'deviceId'> & { readonly _id: string };

/** Rows handed out together. */
const batchSize = 1_000;

/**
 * Contacts as documents of the collection `presence`, told by all servers on it. Each gathers its own and writes them
 * twice a second; a device may report to any of them. The connection stays the caller's.
 */
export function mongoPresence(connection: Connection, options: GatheringOptions = {}): PresenceStore {
  const presence = connection.db.collection<StoredPresence>('presence');
  const gathered = new Gathered(async updates => {
    await connection.asked(presence.bulkWrite(updates.flatMap(writesOf), { ordered: true }));
  }, options);
  let indexed: Promise<unknown> | undefined;

  async function* found(where: object, sort: Record<string, 1>): AsyncIterable<readonly Presence[]> {
    let batch: Presence[] = [];
    for await (const stored of presence.find(where).sort(sort)) {
      batch.push(toPresence(stored));
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  return {
    touch: update => gathered.touch(update),
    async get(deviceId) {
      await gathered.flush();
      const stored = await connection.asked(presence.findOne({ _id: deviceId }));
      return stored ? toPresence(stored) : undefined;
    },
    async *all() {
      await gathered.flush();
      yield* found({}, { _id: 1 });
    },
    async *heardSince(ms) {
      await gathered.flush();
      await (indexed ??= presence.createIndex({ lastContactAt: 1 }));
      yield* found({ lastContactAt: { $gte: ms } }, { lastContactAt: 1 });
    },
    flush: () => gathered.flush(),
    async close() {
      gathered.stop();
      await gathered.flush();
    },
  };
}

/** Two servers may write one device at once: what only grows is written so, and the rest by the newest contact. */
function writesOf(update: Presence): AnyBulkWriteOperation<StoredPresence>[] {
  const { deviceId: _id, contacts, lastInventoryAt, ...newest } = update;
  const { lastContactAt } = newest;
  return [
    {
      updateOne: {
        filter: { _id },
        update: {
          $inc: { contacts },
          ...(lastInventoryAt === null
            ? { $setOnInsert: { ...newest, lastInventoryAt } }
            : { $setOnInsert: newest, $max: { lastInventoryAt } }),
        },
        upsert: true,
      },
    },
    { updateOne: { filter: { _id, lastContactAt: { $lte: lastContactAt } }, update: { $set: newest } } },
  ];
}

function toPresence({ _id: deviceId, ...rest }: StoredPresence): Presence {
  return { deviceId, ...rest };
}

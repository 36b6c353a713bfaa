import type { AnyBulkWriteOperation, Filter, Sort } from 'mongodb';
import type { Presence, PresenceNews, PresenceStore } from '../../projections/kernel/index.ts';
import { duplicatesIn, type Connection } from '../shared/mongodb.ts';
import { Gathered, type GatheringOptions } from './gathered.ts';

interface StoredPresence extends Omit<Presence, 'deviceId'> {
  readonly _id: string;
  /** By the clock of the database. */
  readonly writtenAt?: Date;
}

/** Rows handed out together. */
const batchSize = 1_000;
/** Writes become visible in another order than that of their times, by less than this, in milliseconds. */
const outOfOrderMs = 2_000;

/**
 * Contacts as documents of the collection `presence`, told by all servers on it. Each gathers its own and writes them
 * twice a second; a device may report to any of them. The connection stays the caller's.
 */
export function mongoPresence(connection: Connection, options: GatheringOptions = {}): PresenceStore {
  const presence = connection.db.collection<StoredPresence>('presence');
  const gathered = new Gathered(async updates => {
    const behind = await late(updates);
    if (behind.length > 0)
      await connection.asked(presence.bulkWrite(behind.map(counted), { ordered: false }));
  }, options);
  let indexed: Promise<unknown> | undefined;

  /** Writes what is news, and answers what is older than what is there. */
  function late(updates: readonly Presence[]): Promise<readonly Presence[]> {
    const written = presence.bulkWrite(updates.map(newest), { ordered: false }).then(
      () => [],
      (error: unknown) => duplicatesIn(error).map(index => updates[index]!),
    );
    return connection.asked(written);
  }

  async function* found(filter: Filter<StoredPresence>, sort: Sort): AsyncIterable<StoredPresence[]> {
    let batch: StoredPresence[] = [];
    for await (const stored of presence.find(filter).sort(sort)) {
      batch.push(stored);
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async function* changedSince(mark: number | null): AsyncIterable<PresenceNews> {
    await gathered.flush();
    await (indexed ??= presence.createIndex({ writtenAt: 1 }));
    const since = mark === null ? {} : { writtenAt: { $gte: new Date(mark - outOfOrderMs) } };
    let newestMark = mark;
    for await (const batch of found(since, { writtenAt: 1 })) {
      newestMark = batch.at(-1)?.writtenAt?.getTime() ?? newestMark;
      yield { presences: batch.map(toPresence), mark: newestMark };
    }
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
      for await (const batch of found({}, { _id: 1 })) yield batch.map(toPresence);
    },
    changedSince,
    flush: () => gathered.flush(),
    async close() {
      gathered.stop();
      await gathered.flush();
    },
  };
}

/** Where there is a newer contact this finds nothing, and its insert meets the device that is there. */
function newest(update: Presence): AnyBulkWriteOperation<StoredPresence> {
  const { deviceId: _id, contacts, lastInventoryAt, ...rest } = update;
  return {
    updateOne: {
      filter: { _id, lastContactAt: { $lte: rest.lastContactAt } },
      update: {
        $set: rest,
        $inc: { contacts },
        $currentDate: { writtenAt: true },
        ...(lastInventoryAt === null ? { $setOnInsert: { lastInventoryAt } } : { $max: { lastInventoryAt } }),
      },
      upsert: true,
    },
  };
}

/** Two servers may write one device at once: of the older contact counts only what grows. */
function counted({ deviceId, contacts, lastInventoryAt }: Presence): AnyBulkWriteOperation<StoredPresence> {
  return {
    updateOne: {
      filter: { _id: deviceId },
      update: {
        $inc: { contacts },
        $currentDate: { writtenAt: true },
        ...(lastInventoryAt !== null && { $max: { lastInventoryAt } }),
      },
    },
  };
}

function toPresence({ _id: deviceId, writtenAt: _, ...rest }: StoredPresence): Presence {
  return { deviceId, ...rest };
}

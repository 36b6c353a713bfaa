import type { Clock, Note, Whiteboard } from '../../domain/kernel/index.ts';
import { isDuplicate, type Connection } from '../shared/mongodb.ts';

interface StoredNote {
  /** Kind and id: one row under the index every collection has. */
  readonly _id: string;
  readonly count: number;
  readonly value: string;
  readonly expiresAt: string;
}

/** Milliseconds between looks for notes whose time is over. */
const sweepEveryMs = 60_000;

/** Notes as documents of the collection `whiteboard`. The connection stays the caller's. */
export async function openMongoWhiteboard(connection: Connection, clock: Clock): Promise<Whiteboard> {
  const notes = connection.db.collection<StoredNote>('whiteboard');
  const asked = <T>(work: Promise<T>): Promise<T> => connection.asked(work);
  const living = () => ({ expiresAt: { $gt: clock.now() } });
  let sweptAtMs = Date.parse(clock.now());

  /** Expired notes do not exist whether or not they are still there; this only frees their room. */
  async function sweep(): Promise<void> {
    const nowMs = Date.parse(clock.now());
    if (nowMs - sweptAtMs < sweepEveryMs) return;
    sweptAtMs = nowMs;
    await notes.deleteMany({ expiresAt: { $lte: clock.now() } });
  }
  await asked(notes.createIndex({ expiresAt: 1 }));

  /** One write on the note as it is; where an expired one is in the way, in its place. */
  async function add(
    key: string,
    by: number,
    value: Note['value'],
    expiresAt: string,
  ): Promise<StoredNote | null> {
    const written = { value: JSON.stringify(value), expiresAt };
    for (;;)
      try {
        return await notes.findOneAndUpdate(
          { _id: key, ...living() },
          { $inc: { count: by }, $set: written },
          { upsert: true, returnDocument: 'before' },
        );
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const expired = { _id: key, expiresAt: { $lte: clock.now() } };
        const { matchedCount } = await notes.replaceOne(expired, { count: by, ...written });
        if (matchedCount === 1) return null;
      }
  }

  return {
    async get(kind, id) {
      const found = await asked(notes.findOne({ _id: keyOf(kind, id), ...living() }));
      return found ? toNote(kind, found) : undefined;
    },
    async list(kind) {
      const range = { $gte: keyOf(kind, ''), $lt: `${kind}0` };
      const found = await asked(
        notes
          .find({ _id: range, ...living() })
          .sort({ _id: 1 })
          .toArray(),
      );
      return found.map(one => toNote(kind, one));
    },
    async put(kind, id, value, expiresAt) {
      await asked(add(keyOf(kind, id), 0, value, expiresAt));
    },
    async add(kind, id, by, value, expiresAt) {
      const before = await asked(add(keyOf(kind, id), by, value, expiresAt));
      await asked(sweep());
      return before ? toNote(kind, before) : undefined;
    },
    async remove(kind, id) {
      const removed = await asked(notes.findOneAndDelete({ _id: keyOf(kind, id) }));
      return removed !== null && removed.expiresAt > clock.now();
    },
  };
}

/** Kinds are words and hyphens; the character after `/` is `0`. */
function keyOf(kind: string, id: string): string {
  return `${kind}/${id}`;
}

function toNote(kind: string, { _id, count, value }: StoredNote): Note {
  return { id: _id.slice(kind.length + 1), count, value: JSON.parse(value) as Note['value'] };
}

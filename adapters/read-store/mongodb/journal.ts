import { randomUUID } from 'node:crypto';
import type { AnyBulkWriteOperation, Collection, Db } from 'mongodb';
import { BSON } from 'mongodb';
import { collectionName, localName } from './build-name.ts';
import { numberKey } from './keyed-rows.ts';

/** One write by key that may be repeated: it says what stands afterwards, never what is added. */
export type Write =
  | { readonly kind: 'replace'; readonly id: string; readonly document: Readonly<Record<string, unknown>> }
  /** Of a document that is there: values by path. */
  | { readonly kind: 'set'; readonly id: string; readonly set: readonly (readonly [string, unknown])[] }
  | { readonly kind: 'delete'; readonly id: string };

/** Writes by name of the collection they go to. */
export type Writes = ReadonlyMap<string, readonly Write[]>;

/** A document is refused above this: what MongoDB stores at most, less what the journal puts around it. */
export const LARGEST_BYTES = 16 * 2 ** 20 - 64 * 2 ** 10;

/** Bytes of one part of the journal, unless a single write is larger. */
const PART_BYTES = 8 * 2 ** 20;

/** Writes sent at once. */
const WRITES_AT_ONCE = 1_000;

interface Part {
  readonly _id: string;
  /** Collections by their names within the build: it may have another name when they are made again. */
  readonly writes: readonly { readonly collection: string; readonly write: Write }[];
}

interface Keyed {
  readonly _id: string;
}

/**
 * The writes of one batch, put down before they are made. Without transactions a batch that is cut short leaves
 * some of them made; whoever comes next makes all of them again, from here.
 */
export class Journal {
  readonly #db: Db;
  readonly #parts: Collection<Part>;
  readonly #projection: string;

  constructor(db: Db, projection: string) {
    this.#db = db;
    this.#parts = db.collection<Part>('journal');
    this.#projection = projection;
  }

  /**
   * Puts writes down under a name nobody else uses; answers the name and in how many parts. Nothing counts until
   * the caller commits to it.
   */
  async put(term: number, writes: Writes): Promise<{ readonly attempt: string; readonly parts: number }> {
    const attempt = `${numberKey(term)}/${randomUUID()}`;
    const parts = partsOf(writes);
    for (const [i, part] of parts.entries()) {
      const _id = this.#key(attempt, i);
      await this.#parts.replaceOne({ _id }, { writes: part }, { upsert: true });
    }
    return { attempt, parts: parts.length };
  }

  async redo(attempt: string, parts: number, build: string): Promise<void> {
    for (let i = 0; i < parts; i++) {
      const part = await this.#parts.findOne({ _id: this.#key(attempt, i) });
      if (!part)
        throw new Error(`journal of ${this.#projection}: part ${i} is missing; rebuild the projection`);
      const writes = new Map<string, Write[]>();
      for (const { collection, write } of part.writes) {
        const name = collectionName(build, collection);
        writes.set(name, [...(writes.get(name) ?? []), write]);
      }
      await makeWrites(this.#db, writes);
    }
  }

  /** Clears what was put down under the token: what another holder puts down is its own. */
  clear(term: number): Promise<void> {
    return this.#clear(`${numberKey(term)}/`, `${numberKey(term)}0`);
  }

  /** Clears what holders before this one left. */
  clearBefore(term: number): Promise<void> {
    return this.#clear('', `${numberKey(term)}/`);
  }

  async #clear(from: string, to: string): Promise<void> {
    const place = `${this.#projection}/`;
    await this.#parts.deleteMany({ _id: { $gte: `${place}${from}`, $lt: `${place}${to}` } });
  }

  #key(attempt: string, part: number): string {
    return `${this.#projection}/${attempt}/${part}`;
  }
}

export async function clearJournalOf(db: Db, generation: string): Promise<void> {
  await db
    .collection<Keyed>('journal')
    .deleteMany({ _id: { $gte: `${generation}/`, $lt: `${generation}0` } });
}

/** Makes writes; in no order where each key has one. */
export async function makeWrites(db: Db, writes: Writes, { ordered = false } = {}): Promise<void> {
  for (const [name, own] of writes) {
    const collection = db.collection<Keyed>(name);
    for (let from = 0; from < own.length; from += WRITES_AT_ONCE)
      await collection.bulkWrite(own.slice(from, from + WRITES_AT_ONCE).map(operationOf), { ordered });
  }
}

/** Throws where a document is larger than the database takes. */
export function checkSizes(writes: Writes): void {
  for (const [collection, own] of writes)
    for (const write of own) {
      if (write.kind === 'delete') continue;
      const bytes = BSON.calculateObjectSize(write.kind === 'set' ? { set: write.set } : write.document);
      if (bytes > LARGEST_BYTES)
        throw new Error(
          `document ${JSON.stringify(write.id)} of ${collection} has ${bytes} bytes; MongoDB stores ${LARGEST_BYTES} at most. Nothing of the batch was written`,
        );
    }
}

function operationOf(write: Write): AnyBulkWriteOperation<Keyed> {
  const filter = { _id: write.id };
  switch (write.kind) {
    case 'replace':
      return { replaceOne: { filter, replacement: write.document, upsert: true } };
    case 'set':
      return { updateOne: { filter, update: { $set: Object.fromEntries(write.set) } } };
    case 'delete':
      return { deleteOne: { filter } };
  }
}

function partsOf(writes: Writes): Part['writes'][] {
  const parts: Part['writes'][number][][] = [];
  let room = 0;
  for (const [name, own] of writes) {
    const collection = localName(name);
    for (const write of own) {
      const bytes = BSON.calculateObjectSize({ collection, write }) + KEY_BYTES;
      if (bytes > room) {
        parts.push([]);
        room = PART_BYTES;
      }
      parts.at(-1)?.push({ collection, write });
      room -= bytes;
    }
  }
  return parts;
}

/** An element of an array costs its index as text beside it. */
const KEY_BYTES = 16;

import type { Collection, Filter } from 'mongodb';

/** A row of a keyed table. `_id` is its key: parts joined so that keys sort as their parts do. */
export interface KeyedRow {
  readonly _id: string;
  readonly [field: string]: unknown;
}

export interface Range {
  /** Inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly backward?: boolean;
  readonly limit?: number;
  /** Only rows whose fields are at most this. */
  readonly atMost?: Readonly<Record<string, number>>;
  /** Only rows whose fields are greater than this. */
  readonly beyond?: Readonly<Record<string, number>>;
  /** Fields to leave on the server. */
  readonly without?: readonly string[];
}

/** A pending write: the row, or null where it goes. */
export type PendingRows = ReadonlyMap<string, KeyedRow | null>;

/** Digits a number takes in a key: every safe integer. */
const DIGITS = 16;

/** Keys asked for in one question. */
const KEYS_AT_ONCE = 1_000;

export function numberKey(value: number): string {
  return String(value).padStart(DIGITS, '0');
}

/**
 * Rows under sorted keys in one collection of the database, read by key and by range of keys only: the index every
 * collection has anyway serves all of it. Writes are held until `take`; reads see them at once, so that the work of
 * one batch finds what it wrote, while nothing of it stands in the database yet.
 */
export class KeyedRows {
  readonly #rows: Collection<KeyedRow>;
  #pending = new Map<string, KeyedRow | null>();

  constructor(rows: Collection<KeyedRow>) {
    this.#rows = rows;
  }

  get name(): string {
    return this.#rows.collectionName;
  }

  put(row: KeyedRow): void {
    this.#pending.set(row._id, row);
  }

  drop(key: string): void {
    this.#pending.set(key, null);
  }

  /** Writes held since the last call. */
  take(): PendingRows {
    const pending = this.#pending;
    this.#pending = new Map();
    return pending;
  }

  async get(key: string): Promise<KeyedRow | undefined> {
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending ?? undefined;
    return (await this.#rows.findOne({ _id: key })) ?? undefined;
  }

  /** Rows of some keys; those that are not there are left out. */
  async all(keys: readonly string[]): Promise<Map<string, KeyedRow>> {
    const found = new Map<string, KeyedRow>();
    const asked = keys.filter(key => !this.#pending.has(key));
    for (let from = 0; from < asked.length; from += KEYS_AT_ONCE) {
      const some = asked.slice(from, from + KEYS_AT_ONCE);
      for (const row of await this.#rows.find({ _id: { $in: some } }).toArray()) found.set(row._id, row);
    }
    for (const key of keys) {
      const pending = this.#pending.get(key);
      if (pending) found.set(key, pending);
    }
    return found;
  }

  /** In order of key. */
  async range(range: Range): Promise<KeyedRow[]> {
    const { from, to, backward = false, limit } = range;
    const without = Object.fromEntries((range.without ?? []).map(field => [field, 0]));
    const cursor = this.#rows
      .find(conditionOf(range), { projection: without })
      .sort({ _id: backward ? -1 : 1 });
    const pending = [...this.#pending].filter(([key]) => key >= from && key < to);
    const replaced = new Set(pending.map(([key]) => key));
    // As many more as the pending writes may take away.
    if (limit !== undefined) cursor.limit(limit + pending.length);
    const stored = await cursor.toArray();
    if (pending.length === 0) return stored;
    const held = pending.flatMap(([, row]) => (row && within(row, range) ? [row] : []));
    const rows = [...stored.filter(({ _id }) => !replaced.has(_id)), ...held];
    rows.sort((a, b) => (a._id < b._id ? -1 : 1) * (backward ? -1 : 1));
    return limit === undefined ? rows : rows.slice(0, limit);
  }
}

function conditionOf({ from, to, atMost = {}, beyond = {} }: Range): Filter<KeyedRow> {
  const condition: Record<string, unknown> = { _id: { $gte: from, $lt: to } };
  for (const [field, value] of Object.entries(atMost)) condition[field] = { $lte: value };
  for (const [field, value] of Object.entries(beyond)) condition[field] = { $gt: value };
  return condition as Filter<KeyedRow>;
}

function within(row: KeyedRow, { atMost = {}, beyond = {} }: Range): boolean {
  return (
    Object.entries(atMost).every(([field, value]) => (row[field] as number) <= value) &&
    Object.entries(beyond).every(([field, value]) => (row[field] as number) > value)
  );
}

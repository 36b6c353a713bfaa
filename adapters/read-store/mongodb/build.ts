import type { Collection, Db } from 'mongodb';
import type { CollectionDefinition } from '../../../projections/kernel/index.ts';
import { mongoHistoryStorage } from './history-storage.ts';
import { KeyedRows, type KeyedRow } from './keyed-rows.ts';
import { indexesOf, type StoredDocument } from './stored-document.ts';
import type { HistoryStorage } from '../columnar/index.ts';

/** The collections of the database that one build of a projection stands in: `b<number>:…`, numbers never used twice. */
export class Build {
  readonly number: number;
  readonly definitions: readonly CollectionDefinition[];
  readonly #db: Db;

  constructor(db: Db, number: number, definitions: readonly CollectionDefinition[]) {
    this.#db = db;
    this.number = number;
    this.definitions = definitions;
  }

  documents({ name }: CollectionDefinition): Collection<StoredDocument> {
    return this.#db.collection(`b${this.number}:${name}`);
  }

  history({ name }: CollectionDefinition): KeyedRows {
    return this.#rows(`history:${name}`);
  }

  /** Which position the projection learned when. */
  moments(): { readonly rows: KeyedRows; readonly storage: HistoryStorage } {
    const rows = this.#rows('moments');
    return { rows, storage: mongoHistoryStorage(rows) };
  }

  /** Creates what is missing: collections, and the indexes their declarations ask for. */
  async complete(): Promise<void> {
    const there = await collectionsOf(this.#db, this.number);
    for (const definition of this.definitions) {
      const documents = this.documents(definition);
      const indexes = indexesOf(definition);
      if (!there.has(documents.collectionName)) await this.#db.createCollection(documents.collectionName);
      if (indexes.length > 0) await documents.createIndexes(indexes);
    }
  }

  /** Declared collections that are not in the database. */
  async missing(): Promise<string[]> {
    const there = await collectionsOf(this.#db, this.number);
    return this.definitions
      .filter(one => !there.has(this.documents(one).collectionName))
      .map(({ name }) => name);
  }

  #rows(name: string): KeyedRows {
    return new KeyedRows(this.#db.collection<KeyedRow>(`b${this.number}:${name}`));
  }
}

async function collectionsOf(db: Db, build: number): Promise<Set<string>> {
  const all = await db.listCollections({}, { nameOnly: true }).toArray();
  return new Set(all.map(({ name }) => name).filter(name => name.startsWith(`b${build}:`)));
}

export async function dropBuild(db: Db, build: number): Promise<void> {
  for (const name of await collectionsOf(db, build)) await db.dropCollection(name);
}

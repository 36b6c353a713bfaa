import type { Collection, Db } from 'mongodb';
import { MongoServerError } from 'mongodb';
import type { CollectionDefinition } from '../../../projections/kernel/index.ts';
import { buildOf, collectionName, localName } from './build-name.ts';
import { mongoHistoryStorage } from './history-storage.ts';
import { KeyedRows, type KeyedRow } from './keyed-rows.ts';
import { indexesOf, type StoredDocument } from './stored-document.ts';
import type { HistoryStorage } from '../columnar/index.ts';

const MOMENTS = 'moments';

/** What a server answers where a collection to be named anew is not there, or the new name is taken. */
const NOT_THERE = /does not exist/i;
const NAME_TAKEN = 48;

/** The collections of the database that one build of a projection stands in. */
export class Build {
  readonly name: string;
  readonly definitions: readonly CollectionDefinition[];
  readonly #db: Db;

  constructor(db: Db, name: string, definitions: readonly CollectionDefinition[]) {
    this.#db = db;
    this.name = name;
    this.definitions = definitions;
  }

  documents({ name }: CollectionDefinition): Collection<StoredDocument> {
    return this.#db.collection(collectionName(this.name, name));
  }

  history({ name }: CollectionDefinition): KeyedRows {
    return this.#rows(historyOf(name));
  }

  /** Which position the projection learned when. */
  moments(): { readonly rows: KeyedRows; readonly storage: HistoryStorage } {
    const rows = this.#rows(MOMENTS);
    return { rows, storage: mongoHistoryStorage(rows) };
  }

  /** Creates what is missing: collections, and the indexes their declarations ask for. */
  async complete(): Promise<void> {
    const there = await this.#there();
    for (const local of this.#locals())
      if (!there.has(local)) await this.#db.createCollection(collectionName(this.name, local));
    for (const definition of this.definitions) {
      const indexes = indexesOf(definition);
      if (indexes.length > 0) await this.documents(definition).createIndexes(indexes);
    }
  }

  /** Declared collections that are not in the database. */
  async missing(): Promise<string[]> {
    const there = await this.#there();
    return this.definitions.map(({ name }) => name).filter(name => !there.has(name));
  }

  /**
   * Gives its collections the name of another build, each in one step of the database. May be done again, also by
   * two at once: one that has the new name already keeps it, whatever was made under the old one since.
   */
  async rename(to: string): Promise<void> {
    for (const local of this.#locals())
      try {
        await this.#db.renameCollection(collectionName(this.name, local), collectionName(to, local));
      } catch (error) {
        const done =
          error instanceof MongoServerError && (error.code === NAME_TAKEN || NOT_THERE.test(error.message));
        if (!done) throw error;
      }
  }

  drop(): Promise<void> {
    return dropBuilds(this.#db, build => build === this.name);
  }

  #locals(): string[] {
    const documents = this.definitions.map(({ name }) => name);
    const history = this.definitions.filter(one => one.history === 'columns').map(one => historyOf(one.name));
    return [...documents, ...history, MOMENTS];
  }

  #rows(local: string): KeyedRows {
    return new KeyedRows(this.#db.collection<KeyedRow>(collectionName(this.name, local)));
  }

  /** Names within the build. */
  async #there(): Promise<Set<string>> {
    const names = await namesIn(this.#db);
    return new Set(names.filter(name => buildOf(name) === this.name).map(localName));
  }
}

function historyOf(collection: string): string {
  return `history:${collection}`;
}

async function namesIn(db: Db): Promise<string[]> {
  return (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
}

export async function dropBuilds(db: Db, which: (build: string) => boolean): Promise<void> {
  for (const name of await namesIn(db)) {
    const build = buildOf(name);
    if (build !== undefined && which(build)) await db.dropCollection(name);
  }
}

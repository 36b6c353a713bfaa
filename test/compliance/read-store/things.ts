import type {
  CollectionDefinition,
  DocumentChange,
  EventChanges,
  Page,
  Projection,
  Query,
  QueryError,
  ReadStore,
  Row,
  Value,
} from '../../../projections/kernel/index.ts';

/** One collection of each kind of history, with a column of every type. */
export const things: CollectionDefinition = {
  name: 'test.things',
  version: 1,
  history: 'columns',
  columns: {
    name: { type: 'text', indexed: true, searchable: true },
    address: { type: 'text', searchable: true },
    note: { type: 'text' },
    size: { type: 'integer', indexed: true },
    ratio: { type: 'number' },
    active: { type: 'boolean' },
    bought: { type: 'time' },
    place: { type: 'path', indexed: true },
    seen: { type: 'time', volatile: true, indexed: true },
    state: { type: 'text', volatile: true },
  },
};
export const spans: CollectionDefinition = {
  name: 'test.spans',
  version: 1,
  history: 'interval',
  columns: {
    thing: { type: 'text', indexed: true },
    name: { type: 'text', searchable: true },
    since: { type: 'time' },
    until: { type: 'time' },
  },
};
export const lines: CollectionDefinition = {
  name: 'test.lines',
  version: 1,
  history: 'append',
  columns: { at: { type: 'time', indexed: true }, text: { type: 'text' } },
};
export const keys: CollectionDefinition = {
  name: 'test.keys',
  version: 1,
  history: 'none',
  columns: { owner: { type: 'text' } },
};

/** The suites apply changes themselves; nothing is projected. */
export function projectionOf(
  version = 1,
  collections: readonly CollectionDefinition[] = [things, spans, lines, keys],
): Projection {
  return { name: 'test.everything', version, collections, handles: [], project: () => [] };
}
export const everything = projectionOf();

const START = Date.UTC(2026, 0, 1);
/** Event `position` is learned at this time: ten seconds apart. */
export const timeOf = (position: number): string => new Date(START + position * 10_000).toISOString();
export const msOf = (position: number): number => START + position * 10_000;

type Columns = Readonly<Record<string, Value>>;
type Body = Readonly<Record<string, unknown>>;
export const put = (
  id: string,
  columns: Columns = {},
  body: Body = {},
  collection = things.name,
): DocumentChange => ({ kind: 'put', collection, id, columns, body });
export const patch = (
  id: string,
  columns: Columns,
  body: Body = {},
  collection = things.name,
): DocumentChange => ({ kind: 'patch', collection, id, columns, body });
export const remove = (id: string, collection = things.name): DocumentChange => ({
  kind: 'delete',
  collection,
  id,
});
export const increment = (
  id: string,
  by: Readonly<Record<string, number>>,
  otherwise?: Columns,
): DocumentChange => ({
  kind: 'increment',
  collection: things.name,
  id,
  by,
  ...(otherwise && { otherwise }),
});

export const eventAt = (position: number, ...changes: DocumentChange[]): EventChanges => ({
  position,
  at: timeOf(position),
  changes,
});
export const lateEventAt = (
  position: number,
  happened: number,
  ...changes: DocumentChange[]
): EventChanges => ({ ...eventAt(position, ...changes), happenedAt: timeOf(happened) });

/** An open store and short forms of what the suites ask it. */
export class Subject {
  readonly store: ReadStore;
  private position = 0;

  constructor(store: ReadStore) {
    this.store = store;
  }

  /** Opens the projection; a store that has no files yet may ask for the rebuild of nothing. */
  static async over(store: ReadStore, projection = everything): Promise<Subject> {
    const { state } = await store.open(projection);
    if (state === 'rebuild-needed') {
      const rebuild = await store.beginRebuild(projection);
      await rebuild.finish(0, new Date(0).toISOString());
    }
    return new Subject(store);
  }

  /** One event per call, in a batch of its own; answers its position. */
  async happen(...changes: DocumentChange[]): Promise<number> {
    this.position += 1;
    await this.batch(eventAt(this.position, ...changes));
    return this.position;
  }

  async happenLate(happened: number, ...changes: DocumentChange[]): Promise<number> {
    this.position += 1;
    await this.batch(lateEventAt(this.position, happened, ...changes));
    return this.position;
  }

  async batch(...events: EventChanges[]): Promise<void> {
    const last = events.at(-1);
    if (!last) return;
    this.position = last.position;
    await this.store.apply(everything.name, events, last.position, last.at);
  }

  find(query: Partial<Query> = {}, collection = things.name): Promise<Page> {
    return this.store.find(collection, { limit: 1_000, ...query });
  }

  async ids(query: Partial<Query> = {}, collection = things.name): Promise<string[]> {
    return (await this.find(query, collection)).items.map(({ id }) => id);
  }

  /** Ids of all pages, one array per page. */
  async pages(query: Partial<Query>, collection = things.name): Promise<string[][]> {
    const pages: Row[][] = [];
    let page = await this.find(query, collection);
    for (;;) {
      pages.push([...page.items]);
      if (page.next === null) return pages.map(rows => rows.map(({ id }) => id));
      page = await this.find({ ...query, cursor: page.next }, collection);
    }
  }

  /** One column of all documents by id, as of a position or now. */
  async column(name: string, position?: number, asKnown?: 'now'): Promise<Record<string, Value>> {
    const asOf = position === undefined ? {} : { asOf: { position, ...(asKnown && { asKnown }) } };
    const { items } = await this.find({ fields: [name], ...asOf });
    return Object.fromEntries(items.map(({ id, columns }) => [id, columns[name] ?? null]));
  }
}

/** The code a question is refused with. */
export async function refusal(question: Promise<unknown>): Promise<QueryError['code'] | 'answered'> {
  try {
    await question;
  } catch (error) {
    return (error as QueryError).code;
  }
  return 'answered';
}

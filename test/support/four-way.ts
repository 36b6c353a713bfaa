import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { Document, EventChanges, Projection, ReadStore } from '../../projections/kernel/index.ts';
import { MemoryReadStore } from '../../adapters/read-store/memory.ts';

/**
 * Four ways to the same documents: a projection is right only if its collections come out equal when the
 * events are applied once, when everything is applied twice, when it is stopped after any event and resumed
 * (with the last event delivered again), and when it is rebuilt from zero beside what it built before.
 *
 * One table of events serves all four:
 *
 *     fourWays('the device list', {
 *       projection: deviceList,
 *       events: [stored('device-1', 'DeviceRegistered', {…}), …],   // `eventLog()` below numbers them
 *       then: contents => expect(contents['devices.list']).toEqual([{ id: '1', columns: {…}, body: {} }]),
 *     });
 *
 * `then` gets every collection of the projection complete (documents by id, all declared columns, missing ones
 * null, bodies) and runs for each way, so a projection that does nothing fails. Compared besides: rows as of
 * every position and the column history of every document. The events are frozen: a projection that changes
 * one, or that answers differently the second time it is asked, fails.
 */
export interface FourWayTable {
  readonly projection: Projection;
  readonly events: readonly StoredEvent[];
  readonly then: (contents: Contents) => void;
}

export type Contents = Readonly<Record<string, readonly Document[]>>;

export function fourWays(title: string, table: FourWayTable): void {
  describe(title, () => {
    for (const [way, run] of Object.entries(ways)) test(way, () => run(table));
  });
}

/** Each throws where its way leads to other documents. */
export const ways: Readonly<Record<string, (table: FourWayTable) => Promise<void>>> = {
  once: async table => {
    const { store, apply, log, expectRight } = await begin(table);
    expect(log.some(event => table.projection.handles.includes(event.type))).toBe(true);
    for (let i = 0; i < log.length; i++) await apply(store, i, i + 1);
    await expectRight(store);
  },

  twice: async table => {
    const { store, apply, log, expectRight } = await begin(table);
    for (let i = 0; i < log.length; i++) {
      await apply(store, i, i + 1);
      await apply(store, i, i + 1);
    }
    await apply(store);
    await expectRight(store);
  },

  'stopped after any event and resumed': async table => {
    for (let stop = 0; stop <= table.events.length; stop++) {
      const { store, apply, expectRight } = await begin(table);
      await apply(store, 0, stop);
      await apply(store, Math.max(0, stop - 1));
      await expectRight(store);
    }
  },

  'rebuilt from zero': async table => {
    const { store, apply, log, expectRight } = await begin(table);
    await apply(store, 0, Math.ceil(log.length / 2));
    const rebuild = await store.beginRebuild(table.projection);
    for (let i = 0; i < log.length; i += 2)
      await rebuild.apply(changesOf(table.projection, log.slice(i, i + 2)));
    const last = log.at(-1);
    await rebuild.finish(last?.position ?? 0, last?.at ?? '1970-01-01T00:00:00.000Z');
    await expectRight(store);
  },
};

async function begin({ projection, events, then }: FourWayTable) {
  const log = events.map(deepFreeze);
  const apply = async (store: ReadStore, from = 0, to = log.length): Promise<void> => {
    const part = log.slice(from, to);
    const last = part.at(-1);
    if (last) await store.apply(projection.name, changesOf(projection, part), last.position, last.at);
  };
  const open = async (): Promise<ReadStore> => {
    const store = new MemoryReadStore();
    await store.open(projection);
    return store;
  };
  const inOneBatch = await open();
  await apply(inOneBatch);
  const reference = await everythingIn(inOneBatch, projection, log);
  const expectRight = async (store: ReadStore): Promise<void> => {
    then(await contentsOf(store, projection));
    expect(await everythingIn(store, projection, log)).toEqual(reference);
  };
  return { store: await open(), apply, log, expectRight };
}

/** What the runner would hand to the store; asks the projection twice and demands the same answer. */
export function changesOf(projection: Projection, events: readonly StoredEvent[]): EventChanges[] {
  return events
    .filter(event => projection.handles.includes(event.type))
    .map(event => {
      const changes = projection.project(event);
      expect(projection.project(event)).toEqual(changes);
      const { position, at, happenedAt } = event;
      return { position, at, ...(happenedAt !== undefined && { happenedAt }), changes };
    });
}

export interface EventInput {
  /** RFC 3339; a minute after the event before it where absent, from 2026-01-01T00:00:00.000Z on. */
  readonly at?: string;
  readonly happenedAt?: string;
  readonly actor?: StoredEvent['actor'];
  readonly schemaVersion?: number;
}

/** Numbers events as an embedded log does: `const stored = eventLog(); stored('device-1', 'DeviceNamed', {…})`. */
export function eventLog() {
  const revisions = new Map<string, number>();
  let position = 0;
  let time = Date.UTC(2026, 0, 1);
  return (stream: string, type: string, data: unknown, input: EventInput = {}): StoredEvent => {
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    position += 1;
    time = input.at === undefined ? time + (position === 1 ? 0 : 60_000) : Date.parse(input.at);
    const id = `00000000-0000-7000-8000-${String(position).padStart(12, '0')}`;
    const at = new Date(time).toISOString();
    return {
      id,
      type,
      stream,
      revision,
      position,
      data,
      at,
      schemaVersion: input.schemaVersion ?? 1,
      actor: input.actor ?? 'system:test',
      correlationId: id,
      causationId: null,
      ...(input.happenedAt !== undefined && { happenedAt: input.happenedAt }),
    };
  };
}

/** All documents of each of the projection's collections, by id. */
export async function contentsOf(store: ReadStore, projection: Projection): Promise<Contents> {
  const contents: Record<string, Document[]> = {};
  for (const { name } of projection.collections) {
    const documents: Document[] = [];
    for (const { id } of await allRows(store, name)) {
      const document = await store.get(name, id);
      if (document) documents.push(document);
    }
    contents[name] = documents;
  }
  return contents;
}

async function everythingIn(
  store: ReadStore,
  projection: Projection,
  log: readonly StoredEvent[],
): Promise<unknown> {
  const all: Record<string, unknown> = { now: await contentsOf(store, projection) };
  for (const { name, history } of projection.collections) {
    const ids = new Set<string>();
    // The first position may be one the projection does not handle: nothing is recorded before its first event.
    const recorded = history === 'none' ? [] : log.filter(event => projection.handles.includes(event.type));
    for (const { position } of recorded) {
      const rows = await allRows(store, name, position);
      for (const { id } of rows) ids.add(id);
      all[`${name} as of ${position}`] = rows;
    }
    if (history === 'columns')
      for (const id of ids) all[`${name} history of ${id}`] = await store.history(name, id);
  }
  return all;
}

async function allRows(store: ReadStore, collection: string, position?: number) {
  const query = { limit: 1_000, ...(position !== undefined && { asOf: { position } }) };
  const rows = [];
  let page = await store.find(collection, query);
  for (;;) {
    rows.push(...page.items);
    if (page.next === null) return rows;
    page = await store.find(collection, { ...query, cursor: page.next });
  }
}

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object') {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}

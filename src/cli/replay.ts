import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadStore } from '../../adapters/read-store/open.ts';
import type { EventStore } from '../../domain/kernel/index.ts';
import type {
  CollectionDefinition,
  EventChanges,
  Projection,
  ReadStore,
  Rebuild,
  Row,
} from '../../projections/kernel/index.ts';

/** The state that the log folds to at a moment, in a throw-away read store. */
export interface Replayed {
  /** Last position folded, 0 for none. */
  readonly position: number;
  readonly events: number;
  readonly collections: readonly ReplayedCollection[];
  rows(collection: string): AsyncIterable<readonly Row[]>;
  close(): Promise<void>;
}

export interface ReplayedCollection {
  readonly name: string;
  readonly documents: number;
  /** SHA-256 over ids and columns in order of id: equal logs and projections give equal digests, anywhere. */
  readonly digest: string;
}

/** Folds everything learned at or before `until` (RFC 3339) through all projections, reading the log once. */
export async function replay(
  events: EventStore,
  projections: readonly Projection[],
  until: string,
  onProgress: (position: number, last: number) => void,
): Promise<Replayed> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-replay-'));
  const store = await openReadStore(`sqlite:${folder}`);
  const close = async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const rebuilds = await Promise.all(
      projections.map(async projection => {
        await store.open(projection);
        return {
          projection,
          handles: new Set(projection.handles),
          rebuild: await store.beginRebuild(projection),
        };
      }),
    );
    const { position, at, count } = await fold(events, rebuilds, until, onProgress);
    for (const { rebuild } of rebuilds) await rebuild.finish(position, at);
    const definitions = projections.flatMap(projection => projection.collections);
    const collections: ReplayedCollection[] = [];
    for (const definition of definitions) collections.push(await digestOf(store, definition));
    return { position, events: count, collections, rows: name => rowsOf(store, name), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function fold(
  events: EventStore,
  rebuilds: readonly {
    readonly projection: Projection;
    readonly handles: ReadonlySet<string>;
    readonly rebuild: Rebuild;
  }[],
  until: string,
  onProgress: (position: number, last: number) => void,
): Promise<{ position: number; at: string; count: number }> {
  const last = await events.lastPosition();
  let position = 0;
  let at = until;
  let count = 0;
  for await (const batch of events.readAll(0, { until: last, batchSize: 5_000 })) {
    const within = batch.filter(event => event.at <= until);
    for (const { projection, handles, rebuild } of rebuilds) {
      const changes: EventChanges[] = within
        .filter(event => handles.has(event.type))
        .map(event => ({
          position: event.position,
          at: event.at,
          ...(event.happenedAt === undefined ? {} : { happenedAt: event.happenedAt }),
          changes: projection.project(event),
        }));
      if (changes.length > 0) await rebuild.apply(changes);
    }
    const newest = within.at(-1);
    if (newest) [position, at] = [newest.position, newest.at];
    count += within.length;
    onProgress(position, last);
    if (within.length < batch.length) break;
  }
  return { position, at, count };
}

async function digestOf(store: ReadStore, definition: CollectionDefinition): Promise<ReplayedCollection> {
  const hash = createHash('sha256');
  let documents = 0;
  for await (const rows of rowsOf(store, definition.name))
    for (const row of rows) {
      const columns = Object.entries(row.columns).filter(
        ([name, value]) => value !== null && definition.columns[name]?.volatile !== true,
      );
      hash.update(`${JSON.stringify([row.id, columns.sort(([a], [b]) => (a < b ? -1 : 1))])}\n`);
      documents++;
    }
  return { name: definition.name, documents, digest: hash.digest('hex') };
}

/** All rows in order of id. */
export async function* rowsOf(store: ReadStore, collection: string): AsyncGenerator<readonly Row[]> {
  let cursor: string | undefined;
  do {
    const page = await store.find(collection, {
      limit: 1_000,
      total: false,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

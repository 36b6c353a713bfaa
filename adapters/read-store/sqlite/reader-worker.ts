import type {
  AsOf,
  ColumnChange,
  Comparison,
  Document,
  Filter,
  FormerQuery,
  FormerValue,
  GroupCount,
  Page,
  Query,
} from '../../../projections/kernel/index.ts';
import { damageOf, isDamage } from './database.ts';
import type { CompareOptions, GroupOptions, HistoryOptions } from './projection-reader.ts';
import { ProjectionReader } from './projection-reader.ts';
import { ReadStoreDamagedError, serve } from './rpc.ts';
import type { ProjectionLayout } from './schema.ts';

const readers = new Map<string, ProjectionReader>();
const owners = new Map<string, ProjectionReader>();

/** Damage met while reading is told with the name of the projection, which has to be rebuilt. */
function guarded<T>(collection: string, run: (reader: ProjectionReader) => T): T {
  const owner = owners.get(collection);
  if (!owner) throw new Error(`collection ${collection} is not open`);
  try {
    return run(owner);
  } catch (error) {
    if (isDamage(error)) throw new ReadStoreDamagedError(owner.layout.name, damageOf(error));
    throw error;
  }
}

const methods = {
  /** Serves a projection from this file from now on. */
  use(layout: ProjectionLayout, path: string): void {
    const reader = new ProjectionReader(path, layout);
    readers.get(layout.name)?.close();
    readers.set(layout.name, reader);
    for (const { name } of layout.collections) owners.set(name, reader);
  },
  get(collection: string, id: string): Document | undefined {
    return guarded(collection, reader => reader.get(collection, id));
  },
  find(collection: string, query: Query): Page {
    return guarded(collection, reader => reader.find(collection, query));
  },
  count(collection: string, filter: Filter | undefined, asOf: AsOf | undefined): number {
    return guarded(collection, reader => reader.count(collection, filter, asOf));
  },
  groupBy(collection: string, column: string, options: GroupOptions): readonly GroupCount[] {
    return guarded(collection, reader => reader.groupBy(collection, column, options));
  },
  compare(collection: string, from: AsOf, to: AsOf, options: CompareOptions): Comparison {
    return guarded(collection, reader => reader.compare(collection, from, to, options));
  },
  history(collection: string, id: string, options: HistoryOptions): readonly ColumnChange[] {
    return guarded(collection, reader => reader.history(collection, id, options));
  },
  former(collection: string, query: FormerQuery): readonly FormerValue[] {
    return guarded(collection, reader => reader.former(collection, query));
  },
  position(projection: string): number {
    return readers.get(projection)?.position() ?? 0;
  },
  positionAt(time: number): number {
    return Math.max(0, ...[...readers.values()].map(r => r.positionAt(time)));
  },
  close(): void {
    for (const reader of readers.values()) reader.close();
    readers.clear();
    owners.clear();
  },
};

export type ReaderMethods = typeof methods;

serve(methods);

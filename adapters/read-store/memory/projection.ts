import type { EventChanges, Projection } from '../../../projections/kernel/index.ts';
import { checkChange, QueryError } from '../../../projections/kernel/index.ts';
import { MemoryCollection } from './collection.ts';

/** A projection's collections and the position they stand for. */
export class MemoryProjection {
  readonly projection: Projection;
  readonly collections: ReadonlyMap<string, MemoryCollection>;
  position = 0;

  constructor(projection: Projection) {
    this.projection = projection;
    this.collections = new Map(projection.collections.map(one => [one.name, new MemoryCollection(one)]));
  }

  isOf({ version, collections }: Projection): boolean {
    const same = collections.every(one => this.collections.get(one.name)?.definition.version === one.version);
    return version === this.projection.version && same && collections.length === this.collections.size;
  }

  /** Checks everything before changing anything. Answers the ids changed per collection. */
  apply(batch: readonly EventChanges[], position: number): ReadonlyMap<string, ReadonlySet<string>> {
    const news = batch.filter(event => event.position > this.position);
    for (const { changes } of news) {
      for (const change of changes) {
        const target = this.collections.get(change.collection);
        if (!target) throw new QueryError('QUERY_UNKNOWN_COLLECTION', { collection: change.collection });
        checkChange(target.definition, change);
      }
    }
    const changed = new Map<string, Set<string>>();
    for (const event of news) {
      for (const [name, documents] of this.collections) {
        const ids = documents.apply(structuredClone(event));
        if (ids.length > 0) changed.set(name, new Set([...(changed.get(name) ?? []), ...ids]));
      }
    }
    this.position = position;
    return changed;
  }

  inheritVolatile(from: MemoryProjection): void {
    for (const [name, documents] of this.collections) {
      const old = from.collections.get(name);
      if (old) documents.inheritVolatile(old);
    }
  }
}

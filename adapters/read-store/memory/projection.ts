import type { AsOf, EventChanges, Projection } from '../../../projections/kernel/index.ts';
import { checkChange, QueryError } from '../../../projections/kernel/index.ts';
import type { Moment } from './collection.ts';
import { MemoryCollection } from './collection.ts';

/** A projection's collections, the position they stand for, and when each position was learned. */
export class MemoryProjection {
  readonly projection: Projection;
  readonly collections: ReadonlyMap<string, MemoryCollection>;
  position = 0;
  /** The event at that position, where it was told. */
  eventId: string | undefined;
  /** Milliseconds at which each position was learned, in order of position. */
  readonly #moments = new Map<number, number>();

  constructor(projection: Projection) {
    this.projection = projection;
    this.collections = new Map(projection.collections.map(one => [one.name, new MemoryCollection(one)]));
  }

  isOf({ version, collections }: Projection): boolean {
    const same = collections.every(one => this.collections.get(one.name)?.definition.version === one.version);
    return version === this.projection.version && same && collections.length === this.collections.size;
  }

  /** Checks everything before changing anything. Answers the ids changed per collection. */
  apply(
    batch: readonly EventChanges[],
    position: number,
    at: string,
  ): ReadonlyMap<string, ReadonlySet<string>> {
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
      this.#moments.set(event.position, Date.parse(event.at));
    }
    if (position > 0) this.#moments.set(position, Date.parse(at));
    this.position = position;
    return changed;
  }

  /** Last position learned at or before a time; 0 before the first. */
  positionAt(time: number): number {
    let last = 0;
    for (const [position, at] of this.#moments) if (at <= time) last = position;
    return last;
  }

  /** The moment a question is about; undefined for now. */
  moment(collection: string, asOf: AsOf | undefined): Moment | undefined {
    if (asOf?.position === undefined && asOf?.time === undefined) return undefined;
    if (this.collections.get(collection)?.definition.history === 'none')
      throw new QueryError('QUERY_NO_HISTORY', { collection });
    const asked = Date.parse(asOf.time ?? '');
    const position = asOf.position ?? this.positionAt(asked);
    const learned = [...this.#moments].findLast(([recorded]) => recorded <= position);
    if (!learned) {
      const [first] = this.#moments.values();
      const recordedFrom = first === undefined ? null : new Date(first).toISOString();
      throw new QueryError('QUERY_BEFORE_RECORDS', { collection, recordedFrom });
    }
    const time = asOf.position === undefined ? asked : learned[1];
    return { position: Math.min(position, this.position), time, asKnown: asOf.asKnown ?? 'then' };
  }

  inheritVolatile(from: MemoryProjection): void {
    for (const [name, documents] of this.collections) {
      const old = from.collections.get(name);
      if (old) documents.inheritVolatile(old);
    }
  }
}

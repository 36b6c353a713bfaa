import type { EventFilter, EventStore, StoredEvent } from '../../../../domain/kernel/index.ts';
import { readWholeStream } from '../../../../domain/kernel/index.ts';
import type { Filter, Predicate } from '../../../../projections/kernel/index.ts';
import { toJudged } from './schemas.ts';

/** Events one request looks at; beyond it the answer says where it stopped and how to go on. */
export const scanLimit = 20_000;

export interface Scan {
  readonly events: readonly StoredEvent[];
  /** Lowest position looked at. */
  readonly scannedTo: number;
  /** Ask again from here (exclusive); null at the beginning of the log. */
  readonly next: number | null;
}

/** Newest first, from `before` (exclusive) backward. */
export async function scanBackward(
  store: EventStore,
  options: {
    readonly before: number;
    readonly limit: number;
    readonly filter: Filter | undefined;
    readonly matches: Predicate;
  },
): Promise<Scan> {
  const stream = onlyValue(options.filter, 'stream');
  if (stream !== null) return fromStream(store, stream, options);
  const found: StoredEvent[] = [];
  let looked = 0;
  let scannedTo = options.before;
  for await (const batch of store.readAll(options.before, {
    ...pushedDown(options.filter),
    direction: 'backward',
    batchSize: Math.min(1_000, Math.max(options.limit + 1, 100)),
  }))
    for (const event of batch) {
      if (found.length === options.limit || looked === scanLimit)
        return { events: found, scannedTo, next: scannedTo };
      looked += 1;
      scannedTo = event.position;
      if (options.matches(toJudged(event))) found.push(event);
    }
  return { events: found, scannedTo: 0, next: null };
}

/** A stream is short and read forward only. */
async function fromStream(
  store: EventStore,
  stream: string,
  options: { readonly before: number; readonly limit: number; readonly matches: Predicate },
): Promise<Scan> {
  const matching = (await readWholeStream(store, stream))
    .filter(event => event.position < options.before && options.matches(toJudged(event)))
    .reverse();
  const events = matching.slice(0, options.limit);
  const last = events.at(-1);
  const more = last !== undefined && matching.length > events.length;
  return { events, scannedTo: more ? last.position : 0, next: more ? last.position : null };
}

/** What the store can leave out by itself, read off conditions that must hold. */
function pushedDown(filter: Filter | undefined): EventFilter {
  const types = valuesOf(filter, 'type');
  const categories = valuesOf(filter, 'category');
  return { ...(types ? { types } : {}), ...(categories ? { categories } : {}) };
}

function onlyValue(filter: Filter | undefined, column: string): string | null {
  const values = valuesOf(filter, column);
  return values?.length === 1 ? (values[0] ?? null) : null;
}

function valuesOf(filter: Filter | undefined, column: string): string[] | null {
  if (!filter) return null;
  if (filter.op === 'eq' && filter.column === column) return [String(filter.value)];
  if (filter.op === 'in' && filter.column === column) return filter.values.map(String);
  if (filter.op !== 'and') return null;
  for (const part of filter.filters) {
    const values = valuesOf(part, column);
    if (values) return values;
  }
  return null;
}

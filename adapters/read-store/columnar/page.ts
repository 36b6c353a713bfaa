import { checkQuery } from '../../../projections/kernel/check.ts';
import { decodeCursor, encodeCursor, type Place } from '../../../projections/kernel/cursor.ts';
import type { Page, Query, Row, Sort, Value } from '../../../projections/kernel/query.ts';
import { matching } from './filter.ts';
import type { Moment } from './moment.ts';
import { compareKeys, selectWindow, type Keys } from './select.ts';
import type { Step } from './step.ts';
import type { View } from './view.ts';

/** One page of the documents of a moment. */
export function* findPage(view: View, moment: Moment, query: Query): Step<Page> {
  const { definition } = view;
  checkQuery(definition, query);
  const place = decodeCursor(definition, query);
  const mask = yield* matching(view, moment, query.filter);
  let docs = listed(mask, moment.documents);
  const total = docs.length;
  const sort = query.sort ?? [];
  let order = yield* keysOf(view, moment, docs, sort);
  if (place) {
    const rest = yield* beyond(view, docs, order, sort, place);
    docs = rest.docs;
    order = rest.order;
  }
  const from = query.offset ?? 0;
  const rows = selectWindow(order, docs.length, from, from + query.limit);
  const chosen = Array.from(rows, row => docs[row] as number);
  const fields = query.fields ?? Object.keys(definition.columns);
  const items = yield* rowsOf(view, moment, chosen, fields);
  let next: string | null = null;
  const last = chosen.at(-1);
  if (last !== undefined && docs.length > from + chosen.length) {
    const sorted = sort.map(({ column }) => column).filter(column => column !== 'id');
    const [row] = yield* rowsOf(view, moment, [last], sorted);
    next = encodeCursor(definition, query, row as Row);
  }
  return { items, total: query.total === false ? null : total, next, position: moment.position };
}

/** Document numbers with a 1 in the mask. */
export function listed(mask: Uint8Array, documents: number): Uint32Array {
  let count = 0;
  for (let doc = 0; doc < documents; doc++) count += mask[doc] as number;
  const docs = new Uint32Array(count);
  let at = 0;
  for (let doc = 0; doc < documents; doc++) if (mask[doc] === 1) docs[at++] = doc;
  return docs;
}

/** Rows of some documents with the fields asked for, missing values as null. */
export function* rowsOf(
  view: View,
  moment: Moment,
  docs: readonly number[],
  fields: readonly string[],
): Step<Row[]> {
  const columns: Record<string, Value>[] = docs.map(() => ({}));
  for (const field of fields) {
    const column = view.column(field);
    const vector = column && docs.length > 0 ? yield* view.vector(moment, column) : undefined;
    const values =
      column && vector
        ? yield* view.decode(
            column,
            docs.map(doc => vector[doc] as number),
          )
        : [];
    columns.forEach((row, i) => (row[field] = values[i] ?? null));
  }
  return docs.map((doc, i) => ({
    id: view.mirror.ids.at(doc),
    columns: columns[i] as Record<string, Value>,
  }));
}

/** What documents are ordered by: ranks of texts, numbers as they are; missing before all; descending turned round. */
function* keysOf(view: View, moment: Moment, docs: Uint32Array, sort: readonly Sort[]): Step<Keys> {
  const ids = yield* view.idRanks();
  const ties = new Float64Array(docs.length);
  for (let i = 0; i < docs.length; i++) ties[i] = ids[docs[i] as number] as number;
  const keys: Float64Array[] = [];
  for (const { column: name, direction } of sort) {
    const key = new Float64Array(docs.length);
    const sign = direction === 'asc' ? 1 : -1;
    const column = view.column(name);
    if (name === 'id') for (let i = 0; i < key.length; i++) key[i] = sign * (ties[i] as number);
    else if (column) {
      const vector = yield* view.vector(moment, column);
      if (column.kind === 'code') {
        const ranks = yield* view.texts(column).ranks(view.mirror.position);
        for (let i = 0; i < key.length; i++)
          key[i] = sign * (ranks[vector[docs[i] as number] as number] as number);
      } else
        for (let i = 0; i < key.length; i++) {
          const value = vector[docs[i] as number] as number;
          key[i] = sign * (value === value ? value : -Infinity);
        }
    }
    keys.push(key);
  }
  return { keys, ties };
}

/** The documents that come after a place. */
function* beyond(
  view: View,
  docs: Uint32Array,
  order: Keys,
  sort: readonly Sort[],
  place: Place,
): Step<{ readonly docs: Uint32Array; readonly order: Keys }> {
  const at: number[] = [];
  for (const [i, { column, direction }] of sort.entries())
    at.push(
      direction === 'asc'
        ? yield* keyOf(view, column, place.values[i] ?? null, 'last')
        : -(yield* keyOf(view, column, place.values[i] ?? null, 'first')),
    );
  const tie = yield* view.idRank(place.id, 'last');
  // The place stands beside the rows as one more, so that one comparison serves.
  const count = docs.length;
  const probe: Keys = {
    keys: order.keys.map((key, i) => withLast(key, at[i] as number)),
    ties: withLast(order.ties, tie),
  };
  const kept = Uint32Array.from({ length: count }, (_, row) => row).filter(
    row => compareKeys(probe, row, count) > 0,
  );
  const chosen = (key: Float64Array): Float64Array => Float64Array.from(kept, row => key[row] as number);
  return {
    docs: kept.map(row => docs[row] as number),
    order: { keys: order.keys.map(chosen), ties: chosen(order.ties) },
  };
}

function withLast(key: Float64Array, value: number): Float64Array {
  const longer = new Float64Array(key.length + 1);
  longer.set(key);
  longer[key.length] = value;
  return longer;
}

/** The key of one value of a column, before it is turned round. Of an id that several documents bore, the one passed last. */
function* keyOf(view: View, name: string, value: Value, which: 'first' | 'last'): Step<number> {
  if (name === 'id') return yield* view.idRank(String(value), which);
  const column = view.column(name);
  if (!column) return 0;
  if (value === null) return column.kind === 'flag' ? 0 : -Infinity;
  if (typeof value === 'string') return yield* view.texts(column).rankOf(value, view.mirror.position);
  return typeof value === 'boolean' ? (value ? 2 : 1) : value;
}

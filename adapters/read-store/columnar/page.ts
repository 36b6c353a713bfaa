import { checkQuery } from '../../../projections/kernel/check.ts';
import { decodeCursor, encodeCursor } from '../../../projections/kernel/cursor.ts';
import type { Page, Query, Row, Value } from '../../../projections/kernel/query.ts';
import { matching } from './filter.ts';
import { keysOf, keysOfPlace } from './keys.ts';
import type { Moment } from './moment.ts';
import { selectWindow } from './select.ts';
import type { Step } from './step.ts';
import type { View } from './view.ts';

/** One page of the documents of a moment. */
export function* findPage(view: View, moment: Moment, query: Query): Step<Page> {
  const { definition } = view;
  checkQuery(definition, query);
  const place = decodeCursor(definition, query);
  const mask = yield* matching(view, moment, query.filter);
  const sort = query.sort ?? [];
  const start = place && (yield* keysOfPlace(view, sort, place));
  const keys = yield* keysOf(view, moment, sort);
  const from = query.offset ?? 0;
  const { docs, matches, remaining } = selectWindow(mask, keys, start, from, from + query.limit);
  const chosen = [...docs];
  const fields = query.fields ?? Object.keys(definition.columns);
  const items = yield* rowsOf(view, moment, chosen, fields);
  let next: string | null = null;
  const last = chosen.at(-1);
  if (last !== undefined && remaining > from + chosen.length) {
    const sorted = sort.map(({ column }) => column).filter(column => column !== 'id');
    const [row] = yield* rowsOf(view, moment, [last], sorted);
    next = encodeCursor(definition, query, row as Row);
  }
  return { items, total: query.total === false ? null : matches, next, position: moment.position };
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

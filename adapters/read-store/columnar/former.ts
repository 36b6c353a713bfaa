import { declaredColumn } from '../../../projections/kernel/check.ts';
import { compareText } from '../../../projections/kernel/order.ts';
import { foldText, QueryError } from '../../../projections/kernel/query.ts';
import type { FormerQuery, FormerValue } from '../../../projections/kernel/read-store.ts';
import { cellOf, changesOf } from './cell-history.ts';
import type { HistoryColumn } from './columns.ts';
import { wait, type Step } from './step.ts';
import type { View } from './view.ts';

/** A stretch of positions in which a document had one of the values; `to` null: it still has. */
interface Stretch {
  readonly doc: number;
  readonly column: HistoryColumn;
  readonly code: number;
  readonly from: number;
  readonly to: number | null;
}

/** Documents that have or had a value in searchable columns. */
export function* findFormer(view: View, query: FormerQuery): Step<FormerValue[]> {
  const columns = searchable(view, query.columns);
  const span = query.between && {
    from: Date.parse(query.between.from),
    to: Date.parse(query.between.to),
  };
  const stretches: Stretch[] = [];
  for (const column of columns) {
    const codes = yield* wait(
      view.storage.foldedCodes(column.number, foldText(query.text).toWellFormed(), query.match),
    );
    if (codes.length > 0) stretches.push(...(yield* stretchesOf(view, column, codes)));
  }
  const kept: Stretch[] = [];
  for (const stretch of stretches) if (!span || (yield* touches(view, stretch, span))) kept.push(stretch);
  const { ids } = view.mirror;
  kept.sort(
    (a, b) =>
      b.from - a.from || compareText(ids.at(a.doc), ids.at(b.doc)) || a.column.number - b.column.number,
  );
  const found: FormerValue[] = [];
  for (const { doc, column, code, from, to } of kept.slice(0, query.limit)) {
    const [value = null] = yield* view.decode(column, [code]);
    found.push({
      id: ids.at(doc),
      column: column.name,
      value,
      from: yield* pointOf(view, from),
      to: to === null ? null : yield* pointOf(view, to),
    });
  }
  return found;
}

function searchable(view: View, names: readonly string[] | undefined): HistoryColumn[] {
  for (const name of names ?? []) {
    const { type } = declaredColumn(view.definition, name);
    if (!view.column(name)?.searchable)
      throw new QueryError('QUERY_WRONG_TYPE', {
        collection: view.definition.name,
        column: name,
        type,
        expected: 'a searchable column',
      });
  }
  return view.columns.filter(({ name, searchable: found }) => found && (!names || names.includes(name)));
}

function* stretchesOf(view: View, column: HistoryColumn, codes: readonly number[]): Step<Stretch[]> {
  const wanted = new Uint8Array(yield* view.texts(column).size(view.mirror.position));
  for (const code of codes) wanted[code] = 1;
  const stretches: Stretch[] = [];
  for (const doc of yield* holders(view, column, codes, wanted)) {
    const changes = yield* changesOf(view, doc, [column.number], Infinity, Infinity);
    changes.reverse();
    const now = yield* view.vector(view.moments.now, column);
    let code = changes[0] ? cellOf(column, changes[0].from) : (now[doc] as number);
    let from = view.mirror.born.at(doc);
    for (const change of changes) {
      if (wanted[code] === 1) stretches.push({ doc, column, code, from, to: change.position });
      code = cellOf(column, change.to);
      from = change.position;
    }
    if (wanted[code] === 1)
      stretches.push({ doc, column, code, from, to: view.mirror.died.get(doc) ?? null });
  }
  return stretches;
}

/** Documents that had one of the values: recorded as former, still in the tail, or standing at last. */
function* holders(
  view: View,
  column: HistoryColumn,
  codes: readonly number[],
  wanted: Uint8Array,
): Step<Set<number>> {
  const docs = new Set<number>();
  for (const code of codes)
    for (const doc of yield* wait(view.storage.former(column.number, code))) docs.add(doc);
  const { rows, documents } = view.mirror;
  const [columns, from] = [rows.columns.view(), rows.from.view()];
  for (let i = 0; i < columns.length; i++)
    if (columns[i] === column.number && wanted[from[i] as number] === 1) docs.add(rows.docs.at(i));
  const now = yield* view.vector(view.moments.now, column);
  for (let doc = 0; doc < documents; doc++) if (wanted[now[doc] as number] === 1) docs.add(doc);
  return docs;
}

function* touches(
  view: View,
  { from, to }: Stretch,
  span: { readonly from: number; readonly to: number },
): Step<boolean> {
  if ((yield* view.clock.timeOf(from)) > span.to) return false;
  return to === null || (yield* view.clock.timeOf(to)) > span.from;
}

function* pointOf(view: View, position: number): Step<{ readonly position: number; readonly at: string }> {
  return { position, at: new Date(yield* view.clock.timeOf(position)).toISOString() };
}

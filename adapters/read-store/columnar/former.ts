import { declaredColumn } from '../../../projections/kernel/check.ts';
import { compareText } from '../../../projections/kernel/order.ts';
import { foldText, QueryError } from '../../../projections/kernel/query.ts';
import type { FormerQuery, FormerValue } from '../../../projections/kernel/read-store.ts';
import { changesOf } from './cell-history.ts';
import type { HistoryColumn } from './columns.ts';
import { wait, type Step } from './step.ts';
import { latestStretches, type Stretch, type Within } from './stretches.ts';
import type { View } from './view.ts';

/** Documents that have or had a value in searchable columns. */
export function* findFormer(view: View, query: FormerQuery): Step<FormerValue[]> {
  const columns = searchable(view, query.columns);
  const within = yield* spanOf(view, query.between);
  const kept: Stretch[] = [];
  for (const column of columns) {
    const codes = yield* wait(
      view.storage.foldedCodes(column.number, foldText(query.text).toWellFormed(), query.match),
    );
    if (codes.length > 0) kept.push(...(yield* stretchesOf(view, column, codes, within, query.limit)));
  }
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

/**
 * The span of time as positions: what was learned when rises with position, so that no stretch needs a look at
 * the clock.
 */
function* spanOf(view: View, between: FormerQuery['between']): Step<Within> {
  if (!between) return () => true;
  const first = yield* view.clock.positionAt(Date.parse(between.from));
  const last = yield* view.clock.positionAt(Date.parse(between.to));
  return (from, to) => from <= last && (to === null || to > first);
}

function* stretchesOf(
  view: View,
  column: HistoryColumn,
  codes: readonly number[],
  within: Within,
  limit: number,
): Step<Stretch[]> {
  const { few } = view.limits;
  const wanted = new Uint8Array(yield* view.texts(column).size(view.mirror.position));
  for (const code of codes) wanted[code] = 1;
  if (codes.length > few) return yield* latestStretches(view, column, wanted, within, limit);
  const docs = yield* holders(view, column, codes, wanted);
  if (docs.size > few) return yield* latestStretches(view, column, wanted, within, limit);
  const stretches: Stretch[] = [];
  for (const doc of docs) {
    const add = (code: number, from: number, to: number | null): void => {
      if (wanted[code] === 1 && within(from, to)) stretches.push({ doc, column, code, from, to });
    };
    const changes = yield* changesOf(view, doc, [column.number], Infinity, Infinity);
    changes.reverse();
    const now = yield* view.vector(view.moments.now, column);
    let code = changes[0] ? changes[0].from : (now[doc] as number);
    let from = view.mirror.born.at(doc);
    for (const change of changes) {
      add(code, from, change.position);
      code = change.to;
      from = change.position;
    }
    add(code, from, view.mirror.died.get(doc) ?? null);
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

function* pointOf(view: View, position: number): Step<{ readonly position: number; readonly at: string }> {
  return { position, at: new Date(yield* view.clock.timeOf(position)).toISOString() };
}

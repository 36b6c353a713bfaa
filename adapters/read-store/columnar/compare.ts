import { checkFilter, checkLimit, declaredColumn } from '../../../projections/kernel/check.ts';
import { decodeCursor, encodeCursor } from '../../../projections/kernel/cursor.ts';
import type { Filter, Value } from '../../../projections/kernel/query.ts';
import type { Comparison, Difference } from '../../../projections/kernel/read-store.ts';
import type { Vector } from './chain.ts';
import { sameCell, type HistoryColumn } from './columns.ts';
import type { PastMoment } from './contract.ts';
import { matching } from './filter.ts';
import { firstBeyond } from './growing.ts';
import { listed } from './mask.ts';
import type { Moment } from './moment.ts';
import { Smallest } from './smallest.ts';
import type { Step } from './step.ts';
import type { View } from './view.ts';

export interface CompareOptions {
  readonly filter?: Filter;
  readonly columns?: readonly string[];
  readonly limit?: number;
  readonly cursor?: string;
}

/** A document at both moments: another number where its id was deleted and put again in between. */
interface Pairs {
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  /** Every document has one number at both moments. */
  readonly same: boolean;
}

/** What differs between two moments, net: a value that went and came back is no difference. */
export function* compareMoments(
  view: View,
  from: Moment,
  to: Moment,
  asked: readonly [PastMoment | undefined, PastMoment | undefined],
  options: CompareOptions,
): Step<Comparison> {
  const { definition } = view;
  checkFilter(definition, options.filter);
  for (const name of options.columns ?? []) declaredColumn(definition, name);
  const limit = options.limit ?? 100;
  checkLimit(limit);
  const bound = { filter: bindingOf(asked, options) };
  const place = decodeCursor(definition, {
    ...bound,
    ...(options.cursor !== undefined && { cursor: options.cursor }),
  });
  const columns = view.columns.filter(({ name }) => !options.columns || options.columns.includes(name));
  const { pairs, added, removed } = yield* pairUp(view, from, to, options.filter);
  const differs = new Uint8Array(pairs.before.length);
  const byColumn: Record<string, number> = {};
  const touched: HistoryColumn[] = [];
  for (const column of columns) {
    if (!(yield* mayDiffer(view, column, from, to, pairs))) continue;
    const [old, now] = [yield* view.vector(from, column), yield* view.vector(to, column)];
    const count = old === now && pairs.same ? 0 : markDifferences(old, now, pairs, differs);
    if (count === 0) continue;
    byColumn[column.name] = count;
    touched.push(column);
  }
  const changed: number[] = [];
  differs.forEach((differ, i) => differ === 1 && changed.push(i));
  const page = yield* pageOf(view, { pairs, added, removed, changed }, place?.id, limit);
  return {
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    byColumn,
    items: yield* itemsOf(view, from, to, page.entries, touched),
    next: page.last === undefined ? null : encodeCursor(definition, bound, { id: page.last, columns: {} }),
  };
}

/** A cursor belongs to both moments, the columns and the filter. */
function bindingOf(
  asked: readonly [PastMoment | undefined, PastMoment | undefined],
  { columns, filter }: CompareOptions,
): Filter {
  const moments = JSON.stringify([...asked.map(moment => moment ?? null), columns ?? null]);
  return { op: 'and', filters: [{ op: 'search', text: moments }, ...(filter ? [filter] : [])] };
}

/** Documents that match at either moment: in both, only after, only before. */
function* pairUp(
  view: View,
  from: Moment,
  to: Moment,
  filter: Filter | undefined,
): Step<{ readonly pairs: Pairs; readonly added: number[]; readonly removed: number[] }> {
  const matchBefore = yield* matching(view, from, filter);
  const matchAfter = yield* matching(view, to, filter);
  const wanted = new Uint8Array(Math.max(from.documents, to.documents));
  for (let doc = 0; doc < wanted.length; doc++)
    wanted[doc] = (matchBefore[doc] ?? 0) | (matchAfter[doc] ?? 0);
  const both: number[] = [];
  const onlyBefore: number[] = [];
  const onlyAfter: number[] = [];
  const livesIn = (moment: Moment, doc: number): boolean => doc < moment.documents && moment.alive[doc] === 1;
  for (const doc of listed(wanted)) {
    const [before, after] = [livesIn(from, doc), livesIn(to, doc)];
    if (before && after) both.push(doc);
    else if (before) onlyBefore.push(doc);
    else onlyAfter.push(doc);
  }
  return yield* joinReborn(view, from, to, { both, onlyBefore, onlyAfter });
}

/** Ids that were deleted and put again in between are one document under two numbers. */
function* joinReborn(
  view: View,
  from: Moment,
  to: Moment,
  found: { readonly both: number[]; readonly onlyBefore: number[]; readonly onlyAfter: number[] },
): Step<{ readonly pairs: Pairs; readonly added: number[]; readonly removed: number[] }> {
  const { ids } = view.mirror;
  const before = [...found.both];
  const after = [...found.both];
  const twin = function* (doc: number, moment: Moment): Step<number | undefined> {
    if (!view.mirror.reborn.has(doc)) return undefined;
    const same = yield* view.incarnations(ids.at(doc));
    return same.find(other => other !== doc && other < moment.documents && moment.alive[other] === 1);
  };
  const joined = new Set<number>();
  const added: number[] = [];
  const removed: number[] = [];
  for (const doc of found.onlyBefore) {
    const other = yield* twin(doc, to);
    if (other === undefined) removed.push(doc);
    else {
      before.push(doc);
      after.push(other);
      joined.add(other);
    }
  }
  for (const doc of found.onlyAfter) {
    if (joined.has(doc)) continue;
    const other = yield* twin(doc, from);
    if (other === undefined) added.push(doc);
    else {
      before.push(other);
      after.push(doc);
    }
  }
  const same = before.length === found.both.length;
  const pairs = { before: Uint32Array.from(before), after: Uint32Array.from(after), same };
  return { pairs, added, removed };
}

/** A column that nothing touched between two recorded moments need not be loaded. */
function* mayDiffer(
  view: View,
  column: HistoryColumn,
  from: Moment,
  to: Moment,
  pairs: Pairs,
): Step<boolean> {
  if (from.corrected || to.corrected || !pairs.same) return true;
  const [low, high] = [Math.min(from.position, to.position), Math.max(from.position, to.position)];
  const { positions } = view.mirror.heldOf(column);
  const held = positions.view();
  if (firstBeyond(held, low) < firstBeyond(held, high)) return true;
  return yield* view.touched(column, low, high);
}

function markDifferences(old: Vector, now: Vector, { before, after }: Pairs, differs: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < before.length; i++)
    if (!sameCell(old[before[i] as number] as number, now[after[i] as number] as number)) {
      differs[i] = 1;
      count++;
    }
  return count;
}

interface Found {
  readonly pairs: Pairs;
  readonly added: readonly number[];
  readonly removed: readonly number[];
  /** Indexes of pairs. */
  readonly changed: readonly number[];
}

interface Entry {
  readonly kind: Difference['kind'];
  readonly before: number;
  readonly after: number;
}

/** The differences on a page, by id. Rows are the added, then the removed, then the changed ones. */
function* pageOf(
  view: View,
  { pairs, added, removed, changed }: Found,
  afterId: string | undefined,
  limit: number,
): Step<{ readonly entries: Entry[]; readonly last: string | undefined }> {
  const docs = [
    ...added,
    ...removed,
    ...changed.map(pair => Math.max(pairs.before[pair] as number, pairs.after[pair] as number)),
  ];
  const entryAt = (row: number): Entry => {
    if (row < added.length) return { kind: 'added', before: -1, after: added[row] as number };
    const left = row - added.length;
    if (left < removed.length) return { kind: 'removed', before: removed[left] as number, after: -1 };
    const pair = changed[left - removed.length] as number;
    return { kind: 'changed', before: pairs.before[pair] as number, after: pairs.after[pair] as number };
  };
  const after = afterId === undefined ? -Infinity : yield* view.idRank(afterId, 'last');
  const ranks = yield* view.idRanks();
  // No two differences are of one document.
  const first = new Smallest(limit, []);
  let remaining = 0;
  docs.forEach((doc, row) => {
    const rank = ranks[doc] as number;
    if (rank <= after) return;
    remaining++;
    first.offer(rank, row);
  });
  const chosen = Array.from(first.sorted(), entryAt);
  const end = chosen.at(-1);
  const more = end && remaining > chosen.length;
  return { entries: chosen, last: more ? view.mirror.ids.at(Math.max(end.before, end.after)) : undefined };
}

function* itemsOf(
  view: View,
  from: Moment,
  to: Moment,
  entries: readonly Entry[],
  touched: readonly HistoryColumn[],
): Step<Difference[]> {
  const changed = entries.filter(({ kind }) => kind === 'changed');
  const columns = new Map<Entry, Record<string, { readonly from: Value; readonly to: Value }>>();
  for (const entry of changed) columns.set(entry, {});
  for (const column of touched) {
    const [old, now] = [yield* view.vector(from, column), yield* view.vector(to, column)];
    const differing = changed.filter(
      ({ before, after }) => !sameCell(old[before] as number, now[after] as number),
    );
    const froms = yield* view.decode(
      column,
      differing.map(({ before }) => old[before] as number),
    );
    const tos = yield* view.decode(
      column,
      differing.map(({ after }) => now[after] as number),
    );
    differing.forEach((entry, i) => {
      const known = columns.get(entry);
      if (known) known[column.name] = { from: froms[i] ?? null, to: tos[i] ?? null };
    });
  }
  return entries.map(entry => ({
    id: view.mirror.ids.at(Math.max(entry.before, entry.after)),
    kind: entry.kind,
    columns: columns.get(entry) ?? {},
  }));
}

import { columnTest } from '../../../projections/kernel/evaluate.ts';
import type { Filter } from '../../../projections/kernel/query.ts';
import type { HistoryColumn } from './columns.ts';
import type { Step } from './step.ts';
import type { View } from './view.ts';

/** A test of one column. */
export type Leaf = Extract<Filter, { column: string }>;

/** `in` of more texts than this is tested over the dictionary instead of looked up one by one. */
const LOOKUPS = 64;

/** Which codes of a column pass a test: worked out once over the dictionary, then only for codes added since. */
export function* passingCodes(view: View, column: HistoryColumn, leaf: Leaf): Step<Uint8Array> {
  if (column.kind === 'flag') {
    const test = columnTest(leaf);
    return Uint8Array.from([null, false, true], value => (test(value) ? 1 : 0));
  }
  const version = view.mirror.position;
  const texts = view.texts(column);
  const size = yield* texts.size(version);
  if (leaf.op === 'missing') {
    const passes = new Uint8Array(size);
    passes[0] = 1;
    return passes;
  }
  if (leaf.op === 'eq' || (leaf.op === 'in' && leaf.values.length <= LOOKUPS)) {
    const passes = new Uint8Array(size);
    const values = leaf.op === 'eq' ? [leaf.value] : leaf.values;
    for (const code of yield* texts.codes(values.map(String))) if (code !== undefined) passes[code] = 1;
    return passes;
  }
  if (leaf.op === 'range') return yield* passingRange(view, column, leaf, size);
  return yield* passingTexts(view, column, leaf, size);
}

function* passingRange(
  view: View,
  column: HistoryColumn,
  leaf: Extract<Leaf, { op: 'range' }>,
  size: number,
): Step<Uint8Array> {
  const version = view.mirror.position;
  const texts = view.texts(column);
  const bound = function* (text: string | number | undefined, none: number): Step<number> {
    return text === undefined ? none : yield* texts.rankOf(String(text), version);
  };
  const gt = yield* bound(leaf.gt, -Infinity);
  const gte = yield* bound(leaf.gte, -Infinity);
  const lt = yield* bound(leaf.lt, Infinity);
  const lte = yield* bound(leaf.lte, Infinity);
  const ranks = yield* texts.ranks(version);
  const passes = new Uint8Array(size);
  for (let code = 1; code < size; code++) {
    const rank = ranks[code] as number;
    passes[code] = Number(rank > gt) & Number(rank >= gte) & Number(rank < lt) & Number(rank <= lte);
  }
  return passes;
}

function* passingTexts(view: View, column: HistoryColumn, leaf: Leaf, size: number): Step<Uint8Array> {
  const key = `${column.number} ${JSON.stringify(leaf)}`;
  const known = view.leaves.get(key);
  if (known && known.tested >= size) return known.passes;
  const passes = new Uint8Array(size);
  if (known) passes.set(known.passes.subarray(0, known.tested));
  const version = view.mirror.position;
  const from = known?.tested ?? 1;
  const texts = yield* view.texts(column).all(version);
  const test = columnTest(leaf);
  for (let code = from; code < size; code++) passes[code] = test(texts[code] as string) ? 1 : 0;
  view.leaves.set(key, { passes, tested: size }, passes.byteLength + key.length * 2);
  return passes;
}

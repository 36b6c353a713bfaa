import { searchableColumns } from '../../../projections/kernel/check.ts';
import { columnTest } from '../../../projections/kernel/evaluate.ts';
import { foldText, type Filter, type Value } from '../../../projections/kernel/query.ts';
import type { Vector } from './chain.ts';
import type { HistoryColumn } from './columns.ts';
import type { Moment } from './moment.ts';
import { wait, type Step } from './step.ts';
import type { View } from './view.ts';

type Leaf = Extract<Filter, { column: string }>;

/** `in` of more texts than this is tested over the dictionary instead of looked up one by one. */
const LOOKUPS = 64;

/** One byte per document number: 1 for those that live and match. The filter was checked before. */
export function* matching(view: View, moment: Moment, filter: Filter | undefined): Step<Uint8Array> {
  const { documents, alive } = moment;
  if (!filter) return alive.subarray(0, documents);
  const mask = yield* evaluate(view, moment, filter);
  for (let doc = 0; doc < documents; doc++) mask[doc] = (mask[doc] as number) & (alive[doc] as number);
  return mask;
}

function* evaluate(view: View, moment: Moment, filter: Filter): Step<Uint8Array> {
  const { documents } = moment;
  switch (filter.op) {
    case 'and':
    case 'or':
      return yield* combine(view, moment, filter.op, filter.filters);
    case 'not': {
      const mask = yield* evaluate(view, moment, filter.filter);
      for (let doc = 0; doc < documents; doc++) mask[doc] = 1 - (mask[doc] as number);
      return mask;
    }
    case 'search': {
      const columns = searchableColumns(view.definition);
      const leaves = columns.map((column): Filter => ({ op: 'contains', column, value: filter.text }));
      return yield* combine(view, moment, 'or', leaves);
    }
    default:
      return yield* leafMask(view, moment, filter);
  }
}

function* combine(
  view: View,
  moment: Moment,
  op: 'and' | 'or',
  filters: readonly Filter[],
): Step<Uint8Array> {
  const { documents } = moment;
  const [first, ...rest] = filters;
  if (!first) return new Uint8Array(documents).fill(op === 'and' ? 1 : 0);
  const mask = yield* evaluate(view, moment, first);
  for (const filter of rest) {
    const other = yield* evaluate(view, moment, filter);
    if (op === 'and')
      for (let doc = 0; doc < documents; doc++) mask[doc] = (mask[doc] as number) & (other[doc] as number);
    else for (let doc = 0; doc < documents; doc++) mask[doc] = (mask[doc] as number) | (other[doc] as number);
  }
  return mask;
}

function* leafMask(view: View, moment: Moment, leaf: Leaf): Step<Uint8Array> {
  if (leaf.column === 'id') return yield* idMask(view, moment, leaf);
  const column = view.column(leaf.column);
  const mask = new Uint8Array(moment.documents);
  if (!column) return columnTest(leaf)(null) ? mask.fill(1) : mask;
  const vector = yield* view.vector(moment, column);
  if (column.kind === 'number') markNumbers(leaf, vector, mask);
  else markCodes(yield* passingCodes(view, column, leaf), vector, mask);
  return mask;
}

function* idMask(view: View, moment: Moment, leaf: Leaf): Step<Uint8Array> {
  const mask = new Uint8Array(moment.documents);
  if (leaf.op === 'missing') return mask;
  if (leaf.op === 'eq' || leaf.op === 'in') {
    for (const id of leaf.op === 'eq' ? [leaf.value] : leaf.values)
      for (const doc of yield* wait(view.storage.documentsOf(String(id).toWellFormed())))
        if (doc < mask.length) mask[doc] = 1;
    return mask;
  }
  const test = columnTest(leaf);
  for (let doc = 0; doc < mask.length; doc++) if (test(view.mirror.ids.at(doc))) mask[doc] = 1;
  return mask;
}

function markCodes(passes: Uint8Array, vector: Vector, mask: Uint8Array): void {
  for (let doc = 0; doc < mask.length; doc++) mask[doc] = passes[vector[doc] as number] as number;
}

/** NaN, the missing value, compares false with everything. */
function markNumbers(leaf: Leaf, vector: Vector, mask: Uint8Array): void {
  const n = mask.length;
  switch (leaf.op) {
    case 'eq':
      for (let doc = 0; doc < n; doc++) if (vector[doc] === leaf.value) mask[doc] = 1;
      return;
    case 'in': {
      const values = new Set<Value>(leaf.values);
      for (let doc = 0; doc < n; doc++) if (values.has(vector[doc] as number)) mask[doc] = 1;
      return;
    }
    case 'range': {
      const low = Math.max(Number(leaf.gt ?? -Infinity), Number(leaf.gte ?? -Infinity));
      const high = Math.min(Number(leaf.lt ?? Infinity), Number(leaf.lte ?? Infinity));
      const openLow = leaf.gt !== undefined && leaf.gt === low;
      const openHigh = leaf.lt !== undefined && leaf.lt === high;
      for (let doc = 0; doc < n; doc++) {
        const value = vector[doc] as number;
        if (openLow ? !(value > low) : !(value >= low)) continue;
        if (openHigh ? value < high : value <= high) mask[doc] = 1;
      }
      return;
    }
    case 'missing':
      for (let doc = 0; doc < n; doc++) if (vector[doc] !== vector[doc]) mask[doc] = 1;
      return;
    case 'contains':
    case 'prefix':
    case 'under':
      return;
  }
}

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
    passes[code] = rank > gt && rank >= gte && rank < lt && rank <= lte ? 1 : 0;
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
  if (leaf.op === 'contains' || leaf.op === 'prefix') {
    const folded = yield* view.texts(column).folded(version);
    const wanted = foldText(leaf.value).toWellFormed();
    for (let code = from; code < size; code++) {
      const text = folded[code] as string;
      passes[code] = (leaf.op === 'contains' ? text.includes(wanted) : text.startsWith(wanted)) ? 1 : 0;
    }
  } else {
    const texts = yield* view.texts(column).all(version);
    const test = columnTest(leaf);
    for (let code = from; code < size; code++) passes[code] = test(texts[code] as string) ? 1 : 0;
  }
  view.leaves.set(key, { passes, tested: size }, passes.byteLength + key.length * 2);
  return passes;
}

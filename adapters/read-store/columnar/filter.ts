import { searchableColumns } from '../../../projections/kernel/check.ts';
import { columnTest } from '../../../projections/kernel/evaluate.ts';
import { foldText, type Filter, type Value } from '../../../projections/kernel/query.ts';
import type { Vector } from './chain.ts';
import { takeOut, type Mask } from './mask.ts';
import type { Moment } from './moment.ts';
import { passingCodes, type Leaf } from './passing.ts';
import { wait, type Step } from './step.ts';
import { narrowByTexts } from './text-tests.ts';
import type { View } from './view.ts';

/** One byte per document number: 1 for those that live and match. Not to be written to. The filter was checked before. */
export function* matching(view: View, moment: Moment, filter: Filter | undefined): Step<Mask> {
  const { documents, alive } = moment;
  if (!filter) return alive.subarray(0, documents);
  const mask = alive.slice(0, documents);
  yield* narrow(view, moment, filter, mask);
  return mask;
}

/** Takes documents out of the mask that do not match. */
function* narrow(view: View, moment: Moment, filter: Filter, mask: Mask): Step<void> {
  switch (filter.op) {
    case 'and':
      for (const part of filter.filters) yield* narrow(view, moment, part, mask);
      return;
    case 'or': {
      // Each part looks only at what those before it left.
      const left = mask.slice();
      for (const part of filter.filters) {
        const matches = left.slice();
        yield* narrow(view, moment, part, matches);
        takeOut(left, matches);
      }
      return takeOut(mask, left);
    }
    case 'not': {
      const matches = mask.slice();
      yield* narrow(view, moment, filter.filter, matches);
      return takeOut(mask, matches);
    }
    case 'search': {
      const columns = searchableColumns(view.definition).flatMap(name => view.column(name) ?? []);
      return yield* narrowByTexts(
        view,
        moment,
        columns,
        { how: 'contains', text: foldedWell(filter.text) },
        mask,
      );
    }
    default:
      return yield* narrowByLeaf(view, moment, filter, mask);
  }
}

/** Texts are stored well-formed. */
function foldedWell(text: string): string {
  return foldText(text).toWellFormed();
}

function* narrowByLeaf(view: View, moment: Moment, leaf: Leaf, mask: Mask): Step<void> {
  if (leaf.column === 'id') return yield* narrowById(view, leaf, mask);
  const column = view.column(leaf.column);
  if (!column) {
    if (!columnTest(leaf)(null)) mask.fill(0);
    return;
  }
  if (column.kind === 'number') return narrowByNumber(leaf, yield* view.vector(moment, column), mask);
  if (leaf.op === 'contains' || leaf.op === 'prefix') {
    const wanted = { how: leaf.op, text: foldedWell(leaf.value) };
    return yield* narrowByTexts(view, moment, [column], wanted, mask);
  }
  const passes = yield* passingCodes(view, column, leaf);
  if (passes.includes(1)) narrowByCode(passes, yield* view.vector(moment, column), mask);
  else mask.fill(0);
}

function* narrowById(view: View, leaf: Leaf, mask: Mask): Step<void> {
  const { ids } = view.mirror;
  if (leaf.op === 'eq' || leaf.op === 'in') {
    const before = mask.slice();
    mask.fill(0);
    for (const id of leaf.op === 'eq' ? [leaf.value] : leaf.values)
      for (const doc of yield* wait(view.storage.documentsOf(String(id).toWellFormed())))
        if (before[doc] === 1) mask[doc] = 1;
    return;
  }
  const test = columnTest(leaf);
  for (let doc = mask.indexOf(1); doc >= 0; doc = mask.indexOf(1, doc + 1))
    if (!test(ids.at(doc))) mask[doc] = 0;
}

function narrowByCode(passes: Uint8Array, vector: Vector, mask: Mask): void {
  for (let doc = 0; doc < mask.length; doc++)
    mask[doc] = (mask[doc] as number) & (passes[vector[doc] as number] as number);
}

/** NaN, the missing value, compares false with everything. Without branches: what passes is hard to foresee. */
function narrowByNumber(leaf: Leaf, vector: Vector, mask: Mask): void {
  const n = mask.length;
  switch (leaf.op) {
    case 'eq':
      for (let doc = 0; doc < n; doc++)
        mask[doc] = (mask[doc] as number) & Number(vector[doc] === leaf.value);
      return;
    case 'in': {
      const values = new Set<Value>(leaf.values);
      for (let doc = 0; doc < n; doc++)
        mask[doc] = (mask[doc] as number) & Number(values.has(vector[doc] as number));
      return;
    }
    case 'range': {
      const low = Math.max(Number(leaf.gt ?? -Infinity), Number(leaf.gte ?? -Infinity));
      const high = Math.min(Number(leaf.lt ?? Infinity), Number(leaf.lte ?? Infinity));
      const notLow = leaf.gt === low ? low : NaN;
      const notHigh = leaf.lt === high ? high : NaN;
      for (let doc = 0; doc < n; doc++) {
        const value = vector[doc] as number;
        mask[doc] =
          (mask[doc] as number) &
          Number(value >= low) &
          Number(value <= high) &
          Number(value !== notLow) &
          Number(value !== notHigh);
      }
      return;
    }
    case 'missing':
      for (let doc = 0; doc < n; doc++)
        mask[doc] = (mask[doc] as number) & Number(vector[doc] !== vector[doc]);
      return;
    case 'contains':
    case 'prefix':
    case 'under':
      mask.fill(0);
      return;
  }
}

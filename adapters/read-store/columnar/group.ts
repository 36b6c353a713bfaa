import { checkFilter, declaredColumn } from '../../../projections/kernel/check.ts';
import { compareValues } from '../../../projections/kernel/order.ts';
import type { Filter } from '../../../projections/kernel/query.ts';
import type { GroupCount } from '../../../projections/kernel/read-store.ts';
import type { Vector } from './chain.ts';
import { matching } from './filter.ts';
import { countOf, type Mask } from './mask.ts';
import type { Moment } from './moment.ts';
import type { Step } from './step.ts';
import type { View } from './view.ts';

/** Cells of a column of booleans: missing, false, true. */
const FLAGS = 3;

export function* countMatches(view: View, moment: Moment, filter: Filter | undefined): Step<number> {
  checkFilter(view.definition, filter);
  return countOf(yield* matching(view, moment, filter));
}

/** Documents per value of a column, largest first, then by value. */
export function* countGroups(
  view: View,
  moment: Moment,
  name: string,
  options: { readonly filter?: Filter; readonly limit?: number },
): Step<GroupCount[]> {
  declaredColumn(view.definition, name);
  checkFilter(view.definition, options.filter);
  const mask = yield* matching(view, moment, options.filter);
  const column = view.column(name);
  if (!column) {
    const count = countOf(mask);
    return count === 0 ? [] : [{ value: null, count }];
  }
  const vector = yield* view.vector(moment, column);
  const size = column.kind === 'code' ? yield* view.texts(column).size(view.mirror.position) : FLAGS;
  const counts = column.kind === 'number' ? countNumbers(vector, mask) : countCodes(vector, mask, size);
  const cells = [...counts.keys()];
  const values = yield* view.decode(column, cells);
  return cells
    .map((cell, i) => ({ value: values[i] ?? null, count: counts.get(cell) as number }))
    .sort((a, b) => b.count - a.count || compareValues(a.value, b.value))
    .slice(0, options.limit);
}

function countNumbers(vector: Vector, mask: Mask): Map<number, number> {
  const counts = new Map<number, number>();
  for (let doc = 0; doc < mask.length; doc++)
    if (mask[doc] === 1) counts.set(vector[doc] as number, (counts.get(vector[doc] as number) ?? 0) + 1);
  return counts;
}

function countCodes(vector: Vector, mask: Mask, size: number): Map<number, number> {
  const perCode = new Uint32Array(size);
  for (let doc = 0; doc < mask.length; doc++) {
    const code = vector[doc] as number;
    perCode[code] = (perCode[code] as number) + (mask[doc] as number);
  }
  const counts = new Map<number, number>();
  perCode.forEach((count, code) => count > 0 && counts.set(code, count));
  return counts;
}

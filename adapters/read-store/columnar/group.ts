import { checkFilter, declaredColumn } from '../../../projections/kernel/check.ts';
import { compareValues } from '../../../projections/kernel/order.ts';
import type { Filter } from '../../../projections/kernel/query.ts';
import type { GroupCount } from '../../../projections/kernel/read-store.ts';
import { matching } from './filter.ts';
import type { Moment } from './moment.ts';
import type { Step } from './step.ts';
import type { View } from './view.ts';

export function* countMatches(view: View, moment: Moment, filter: Filter | undefined): Step<number> {
  checkFilter(view.definition, filter);
  return sum(yield* matching(view, moment, filter), moment.documents);
}

function sum(mask: Uint8Array, documents: number): number {
  let count = 0;
  for (let doc = 0; doc < documents; doc++) count += mask[doc] as number;
  return count;
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
    const count = sum(mask, moment.documents);
    return count === 0 ? [] : [{ value: null, count }];
  }
  const vector = yield* view.vector(moment, column);
  const counts = new Map<number, number>();
  if (column.kind === 'number') {
    for (let doc = 0; doc < moment.documents; doc++)
      if (mask[doc] === 1) counts.set(vector[doc] as number, (counts.get(vector[doc] as number) ?? 0) + 1);
  } else {
    const size = column.kind === 'flag' ? 3 : yield* view.texts(column).size(view.mirror.position);
    const perCode = new Uint32Array(size);
    for (let doc = 0; doc < moment.documents; doc++)
      if (mask[doc] === 1) perCode[vector[doc] as number] = (perCode[vector[doc] as number] as number) + 1;
    perCode.forEach((count, code) => count > 0 && counts.set(code, count));
  }
  const cells = [...counts.keys()];
  const values = yield* view.decode(column, cells);
  return cells
    .map((cell, i) => ({ value: values[i] ?? null, count: counts.get(cell) as number }))
    .sort((a, b) => b.count - a.count || compareValues(a.value, b.value))
    .slice(0, options.limit);
}

import type { SearchPlan } from './plan.ts';
import type { Subject } from './subject.ts';

/** Records of a body that are looked at: all, or those of one run. */
export interface Rows {
  readonly first: number;
  /** Undefined: to the end of the body. */
  readonly n: number | undefined;
}

/** Calls back for each matching record within the plan's span, oldest first. */
export function eachMatch(
  subject: Subject,
  { first, n }: Rows,
  plan: SearchPlan,
  found: (row: number, time: number) => void,
): void {
  const mask = plan.matches?.(subject);
  const { times } = subject.body;
  const end = n === undefined ? subject.body.n : first + n;
  for (let row = first; row < end; row++) {
    const time = times[row] as number;
    if (time >= plan.from && time < plan.until && mask?.[row] !== 0) found(row, time);
  }
}

import type { OperationFilter } from '../../../projections/operation-logs/operation-store.ts';
import { reachOf } from '../reach.ts';
import { countedOf, countedSpan, type Counting, type Tally } from '../search/counting.ts';
import { planOf, type SearchPlan } from '../search/plan.ts';
import { eachMatch } from '../search/rows.ts';
import { candidatesOf } from './candidates.ts';
import type { DayFile } from './day-files.ts';
import type { DayReader, RollRow } from './day-reader.ts';
import type { OpenDays } from './open-days.ts';

/** Counts what matches. */
export function tallied<Answer>(
  days: OpenDays,
  files: readonly DayFile[],
  filter: OperationFilter,
  { tally, answer }: Counting<Answer>,
): Answer {
  const plan = planOf(filter);
  for (const file of files) {
    const { from, until } = reachOf(file.day);
    if (until <= plan.from || from >= plan.until) continue;
    days.reading(file, undefined, day => countDay(day, plan, tally));
  }
  return answer();
}

function countDay(day: DayReader, plan: SearchPlan, what: Tally): void {
  const { byCounts } = plan;
  const { counted } = what;
  if (!byCounts || !counted) return scan(day, plan, what);
  const add = (rows: readonly RollRow[]): void => {
    for (const row of rows) {
      const one = countedOf(day.file.day, row, row.n);
      if (byCounts(one.detail, one.suspicious)) counted(one);
    }
  };
  const { tMin, tMax } = day.head;
  if (!what.byQuarter && plan.from <= tMin && tMax < plan.until) return add(day.countsOfDay());
  const { quarters, ends } = countedSpan(plan);
  if (quarters) add(day.counts(...quarters));
  for (const end of ends) scan(day, end, what);
}

function scan(day: DayReader, plan: SearchPlan, { record, whole }: Tally): void {
  for (const candidate of candidatesOf(day, plan, 'oldest')) {
    const { n, tMin, tMax } = candidate;
    const inside = tMin >= plan.from && tMax < plan.until;
    if (whole && inside && n !== undefined && !plan.matches) {
      whole(n);
      continue;
    }
    const subject = day.subject(candidate.body, candidate.dev);
    if (subject) eachMatch(subject, candidate, plan, (row, time) => record(subject, row, time));
  }
}

import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { quarterOf } from '../columns.ts';
import { comparePlaces, placeOf } from '../order.ts';
import { endOfSlice, type Slice } from '../read-all.ts';
import { reachOf } from '../reach.ts';
import type { SearchPlan } from '../search/plan.ts';
import { eachMatch } from '../search/rows.ts';
import { storedAt } from '../search/stored.ts';
import { candidatesOf } from './candidates.ts';
import type { DayFile } from './day-files.ts';
import type { DayReader } from './day-reader.ts';
import type { Bounds } from './messages.ts';
import type { OpenDays } from './open-days.ts';
import { boundOf } from './search.ts';

/**
 * Whoever reads everything gets it by spans of time that have about `most` records, whether they match or not: pages
 * would open the runs of all devices that were busy at the time for each page anew. `files` newest day first.
 */
export function nextSlice(
  days: OpenDays,
  files: readonly DayFile[],
  plan: SearchPlan,
  most: number,
  bounds: Bounds,
): Slice {
  const end = endOf(days, files, plan, most);
  if (end === undefined) return { items: [], until: null };
  const until = Math.min(end, plan.until);
  const span = { ...plan, until };
  const items = files.flatMap(file =>
    reaches(file, span) ? days.reading<StoredOperation[]>(file, [], day => recordsIn(day, span, bounds)) : [],
  );
  items.sort((one, other) => comparePlaces(placeOf(one), placeOf(other)));
  return { items, until: until < plan.until ? until : null };
}

/** A moment before which there are about so many records; undefined: there are none at all. */
function endOf(
  days: OpenDays,
  files: readonly DayFile[],
  plan: SearchPlan,
  most: number,
): number | undefined {
  const first = quarterOf(plan.from);
  const quarters = new Map<number, number>();
  for (const file of files) {
    if (!reaches(file, plan)) continue;
    const counts = days.reading<readonly (readonly [number, number])[]>(file, [], day => day.quarters(first));
    for (const [quarter, n] of counts) quarters.set(quarter, (quarters.get(quarter) ?? 0) + n);
  }
  return endOfSlice(quarters, plan.from, most);
}

function recordsIn(day: DayReader, plan: SearchPlan, bounds: Bounds): StoredOperation[] {
  const found: StoredOperation[] = [];
  for (const candidate of candidatesOf(day, plan, 'oldest', boundOf(bounds, day))) {
    const subject = day.subject(candidate.body, candidate.dev);
    if (!subject) continue;
    eachMatch(subject, candidate, plan, row => found.push(storedAt(subject, row)));
  }
  return found;
}

function reaches({ day }: DayFile, plan: Pick<SearchPlan, 'from' | 'until'>): boolean {
  const { from, until } = reachOf(day);
  return until > plan.from && from < plan.until;
}

import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { quarterMs } from '../columns.ts';
import { comparePlaces, placeOf } from '../order.ts';
import type { SearchPlan } from '../search/plan.ts';
import { candidatesOf } from './candidates.ts';
import type { DayFile } from './day-files.ts';
import { storedAt, type DayReader } from './day-reader.ts';
import type { Bounds } from './messages.ts';
import type { OpenDays } from './open-days.ts';
import { reachOf } from './reach.ts';
import { boundOf } from './search.ts';

export interface Slice {
  /** All that match between two moments, oldest first. */
  readonly items: readonly StoredOperation[];
  /** Where the next slice begins; null: there is nothing more. */
  readonly until: number | null;
}

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
  const first = Math.floor(Math.max(plan.from, 0) / quarterMs);
  const quarters = new Map<number, number>();
  for (const file of files) {
    if (!reaches(file, plan)) continue;
    const counts = days.reading<readonly (readonly [number, number])[]>(file, [], day => day.quarters(first));
    for (const [quarter, n] of counts) quarters.set(quarter, (quarters.get(quarter) ?? 0) + n);
  }
  let records = 0;
  for (const [quarter, n] of [...quarters].sort(([one], [other]) => one - other)) {
    records += n;
    if (records <= most) continue;
    const start = Math.max(quarter * quarterMs, plan.from);
    if (records > n) return start;
    // One quarter alone has too many: a part of it, as if they came evenly.
    return start + Math.max(1, Math.floor((quarterMs * most) / n));
  }
  return quarters.size === 0 ? undefined : Infinity;
}

function recordsIn(day: DayReader, plan: SearchPlan, bounds: Bounds): StoredOperation[] {
  const found: StoredOperation[] = [];
  for (const { body, dev, first, n } of candidatesOf(day, plan, 'oldest', boundOf(bounds, day))) {
    const subject = day.subject(body, dev);
    if (!subject) continue;
    const mask = plan.matches?.(subject);
    const { times } = subject.body;
    const end = n === undefined ? subject.body.n : first + n;
    for (let row = first; row < end; row++) {
      const time = times[row] as number;
      if (time >= plan.from && time < plan.until && mask?.[row] !== 0) found.push(storedAt(subject, row));
    }
  }
  return found;
}

function reaches({ day }: DayFile, plan: Pick<SearchPlan, 'from' | 'until'>): boolean {
  const { from, until } = reachOf(day);
  return until > plan.from && from < plan.until;
}

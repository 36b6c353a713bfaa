import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { reachOf } from '../reach.ts';
import { Hits, type Wanted } from '../search/hits.ts';
import { candidatesOf } from './candidates.ts';
import type { DayFile } from './day-files.ts';
import type { DayReader } from './day-reader.ts';
import type { Bounds } from './messages.ts';
import type { OpenDays } from './open-days.ts';

/** The first matching records in an order; `files` newest day first. */
export function firstRecords(
  days: OpenDays,
  files: readonly DayFile[],
  wanted: Wanted & { readonly bounds: Bounds | undefined },
): StoredOperation[] {
  const hits = new Hits(wanted);
  const ordered = wanted.order === 'newest' ? files : files.toReversed();
  for (const file of ordered) {
    const { from, until } = reachOf(file.day);
    if (!hits.mayHave({ tMin: from, tMax: until - 1 })) continue;
    days.reading(file, undefined, day => {
      if (!hits.mayHave(day.head)) return;
      for (const candidate of candidatesOf(day, hits.plan, wanted.order, boundOf(wanted.bounds, day))) {
        // Those that follow are farther still.
        if (hits.isBeyond(candidate)) return;
        const subject = hits.mayHave(candidate) && day.subject(candidate.body, candidate.dev);
        if (subject) hits.look(subject, candidate);
      }
    });
  }
  return hits.found;
}

/** The last run that the answer may hold; a day that was not there then has none. */
export function boundOf(bounds: Bounds | undefined, { file }: DayReader): number | undefined {
  return bounds && (bounds.get(file.day) ?? 0);
}

import {
  detailOf,
  operationDetails,
  type OperationColumnName,
} from '../../../domain/operation-logs/records/index.ts';
import { compareText } from '../../../projections/kernel/order.ts';
import type {
  OperationCount,
  OperationFilter,
  OperationGroup,
  OperationSlot,
} from '../../../projections/operation-logs/operation-store.ts';
import { quarterMs, slotOf } from '../columns.ts';
import { codeOf } from '../format/body.ts';
import { columnOfCode } from '../format/layout.ts';
import type { Mask } from '../search/matcher.ts';
import { planOf, type SearchPlan } from '../search/plan.ts';
import type { Subject } from '../search/subject.ts';
import { candidatesOf } from './candidates.ts';
import type { DayFile } from './day-files.ts';
import type { DayReader, RollRow } from './day-reader.ts';
import type { OpenDays } from './open-days.ts';
import { reachOf } from './reach.ts';

/** Matching records of a quarter of an hour, or of a whole day, counted when they were stored. */
interface Counted {
  readonly day: string;
  /** Start of a quarter of an hour, milliseconds since the epoch. */
  readonly time: number;
  readonly detail: string;
  readonly suspicious: boolean;
  readonly n: number;
}

/** What is done with matching records. */
interface Tally {
  /** Where it can be answered from counts alone. */
  readonly counted?: (counted: Counted) => void;
  /** Each quarter of an hour matters, not only the day. */
  readonly byQuarter?: boolean;
  /** One record. */
  readonly record: (subject: Subject, row: number, time: number) => void;
  /** All records of a run, where that needs no look at them. */
  readonly whole?: (n: number) => void;
}

export function countOf(days: OpenDays, files: readonly DayFile[], filter: OperationFilter): number {
  let count = 0;
  tally(days, files, planOf(filter), {
    counted: ({ n }) => (count += n),
    record: () => count++,
    whole: n => (count += n),
  });
  return count;
}

export function histogramOf(
  days: OpenDays,
  files: readonly DayFile[],
  filter: OperationFilter,
  slot: OperationSlot,
): OperationCount[] {
  const counts = new Counts<string>();
  tally(days, files, planOf(filter), {
    counted: ({ time, day, n }) => counts.add(slotOf(slot, time, day), n),
    byQuarter: slot === 'quarter',
    record: ({ day }, _row, time) => counts.add(slotOf(slot, time, day), 1),
  });
  return [...counts.of]
    .map(([value, count]) => ({ slot: value, count }))
    .sort((one, other) =>
      slot === 'quarter' ? Number(one.slot) - Number(other.slot) : compareText(one.slot, other.slot),
    );
}

export function groupsOf(
  days: OpenDays,
  files: readonly DayFile[],
  filter: OperationFilter,
  column: OperationGroup,
  limit: number,
): { value: string; count: number }[] {
  const counts = new Counts<string>();
  const counted = countedValue[column];
  tally(days, files, planOf(filter), {
    ...(counted && { counted: (one: Counted) => counts.add(counted(one), one.n) }),
    record: (subject, row) => {
      const value = valueAt(subject, row, column);
      if (value !== undefined) counts.add(value, 1);
    },
  });
  return [...counts.of]
    .map(([value, count]) => ({ value, count }))
    .sort((one, other) => other.count - one.count || compareText(one.value, other.value))
    .slice(0, limit);
}

class Counts<Key> {
  readonly of = new Map<Key, number>();

  add(key: Key, n: number): void {
    this.of.set(key, (this.of.get(key) ?? 0) + n);
  }
}

const types = new Map<string, string>(operationDetails.map(({ key, type }) => [key, type]));

/** Groups that the counts tell apart. */
const countedValue: Partial<Record<OperationGroup, (counted: Counted) => string>> = {
  detail: ({ detail }) => detail,
  type: ({ detail }) => types.get(detail) as string,
  suspicious: ({ suspicious }) => String(suspicious),
};

function valueAt({ body, device }: Subject, row: number, column: OperationGroup): string | undefined {
  if (column === 'device') return device;
  if (column === 'suspicious')
    return String(
      body.column(codeOf('suspicion')) !== undefined && body.valueAt(codeOf('suspicion'), row) !== undefined,
    );
  const name: OperationColumnName = column === 'type' ? 'detail' : column;
  const value = body.column(codeOf(name)) && body.valueAt(codeOf(name), row);
  if (value === undefined) return undefined;
  if (column === 'type') return detailOf(value).type;
  const laid = columnOfCode[codeOf(name)]?.column;
  return laid?.kind === 'term' ? laid.terms[value - 1]?.key : body.names.at(value);
}

function tally(days: OpenDays, files: readonly DayFile[], plan: SearchPlan, what: Tally): void {
  const { byCounts } = plan;
  for (const file of files) {
    const { from, until } = reachOf(file.day);
    if (until <= plan.from || from >= plan.until) continue;
    days.reading(file, undefined, day => {
      const { counted } = what;
      if (!byCounts || !counted) return scan(day, plan, what);
      const add = (rows: readonly RollRow[]): void => {
        for (const one of countedIn(day, rows)) if (byCounts(one.detail, one.suspicious)) counted(one);
      };
      const { tMin, tMax } = day.head;
      if (!what.byQuarter && plan.from <= tMin && tMax < plan.until) return add(day.countsOfDay());
      // Whole quarters from the counts, and the ends by a look at the records.
      const first = Math.ceil(Math.max(plan.from, 0) / quarterMs);
      const end = plan.until === Infinity ? Number.MAX_SAFE_INTEGER : Math.floor(plan.until / quarterMs);
      if (first >= end) return scan(day, plan, what);
      add(day.counts(first, end));
      scan(day, { ...plan, until: first * quarterMs }, what);
      if (plan.until !== Infinity) scan(day, { ...plan, from: end * quarterMs }, what);
    });
  }
}

function countedIn({ file }: DayReader, rows: readonly RollRow[]): Counted[] {
  return rows.map(({ quarter, detail, marked, n }) => ({
    day: file.day,
    time: quarter * quarterMs,
    detail: detailOf(detail).key,
    suspicious: marked === 1,
    n,
  }));
}

function scan(day: DayReader, plan: SearchPlan, { record, whole }: Tally): void {
  for (const { body, dev, first, n, tMin, tMax } of candidatesOf(day, plan, 'oldest')) {
    const inside = tMin >= plan.from && tMax < plan.until;
    if (whole && inside && n !== undefined && !plan.matches) {
      whole(n);
      continue;
    }
    const subject = day.subject(body, dev);
    if (!subject) continue;
    const mask: Mask | undefined = plan.matches?.(subject);
    const { times } = subject.body;
    const end = n === undefined ? subject.body.n : first + n;
    for (let row = first; row < end; row++) {
      const time = times[row] as number;
      if (time >= plan.from && time < plan.until && mask?.[row] !== 0) record(subject, row, time);
    }
  }
}

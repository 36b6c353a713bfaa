import {
  detailOf,
  operationDetails,
  type OperationColumnName,
} from '../../../domain/operation-logs/records/index.ts';
import { compareText } from '../../../projections/kernel/order.ts';
import type {
  OperationCount,
  OperationGroup,
  OperationSlot,
} from '../../../projections/operation-logs/operation-store.ts';
import { quarterMs, quarterOf, slotOf } from '../columns.ts';
import { rollParts } from '../facts.ts';
import { codeOf } from '../format/body.ts';
import { columnOfCode } from '../format/layout.ts';
import type { SearchPlan } from './plan.ts';
import type { Subject } from './subject.ts';

/** Matching records of a quarter of an hour, or of a whole day, counted when they were stored. */
export interface Counted {
  readonly day: string;
  /** Start of a quarter of an hour, milliseconds since the epoch. */
  readonly time: number;
  readonly detail: string;
  readonly suspicious: boolean;
  readonly n: number;
}

/** What is done with matching records. */
export interface Tally {
  /** Where it can be answered from counts alone. */
  readonly counted?: (counted: Counted) => void;
  /** Each quarter of an hour matters, not only the day. */
  readonly byQuarter?: boolean;
  /** One record. */
  readonly record: (subject: Subject, row: number, time: number) => void;
  /** All records of a run, where that needs no look at them. */
  readonly whole?: (n: number) => void;
}

/** A tally, and what it comes to in the end. */
export interface Counting<Answer> {
  readonly tally: Tally;
  answer(): Answer;
}

export function countingAll(): Counting<number> {
  let count = 0;
  return {
    tally: {
      counted: ({ n }) => (count += n),
      record: () => count++,
      whole: n => (count += n),
    },
    answer: () => count,
  };
}

export function countingSlots(slot: OperationSlot): Counting<OperationCount[]> {
  const counts = new Counts<string>();
  return {
    tally: {
      counted: ({ time, day, n }) => counts.add(slotOf(slot, time, day), n),
      byQuarter: slot === 'quarter',
      record: ({ day }, _row, time) => counts.add(slotOf(slot, time, day), 1),
    },
    answer: () =>
      [...counts.of]
        .map(([value, count]) => ({ slot: value, count }))
        .sort((one, other) =>
          slot === 'quarter' ? Number(one.slot) - Number(other.slot) : compareText(one.slot, other.slot),
        ),
  };
}

export function countingGroups(
  column: OperationGroup,
  limit: number,
): Counting<{ value: string; count: number }[]> {
  const counts = new Counts<string>();
  const counted = countedValue[column];
  return {
    tally: {
      ...(counted && { counted: (one: Counted) => counts.add(counted(one), one.n) }),
      record: (subject, row) => {
        const value = valueAt(subject, row, column);
        if (value !== undefined) counts.add(value, 1);
      },
    },
    answer: () =>
      [...counts.of]
        .map(([value, count]) => ({ value, count }))
        .sort((one, other) => other.count - one.count || compareText(one.value, other.value))
        .slice(0, limit),
  };
}

/** Whole quarters of an hour that can be counted, and what is left of the span at both ends for a look at the records. */
export interface CountedSpan {
  /** Numbers of the first quarter and of the one after the last; undefined: there is no whole one. */
  readonly quarters: readonly [number, number] | undefined;
  readonly ends: readonly SearchPlan[];
}

export function countedSpan(plan: SearchPlan): CountedSpan {
  const first = plan.from <= 0 ? 0 : Math.ceil(plan.from / quarterMs);
  const end = plan.until === Infinity ? Number.MAX_SAFE_INTEGER : quarterOf(plan.until);
  if (first >= end) return { quarters: undefined, ends: [plan] };
  const before = { ...plan, until: first * quarterMs };
  const after = { ...plan, from: end * quarterMs };
  return { quarters: [first, end], ends: plan.until === Infinity ? [before] : [before, after] };
}

/** What a count by quarter, detail and mark (`rollKey`) says of a day. */
export function countedOf(day: string, { quarter, detail, marked }: ReturnType<typeof rollParts>, n: number) {
  return { day, time: quarter * quarterMs, detail: detailOf(detail).key, suspicious: marked === 1, n };
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

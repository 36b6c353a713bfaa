import type { Order } from '../search/hits.ts';
import type { SearchPlan } from '../search/plan.ts';
import { isOfFewDevices, mayHaveDetails, mostFoundBodies, mostRunsOfUser } from '../search/selective.ts';
import type { DayReader } from './day-reader.ts';
import type { RunRow } from './run-queries.ts';
import type { FoundBody } from './segment-lookup.ts';

/** Records that may match: some of a body, between two times. */
export interface Candidate {
  readonly body: number;
  readonly dev: number;
  readonly first: number;
  /** Undefined: all of the body. */
  readonly n: number | undefined;
  /** Milliseconds since the epoch. */
  readonly tMin: number;
  readonly tMax: number;
}

/**
 * What of a day may match, the newest (by its last record) or oldest (by its first) before others. `bound`: the last
 * run that counts.
 */
export function candidatesOf(
  day: DayReader,
  plan: SearchPlan,
  order: Order,
  bound = Number.MAX_SAFE_INTEGER,
): Iterable<Candidate> {
  if (plan.from >= plan.until) return [];
  const span = [clamped(plan.from), clamped(plan.until)] as const;
  const found: readonly (Candidate | RunRow)[] | undefined =
    runsOfDevices(day, plan, span) ?? bodiesWithParts(day, plan, bound) ?? runsOfUsers(day, plan);
  if (!found) return walk(day, plan, order, span, bound);
  return found
    .filter(
      one =>
        one.tMax >= plan.from &&
        one.tMin < plan.until &&
        (!('no' in one) || one.no <= bound) &&
        fits(day, plan, one),
    )
    .sort(order === 'newest' ? (one, other) => other.tMax - one.tMax : (one, other) => one.tMin - other.tMin);
}

function* walk(
  day: DayReader,
  plan: SearchPlan,
  order: Order,
  [from, until]: readonly [number, number],
  bound: number,
): Generator<Candidate> {
  for (const row of day.runs.inOrder(order, from, until))
    if (row.no <= bound && fits(day, plan, row)) yield row;
}

function runsOfDevices(
  day: DayReader,
  plan: SearchPlan,
  span: readonly [number, number],
): RunRow[] | undefined {
  if (!isOfFewDevices(plan)) return undefined;
  return [...plan.devices].flatMap(device => {
    const dev = day.numberOf(device);
    return dev === undefined ? [] : day.runs.ofDevice(dev, ...span);
  });
}

function bodiesWithParts(day: DayReader, { parts }: SearchPlan, bound: number): Candidate[] | undefined {
  const { sealedNo } = day.head;
  // Merged since the question began: runs that came after it are in the same bodies.
  if (sealedNo > bound) return undefined;
  const found = day.index.withParts(parts);
  if (!found || found.length > mostFoundBodies) return undefined;
  const bodies: FoundBody[] = [...found, ...day.tail.withParts(parts)];
  return bodies
    .filter(({ no }) => no <= sealedNo || no <= bound)
    .map(({ no, dev, tMin, tMax }) => ({ body: no, dev, first: 0, n: undefined, tMin, tMax }));
}

function runsOfUsers(day: DayReader, { users }: SearchPlan): RunRow[] | undefined {
  if (!users) return undefined;
  const runs = new Set<number>();
  for (const user of users) {
    const no = day.numberOfUser(user);
    if (no === undefined) continue;
    for (const run of day.runs.ofUser(no, mostRunsOfUser + 1)) runs.add(run);
    if (runs.size > mostRunsOfUser) return undefined;
  }
  return [...runs].map(no => day.runs.byNumber(no));
}

function fits(day: DayReader, plan: SearchPlan, one: Candidate | RunRow): boolean {
  if ('details' in one && !mayHaveDetails(plan, one.details)) return false;
  return plan.devices?.has(day.deviceOf(one.dev)) ?? true;
}

function clamped(time: number): number {
  return Math.min(Math.max(time, 0), Number.MAX_SAFE_INTEGER);
}

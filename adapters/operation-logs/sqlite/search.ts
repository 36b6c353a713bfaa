import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { comparePlaces, type OperationPlace } from '../order.ts';
import { nameIn } from '../search/matcher.ts';
import type { SearchPlan } from '../search/plan.ts';
import type { Subject } from '../search/subject.ts';
import { candidatesOf, type Candidate, type Order } from './candidates.ts';
import type { DayFile } from './day-files.ts';
import { storedAt, type DayReader } from './day-reader.ts';
import type { Bounds } from './messages.ts';
import type { OpenDays } from './open-days.ts';
import { reachOf } from './reach.ts';

export interface Wanted {
  readonly plan: SearchPlan;
  readonly order: Order;
  readonly most: number;
  /** Only what comes after it in that order. */
  readonly after: OperationPlace | undefined;
  readonly bounds: Bounds | undefined;
}

/** The first matching records in an order; `files` newest day first. */
export function firstRecords(days: OpenDays, files: readonly DayFile[], wanted: Wanted): StoredOperation[] {
  const search = new Search(wanted);
  const ordered = wanted.order === 'newest' ? files : files.toReversed();
  for (const file of ordered) {
    const { from, until } = reachOf(file.day);
    if (!search.mayHave(from, until - 1)) continue;
    days.reading(file, undefined, day => search.lookThrough(day));
  }
  return search.found;
}

interface Hit {
  readonly place: OperationPlace;
  readonly operation: StoredOperation;
}

/** Keeps the best hits so far; whatever cannot be among them is not opened. */
class Search {
  readonly #wanted: Wanted;
  /** 1 oldest first, -1 newest first. */
  readonly #sign: 1 | -1;
  readonly #hits: Hit[] = [];

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#sign = wanted.order === 'newest' ? -1 : 1;
  }

  get found(): StoredOperation[] {
    return this.#hits.map(({ operation }) => operation);
  }

  /** Whether records between two times (inclusive) can be among the hits. */
  mayHave(tMin: number, tMax: number): boolean {
    const { plan, after } = this.#wanted;
    if (tMax < plan.from || tMin >= plan.until) return false;
    const near = this.#sign < 0 ? tMax : tMin;
    const far = this.#sign < 0 ? tMin : tMax;
    return !this.#beyond(near) && (!after || (far - after.time) * this.#sign >= 0);
  }

  lookThrough(day: DayReader): void {
    const { plan, order, bounds } = this.#wanted;
    const { tMin, tMax } = day.head;
    if (!this.mayHave(tMin, tMax)) return;
    const narrowed = this.#afterPlace(plan);
    for (const candidate of candidatesOf(day, narrowed, order, boundOf(bounds, day))) {
      // Those that follow are farther still.
      if (this.#beyond(this.#sign < 0 ? candidate.tMax : candidate.tMin)) return;
      if (this.mayHave(candidate.tMin, candidate.tMax)) this.#open(day, candidate);
    }
  }

  #open(day: DayReader, { body, dev, first, n }: Candidate): void {
    const subject = day.subject(body, dev);
    if (!subject) return;
    const { plan } = this.#wanted;
    const mask = plan.matches?.(subject);
    const { times } = subject.body;
    const end = n === undefined ? subject.body.n : first + n;
    const forward = this.#sign > 0;
    for (let i = first; i < end; i++) {
      const row = forward ? i : first + end - 1 - i;
      const time = times[row] as number;
      if (this.#beyond(time)) {
        // Merged batches of a body follow each other in time.
        return;
      }
      if (time < plan.from || time >= plan.until || mask?.[row] === 0) continue;
      this.#offer(subject, row, time);
    }
  }

  #offer(subject: Subject, row: number, time: number): void {
    const { after, most } = this.#wanted;
    const name = nameIn(subject, row);
    const place: OperationPlace = { time, device: name.device, seq: name.seq, row: name.row };
    if (after && comparePlaces(place, after) * this.#sign <= 0) return;
    let at = this.#hits.length;
    while (at > 0 && comparePlaces(place, (this.#hits[at - 1] as Hit).place) * this.#sign < 0) at--;
    if (at >= most) return;
    this.#hits.splice(at, 0, { place, operation: storedAt(subject, row) });
    if (this.#hits.length > most) this.#hits.pop();
  }

  /** Whether there are enough hits that all come before this time. */
  #beyond(time: number): boolean {
    const worst = this.#hits[this.#wanted.most - 1];
    return worst !== undefined && (time - worst.place.time) * this.#sign > 0;
  }

  #afterPlace(plan: SearchPlan): SearchPlan {
    const { after } = this.#wanted;
    if (!after) return plan;
    return this.#sign < 0
      ? { ...plan, until: Math.min(plan.until, after.time + 1) }
      : { ...plan, from: Math.max(plan.from, after.time) };
  }
}

/** The last run that the answer may hold; a day that was not there then has none. */
export function boundOf(bounds: Bounds | undefined, { file }: DayReader): number | undefined {
  return bounds && (bounds.get(file.day) ?? 0);
}

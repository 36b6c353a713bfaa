import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { comparePlaces, type OperationPlace } from '../order.ts';
import { nameIn } from './matcher.ts';
import type { SearchPlan } from './plan.ts';
import type { Rows } from './rows.ts';
import { storedAt } from './stored.ts';
import type { Subject } from './subject.ts';

export type Order = 'newest' | 'oldest';

export interface Wanted {
  readonly plan: SearchPlan;
  readonly order: Order;
  readonly most: number;
  /** Only what comes after it in that order. */
  readonly after: OperationPlace | undefined;
}

/** Between two moments, both included; milliseconds since the epoch. */
export interface Between {
  readonly tMin: number;
  readonly tMax: number;
}

interface Hit {
  readonly place: OperationPlace;
  readonly operation: StoredOperation;
}

/** Keeps the first matching records in an order; tells what cannot be among them, so that it is not opened. */
export class Hits {
  /** The question, narrowed to what comes after the place that was named. */
  readonly plan: SearchPlan;
  readonly #wanted: Wanted;
  /** 1 oldest first, -1 newest first. */
  readonly #sign: 1 | -1;
  readonly #hits: Hit[] = [];

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#sign = wanted.order === 'newest' ? -1 : 1;
    this.plan = narrowed(wanted);
  }

  get found(): StoredOperation[] {
    return this.#hits.map(({ operation }) => operation);
  }

  /** Whether records between two times can be among the hits. */
  mayHave(between: Between): boolean {
    const { plan, after } = this.#wanted;
    if (between.tMax < plan.from || between.tMin >= plan.until) return false;
    const far = this.#sign < 0 ? between.tMin : between.tMax;
    return !this.isBeyond(between) && (!after || (far - after.time) * this.#sign >= 0);
  }

  /** Whether there are enough hits that all come before the nearest of these records. */
  isBeyond({ tMin, tMax }: Between): boolean {
    return this.#beyond(this.#sign < 0 ? tMax : tMin);
  }

  look(subject: Subject, { first, n }: Rows): void {
    const { plan } = this.#wanted;
    const mask = plan.matches?.(subject);
    // Most bodies that an index names have nothing: their times need not be read.
    if (mask && !mask.includes(1)) return;
    const { times } = subject.body;
    const end = n === undefined ? subject.body.n : first + n;
    const forward = this.#sign > 0;
    for (let i = first; i < end; i++) {
      const row = forward ? i : first + end - 1 - i;
      const time = times[row] as number;
      // Merged batches of a body follow each other in time.
      if (this.#beyond(time)) return;
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

  #beyond(time: number): boolean {
    const worst = this.#hits[this.#wanted.most - 1];
    return worst !== undefined && (time - worst.place.time) * this.#sign > 0;
  }
}

function narrowed({ plan, order, after }: Wanted): SearchPlan {
  if (!after) return plan;
  return order === 'newest'
    ? { ...plan, until: Math.min(plan.until, after.time + 1) }
    : { ...plan, from: Math.max(plan.from, after.time) };
}

import {
  cutByDay,
  dayOf,
  type OperationBatch,
  type OperationDay,
} from '../../../domain/operation-logs/records/index.ts';

/** Lets batches through to their days, but not to those that are closed at the moment: these wait. */
export class DayGate {
  readonly #closed = new Map<OperationDay, Promise<void>>();
  readonly #underWay = new Set<Promise<unknown>>();

  /** What is on its way arrives before the work begins, what comes now waits for its end. */
  async closed<Result>(day: OperationDay, work: () => Promise<Result>): Promise<Result> {
    const opened = Promise.withResolvers<void>();
    this.#closed.set(day, opened.promise);
    try {
      await Promise.allSettled(this.#underWay);
      return await work();
    } finally {
      this.#closed.delete(day);
      opened.resolve();
    }
  }

  /** Days that nothing goes to at the moment. */
  get shut(): readonly OperationDay[] {
    return [...this.#closed.keys()];
  }

  async through<Result>(batch: OperationBatch, work: () => Promise<Result>): Promise<Result> {
    while (this.#closed.size > 0 && isOf(this.#closed, batch)) await Promise.all(this.#closed.values());
    return this.past(work);
  }

  /** What goes to none of the days that are shut. */
  async past<Result>(work: () => Promise<Result>): Promise<Result> {
    const passing = work();
    this.#underWay.add(passing);
    try {
      return await passing;
    } finally {
      this.#underWay.delete(passing);
    }
  }
}

/** Whether a batch has records of one of the days. Nearly every batch lies within one. */
export function isOf(days: { has(day: OperationDay): boolean }, batch: OperationBatch): boolean {
  return days.has(dayOf(batch.t0, batch.tz)) || cutByDay(batch).some(({ day }) => days.has(day));
}

import type { Health } from '../contract.ts';

type IntakeHealth = Health['intake'];
export type Refusal = IntakeHealth['lastRefusals'][number];

const refusalsKept = 50;

/** What came in since the start, for the health page. */
export class IntakeCounters {
  #received = 0;
  #changed = 0;
  #unchanged = 0;
  #refused = 0;
  readonly #lastRefusals: Refusal[] = [];

  received(): void {
    this.#received++;
  }

  recorded(outcome: 'changed' | 'unchanged'): void {
    if (outcome === 'changed') this.#changed++;
    else this.#unchanged++;
  }

  /** Texts of ours only; newest first. */
  refused(refusal: Refusal): void {
    this.#refused++;
    this.#lastRefusals.unshift(refusal);
    if (this.#lastRefusals.length > refusalsKept) this.#lastRefusals.pop();
  }

  /** One more of those told already. */
  refusedAgain(): void {
    this.#refused++;
  }

  snapshot(queued: number): IntakeHealth {
    return {
      received: this.#received,
      changed: this.#changed,
      unchanged: this.#unchanged,
      refused: this.#refused,
      queued,
      lastRefusals: [...this.#lastRefusals],
    };
  }
}

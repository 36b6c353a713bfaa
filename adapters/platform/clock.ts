import type { Clock } from '../../domain/kernel/index.ts';

/**
 * The machine's time. Within one process it never goes back, also when the machine's clock is corrected:
 * it then stands still until the correction is made up for, at most `toleranceMs`; a larger step is believed.
 */
export function systemClock(toleranceMs = 60_000): Clock {
  let last = 0;
  return {
    now() {
      const machine = Date.now();
      if (machine > last || last - machine > toleranceMs) last = machine;
      return new Date(last).toISOString();
    },
  };
}

export interface TestClock extends Clock {
  set(at: string): void;
  advance(milliseconds: number): void;
}

/** Stands still until told otherwise. */
export function fixedClock(at = '2026-01-05T09:00:00.000Z'): TestClock {
  let now = Date.parse(at);
  return {
    now: () => new Date(now).toISOString(),
    set(next) {
      now = Date.parse(next);
    },
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}

/** Every look at it is `stepMs` later than the one before. */
export function steppingClock(at = '2026-01-05T09:00:00.000Z', stepMs = 1_000): TestClock {
  const clock = fixedClock(at);
  let looked = false;
  return {
    ...clock,
    now() {
      if (looked) clock.advance(stepMs);
      looked = true;
      return clock.now();
    },
  };
}

/** One line of the benchmark table. */
export interface BenchRow {
  readonly work: string;
  readonly value: number;
  readonly unit: string;
  /** What bounds it on this machine, measured in the same run; null where nothing comparable can be run. */
  readonly limit: number | null;
  /** value / limit. */
  readonly ratio: number | null;
  /** The design's budget in the row's unit, or as a ratio to the limit where `budget` ends in "×" in the table. */
  readonly budget: number | null;
  readonly met: boolean | null;
  /** What the limit is: "fsync rate", "JSON.parse of the same bytes", … */
  readonly limitName?: string;
  readonly better: 'higher' | 'lower';
  /** The budget bounds the ratio to the limit, not the value. */
  readonly budgetIsRatio?: boolean;
}

/** Fills in ratio and `met`: the measured value (or ratio) against the budget and nothing else. */
export function benchRow(measured: Omit<BenchRow, 'ratio' | 'met'>): BenchRow {
  const ratio = measured.limit === null ? null : measured.value / measured.limit;
  const compared = measured.budgetIsRatio ? ratio : measured.value;
  const met =
    measured.budget === null || compared === null
      ? null
      : measured.better === 'higher'
        ? compared >= measured.budget
        : compared <= measured.budget;
  return { ...measured, ratio, met };
}

/** p in [0, 1] of unsorted samples. */
export function quantile(samples: readonly number[], p: number): number {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

/** Part of a suite that could not be measured here, and what it needs. */
export interface Skipped {
  readonly skipped: string;
}

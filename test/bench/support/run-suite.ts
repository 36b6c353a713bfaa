import type { BenchRow, Skipped } from '../row.ts';

export type Suite = () => AsyncIterable<BenchRow | Skipped>;

/** What a suite came to. */
export interface SuiteResult {
  readonly rows: readonly BenchRow[];
  /** It skipped nothing: these rows may replace those of an earlier run. */
  readonly whole: boolean;
}

/** Runs a suite to its end and says each row as it comes. */
export async function runSuite(suite: Suite, say: (line: string) => void): Promise<SuiteResult> {
  const rows: BenchRow[] = [];
  let whole = true;
  for await (const row of suite()) {
    if ('skipped' in row) {
      whole = false;
      say(`  skipped: ${row.skipped}`);
      continue;
    }
    rows.push(row);
    say(`  ${row.work}: ${figure(row.value)} ${row.unit}`);
  }
  return { rows, whole };
}

/** As the tables show a number. */
export function figure(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-GB');
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

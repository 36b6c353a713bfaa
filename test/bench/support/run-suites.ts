import type { BenchRow, Skipped } from '../row.ts';

export type Suite = () => AsyncIterable<BenchRow | Skipped>;

/** A suite that ran to its end. */
export interface SuiteResult {
  readonly name: string;
  readonly rows: readonly BenchRow[];
  /** It skipped nothing: these rows may replace those of an earlier run. */
  readonly whole: boolean;
}

/** Runs the chosen suites in their order, all where none is chosen, says each row as it comes, and yields each suite. */
export async function* runSuites(
  suites: Readonly<Record<string, () => Promise<Suite>>>,
  chosen: readonly string[],
  say: (line: string) => void,
): AsyncGenerator<SuiteResult> {
  for (const [name, load] of Object.entries(suites)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    say(`${name} …`);
    const rows: BenchRow[] = [];
    let whole = true;
    for await (const row of (await load())()) {
      if ('skipped' in row) {
        whole = false;
        say(`  skipped: ${row.skipped}`);
        continue;
      }
      rows.push(row);
      say(`  ${row.work}: ${figure(row.value)} ${row.unit}`);
    }
    yield { name, rows, whole };
  }
}

/** As the tables show a number. */
export function figure(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-GB');
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

import type { BenchRow } from '../row.ts';
import { figure } from './run-suite.ts';

/** The rows as a table of Markdown. */
export function table(rows: readonly BenchRow[]): string {
  const lines = rows.map(row => {
    const bound = row.better === 'higher' ? '≥' : '≤';
    const budget =
      row.budget === null ? '–' : `${bound} ${figure(row.budget)}${row.budgetIsRatio ? ' × limit' : ''}`;
    const limit = row.limit === null ? '–' : `${figure(row.limit)} (${row.limitName ?? ''})`;
    const ratio = row.ratio === null ? '–' : figure(row.ratio);
    const met = row.met === null ? '–' : row.met ? 'yes' : '**no**';
    return `| ${row.work} | ${figure(row.value)} ${row.unit} | ${limit} | ${ratio} | ${budget} | ${met} |`;
  });
  return [
    '| Work | Measured | Limit of this machine, same run | Ratio | Budget | Met |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/**
 * The page with this suite's table between its two marks, `<!-- measured: SUITE -->` and `<!-- end of SUITE -->`, and
 * everything around them as it was: what people wrote about the figures stays. Throws where the page lacks the marks.
 */
export function withTable(page: string, suite: string, rows: readonly BenchRow[], stamp: string): string {
  const opening = `<!-- measured: ${suite} -->`;
  const closing = `<!-- end of ${suite} -->`;
  const from = page.indexOf(opening);
  const to = page.indexOf(closing);
  if (from < 0 || to < from) throw new Error(`The page has no place for ${suite}: ${opening} … ${closing}`);
  return `${page.slice(0, from)}${opening}\n\n${stamp}\n\n${table(rows)}\n\n${page.slice(to)}`;
}

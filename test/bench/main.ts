// `npm run bench [-- SUITE… --json]`: measures the budgets of the design, prints the table with the limits of this
// machine beside it, and writes docs/benchmarks.md when every suite ran and skipped nothing.
import { cpus, release, totalmem } from 'node:os';
import { writeFileSync } from 'node:fs';
import type { BenchRow } from './row.ts';
import { figure, runSuites, type Suite } from './support/run-suites.ts';

const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  'event-store': async () => (await import('./event-store.ts')).measureEventStore,
  columnar: async () => (await import('./columnar.ts')).measureColumnar,
  'read-store': async () => (await import('./read-store.ts')).measureReadStore,
  projections: async () => (await import('./projections.ts')).measureProjections,
  intake: async () => (await import('./intake.ts')).measureIntake,
  console: async () => (await import('./console.ts')).measureConsole,
  server: async () => (await import('./server.ts')).measureServer,
  sizes: async () => (await import('./sizes.ts')).measureSizes,
  beyond: async () => (await import('./beyond.ts')).measureBeyond,
};

const json = process.argv.includes('--json');
const chosen = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const unknown = chosen.filter(name => !(name in suites));
if (unknown.length > 0) {
  console.error(`Unknown suite ${unknown.join(', ')}. Known: ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

const { rows, whole } = await runSuites(suites, chosen, line => console.error(line));
if (json) console.log(JSON.stringify(rows, null, 2));
else console.log(markdown(rows));
if (whole) writeFileSync('docs/benchmarks.md', document(rows));

function markdown(table: readonly BenchRow[]): string {
  const lines = table.map(row => {
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

function document(table: readonly BenchRow[]): string {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`;
  return `# Benchmarks

Made by \`npm run bench\`. Each budget of the design is compared with what was measured and nothing else; the limit beside it is what the machine can do at best, measured in the same run. Figures of one machine mean little elsewhere: compare ratios.

Machine: ${machine}. ${new Date().toISOString().slice(0, 10)}.

${markdown(table)}
`;
}

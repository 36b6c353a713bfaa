// `npm run bench [-- SUITE… --json --write]`: measures the budgets of the design and prints the table with the limits
// of this machine beside it. A whole run, or `--write`, puts the table of each suite that skipped nothing into
// docs/benchmarks.md as soon as the suite ends.
import { cpus, release, totalmem } from 'node:os';
import { readFileSync, writeFileSync } from 'node:fs';
import type { BenchRow } from './row.ts';
import { table, withTable } from './support/results-page.ts';
import { runSuites, type Suite } from './support/run-suites.ts';

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
const page = 'docs/benchmarks.md';

const json = process.argv.includes('--json');
const chosen = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const write = process.argv.includes('--write') || chosen.length === 0;
const unknown = chosen.filter(name => !(name in suites));
if (unknown.length > 0) {
  console.error(`Unknown suite ${unknown.join(', ')}. Known: ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

const all: BenchRow[] = [];
for await (const { name, rows, whole } of runSuites(suites, chosen, line => console.error(line))) {
  all.push(...rows);
  if (write && whole) writeFileSync(page, withTable(readFileSync(page, 'utf8'), name, rows, stamp()));
}
console.log(json ? JSON.stringify(all, null, 2) : table(all));

function stamp(): string {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`;
  return `${new Date().toISOString().slice(0, 10)}, ${machine}:`;
}

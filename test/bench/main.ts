// `npm run bench [-- SUITE… --json --write]`: measures the budgets of the design and prints the table with the limits
// of this machine beside it. A whole run, or `--write`, puts the table of each suite that skipped nothing into
// docs/benchmarks.md as soon as the suite ends.
import { spawnSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { readFileSync, writeFileSync } from 'node:fs';
import { table, withTable } from './support/results-page.ts';
import { runSuite, type Suite } from './support/run-suite.ts';

const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  'event-store': async () => (await import('./event-store.ts')).measureEventStore,
  columnar: async () => (await import('./columnar.ts')).measureColumnar,
  'read-store': async () => (await import('./read-store.ts')).measureReadStore,
  projections: async () => (await import('./projections.ts')).measureProjections,
  intake: async () => (await import('./intake.ts')).measureIntake,
  operations: async () => (await import('./operations.ts')).measureOperations,
  'operation-uploads': async () => (await import('./operation-uploads.ts')).measureUploads,
  agents: async () => (await import('./agents.ts')).measureAgents,
  console: async () => (await import('./console.ts')).measureConsole,
  server: async () => (await import('./server.ts')).measureServer,
  sizes: async () => (await import('./sizes.ts')).measureSizes,
  beyond: async () => (await import('./beyond.ts')).measureBeyond,
};
const page = 'docs/benchmarks.md';

const flags = process.argv.slice(2).filter(argument => argument.startsWith('--'));
const chosen = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const unknown = chosen.filter(name => !(name in suites));
if (unknown.length > 0) {
  console.error(`Unknown suite ${unknown.join(', ')}. Known: ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}
const [only, ...others] = chosen;
if (only !== undefined && others.length === 0) await run(only);
else
  for (const name of chosen.length > 0 ? chosen : Object.keys(suites)) {
    // Each in a process of its own: what one leaves in memory slows no other.
    const writes = chosen.length === 0 ? ['--write'] : [];
    const again = [...process.execArgv, import.meta.filename, name, ...writes, ...flags];
    const { status } = spawnSync(process.execPath, again, { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }

async function run(name: string): Promise<void> {
  console.error(`${name} …`);
  const suite = await suites[name]!();
  const { rows, whole } = await runSuite(suite, line => console.error(line));
  if (flags.includes('--write') && whole)
    writeFileSync(page, withTable(readFileSync(page, 'utf8'), name, rows, stamp()));
  if (flags.includes('--json')) for (const row of rows) console.log(JSON.stringify(row));
  else console.log(`\n${table(rows)}\n`);
}

function stamp(): string {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.version}`;
  return `${new Date().toISOString().slice(0, 10)}, ${machine}:`;
}

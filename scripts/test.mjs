// `npm test`: types, lint, then every suite; closes with the totals. Arguments go to jest (a path, -t NAME);
// with arguments, types and lint are left out.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildConsole, compiledOnce, install, pinnedNode, root } from './prepare.mjs';

install();
const chosen = process.argv.slice(2);
if (chosen.length === 0) {
  console.log('types and lint …');
  const bin = name => join('node_modules', name);
  // Two at a time: lint takes as long as all others together.
  const checked = await Promise.all([
    passes([bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.']),
    passes(
      [bin('typescript/bin/tsc'), '-p', '.'],
      [bin('typescript/bin/tsc'), '-p', 'src/console'],
      [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
    ),
  ]);
  if (checked.includes(false)) process.exit(1);
}
buildConsole();

/** Runs scripts one after the other; whether all ended well. */
async function passes(...scripts) {
  for (const script of scripts) {
    const [code] = await once(spawn(pinnedNode, script, { cwd: root, stdio: 'inherit' }), 'exit');
    if (code !== 0) return false;
  }
  return true;
}

const results = join(root, '.cache', 'test-results.json');
mkdirSync(join(root, '.cache'), { recursive: true });
rmSync(results, { force: true });
const jest = spawnSync(
  pinnedNode,
  ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${results}`, ...chosen],
  {
    cwd: root,
    stdio: ['inherit', 'ignore', 'inherit'],
    env: compiledOnce,
  },
);
if (jest.status !== 0 && jest.status !== 1) process.exit(jest.status ?? 1);
const { numPassedTests, numFailedTests, numPendingTests, success } = JSON.parse(
  readFileSync(results, 'utf8'),
);
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
console.log(`${numPassedTests} passed, ${numFailedTests} failed${skipped}`);
process.exit(success && numPassedTests > 0 ? 0 : 1);

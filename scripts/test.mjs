// `npm test`: types, lint, then every suite; closes with the totals. Arguments go to jest (a path, -t NAME);
// with arguments, types and lint are left out.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildConsole, install, pinnedNode, root, runPinned } from './prepare.mjs';

install();
const chosen = process.argv.slice(2);
if (chosen.length === 0) {
  console.log('types …');
  runPinned(['node_modules/typescript/bin/tsc', '-p', '.']);
  runPinned(['node_modules/typescript/bin/tsc', '-p', 'src/console']);
  console.log('lint …');
  runPinned(['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']);
  runPinned(['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']);
}
buildConsole();

const results = join(root, '.cache', 'test-results.json');
mkdirSync(join(root, '.cache'), { recursive: true });
rmSync(results, { force: true });
const jest = spawnSync(
  pinnedNode,
  ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${results}`, ...chosen],
  {
    cwd: root,
    stdio: ['inherit', 'ignore', 'inherit'],
    // Threads and programs that tests start compile each source once, as the server's do (docs/decisions/0074).
    env: { NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'), ...process.env },
  },
);
if (jest.status !== 0 && jest.status !== 1) process.exit(jest.status ?? 1);
const { numPassedTests, numFailedTests, numPendingTests, success } = JSON.parse(
  readFileSync(results, 'utf8'),
);
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
console.log(`${numPassedTests} passed, ${numFailedTests} failed${skipped}`);
process.exit(success && numPassedTests > 0 ? 0 : 1);

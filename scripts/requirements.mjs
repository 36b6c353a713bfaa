// `npm run requirements [-- --json]`: how many requirements of the catalogue a passing test proves, per area.
// A requirement is proven by a passing test that carries its id in its title; an id that the catalogue does
// not know is an error.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const folder = join(root, 'docs', 'requirements');
const catalogue = new Set();
for (const file of readdirSync(folder).filter(name => name.endsWith('.md')))
  for (const match of readFileSync(join(folder, file), 'utf8').matchAll(/^\| *([A-Z]{3}-\d{3}) *\|/gm))
    catalogue.add(match[1]);

const results = join(root, '.cache', 'test-results.json');
if (!existsSync(results)) {
  console.error('requirements: no test results yet. Run "npm test" first.');
  process.exit(2);
}
const prefixes = new Set([...catalogue].map(id => id.slice(0, 3)));
const proven = new Set();
const unknown = [];
for (const suite of JSON.parse(readFileSync(results, 'utf8')).testResults)
  for (const test of suite.assertionResults)
    for (const [id] of test.fullName.matchAll(/\b[A-Z]{3}-\d{3}\b/g)) {
      if (catalogue.has(id)) {
        if (test.status === 'passed') proven.add(id);
      } else if (prefixes.has(id.slice(0, 3))) unknown.push(`${id} in "${test.fullName}"`);
    }

const areas = {};
for (const id of [...catalogue].sort()) {
  const area = (areas[id.slice(0, 3)] ??= { total: 0, proven: 0 });
  area.total++;
  if (proven.has(id)) area.proven++;
}
if (process.argv.includes('--json')) console.log(JSON.stringify(areas, null, 2));
else {
  const total = { total: catalogue.size, proven: proven.size };
  for (const [area, count] of [...Object.entries(areas), ['all', total]])
    console.log(
      `${area.padEnd(4)} ${String(count.proven).padStart(5)} of ${String(count.total).padStart(5)}`,
    );
}
if (unknown.length > 0) {
  console.error(`requirements: ids that the catalogue does not know:\n  ${unknown.join('\n  ')}`);
  process.exit(1);
}

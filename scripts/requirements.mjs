// `npm run requirements [-- --json] [-- --results FILE]`: how many requirements of the catalogue a passing test
// proves, per area. A requirement is proven by a passing test that carries its id in its title; an id that the
// catalogue does not know is an error.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './prepare.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    results: { type: 'string', default: join(root, '.cache', 'test-results.json') },
  },
});

// Areas have names of two to four letters: RC-001, DEV-001, COST-001.
const id = '[A-Z]{2,4}-\\d{3}';
const row = new RegExp(`^\\| *(${id}) *\\|`, 'gm');
const areaOf = requirement => requirement.slice(0, requirement.indexOf('-'));

const folder = join(root, 'docs', 'requirements');
const catalogue = new Set();
for (const file of readdirSync(folder).filter(name => name.endsWith('.md')))
  for (const [, requirement] of readFileSync(join(folder, file), 'utf8').matchAll(row))
    catalogue.add(requirement);

if (!existsSync(options.results)) {
  console.error('requirements: no test results yet. Run "npm test" first.');
  process.exit(2);
}
const known = new Set([...catalogue].map(areaOf));
const proven = new Set();
const unknown = [];
for (const suite of JSON.parse(readFileSync(options.results, 'utf8')).testResults)
  for (const test of suite.assertionResults)
    for (const [requirement] of test.fullName.matchAll(new RegExp(`\\b${id}\\b`, 'g'))) {
      if (catalogue.has(requirement)) {
        if (test.status === 'passed') proven.add(requirement);
      } else if (known.has(areaOf(requirement))) unknown.push(`${requirement} in "${test.fullName}"`);
    }

const areas = {};
for (const requirement of [...catalogue].sort()) {
  const area = (areas[areaOf(requirement)] ??= { total: 0, proven: 0 });
  area.total++;
  if (proven.has(requirement)) area.proven++;
}
if (options.json) console.log(JSON.stringify(areas, null, 2));
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

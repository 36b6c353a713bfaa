import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

interface Cruise {
  modules: { source: string }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalCruised: number };
}

const rooms = ['domain', 'projections', 'adapters', 'src'];

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map(entry => join(entry.parentPath, entry.name));
}

describe('the house plan', () => {
  let cruise: Cruise;

  beforeAll(() => {
    const output = execFileSync(
      process.execPath,
      [
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'json',
        ...rooms,
      ],
      { maxBuffer: 256 * 2 ** 20, encoding: 'utf8' },
    );
    cruise = JSON.parse(output) as Cruise;
  });

  it('looks at every source file: an empty check proves nothing', () => {
    const seen = new Set(cruise.modules.map(module => module.source));
    const sources = rooms.flatMap(sourcesOf);
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.filter(source => !seen.has(source))).toEqual([]);
  });

  it('finds no import that the plan forbids', () => {
    expect(cruise.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual(
      [],
    );
  });
});

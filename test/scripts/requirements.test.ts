import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Areas = Record<string, { total: number; proven: number }>;

/** Ids are put together here, so that this file's own titles claim nothing. */
const id = (area: string, number: string) => `${area}-${number}`;

/** Rows below a heading "ID | Requirement", counted without looking at what an id looks like. */
function rowsOfCatalogue(): number {
  const folder = 'docs/requirements';
  let rows = 0;
  for (const file of readdirSync(folder)) {
    let inside = false;
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n'))
      if (/^\| *ID *\| *Requirement *\|/.test(line)) inside = true;
      else if (!line.startsWith('|')) inside = false;
      else if (inside && !line.startsWith('|-')) rows++;
  }
  return rows;
}

describe('the count of proven requirements', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-requirements-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function count(tests: readonly { fullName: string; status: string }[]) {
    const results = join(folder, 'results.json');
    writeFileSync(results, JSON.stringify({ testResults: [{ assertionResults: tests }] }));
    const run = spawnSync(process.execPath, ['scripts/requirements.mjs', '--json', '--results', results], {
      encoding: 'utf8',
    });
    return { code: run.status, errors: run.stderr, areas: JSON.parse(run.stdout) as Areas };
  }

  it('counts every row of the catalogue, whatever the length of its area', () => {
    const { code, areas } = count([]);
    expect(code).toBe(0);
    expect(Object.values(areas).reduce((sum, { total }) => sum + total, 0)).toBe(rowsOfCatalogue());
    expect(rowsOfCatalogue()).toBe(1137);
    expect(areas).toMatchObject({ RC: { total: 84 }, COST: { total: 10 }, DEV: { total: 46 } });
  });

  it('takes a requirement as proven when a test passed that carries its id', () => {
    const { code, areas } = count([
      { fullName: `a viewer ${id('RC', '001')} ${id('COST', '010')}: shows`, status: 'passed' },
      { fullName: `a device ${id('DEV', '001')}: is seen`, status: 'failed' },
      { fullName: `a device ${id('DEV', '002')}: is seen`, status: 'pending' },
    ]);
    expect(code).toBe(0);
    expect(areas).toMatchObject({ RC: { proven: 1 }, COST: { proven: 1 }, DEV: { proven: 0 } });
  });

  it('refuses an id of a known area that the catalogue does not have, and leaves other words alone', () => {
    const title = `a viewer ${id('RC', '085')} hashed with SHA-256`;
    const { code, errors } = count([{ fullName: title, status: 'passed' }]);
    expect(code).toBe(1);
    expect(errors).toContain(`${id('RC', '085')} in "${title}"`);
    expect(errors).not.toContain('SHA-256 in');
  });
});

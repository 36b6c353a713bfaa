import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { temporaryFolders } from '../support/folder.ts';
import { adminPassword, muster, startServer } from '../support/programs.ts';

const folder = temporaryFolders();
let server: Awaited<ReturnType<typeof startServer>>;
let data: string;
beforeAll(async () => {
  data = join(folder(), 'data');
  server = await startServer(data);
});
afterAll(() => server.stop());

test('WIN-015 CLI-011 CLI-054 CLI-055 CLI-056 a saved filter goes out as a file and comes back under its own or another name', async () => {
  const signedIn = await fetch(`${server.url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'system', password: adminPassword }),
  });
  const { token } = (await signedIn.json()) as { token: string };
  const views = [
    { id: 'v1', name: 'Large', f: 'memory.gte.8192', sort: '-memory' },
    { id: 'v2', name: 'Here', f: "location.eq.'Tokyo'" },
  ];
  const saved = await fetch(`${server.url}/api/v1/me`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ preferences: { views: { devices: views } } }),
  });
  expect(saved.status).toBe(200);

  const run = (...args: string[]) => muster(args, { MUSTER_DATA: data });
  const path = join(data, '..', 'large.xml');
  const write = ['filter', 'export', '-export', path, '-filtertype', 'device', '-name'];
  expect((await run('exportfilter', ...write.slice(2), 'Large')).code).toBe(exitCodes.done);
  const file = readFileSync(path, 'utf8');
  expect(file).toContain('<criterion>memory.gte.8192</criterion>');

  // Nobody can be asked here whether the file may be replaced.
  expect((await run(...write, 'Large')).code).toBe(exitCodes.write);
  expect((await run(...write, 'Nothing', '-s')).code).toBe(exitCodes.filter);
  expect((await run(...write, 'Here', '-s')).code).toBe(exitCodes.notExportable);
  expect(readFileSync(path, 'utf8')).toBe(file);

  const read = ['filter', 'import', '-import', path];
  const unattended = await run(...read);
  expect([unattended.code, unattended.err]).toEqual([exitCodes.failed, expect.stringContaining('Give -s')]);
  expect((await run('import', ...read.slice(0, 1), ...read.slice(2), '-s')).out).toContain(
    '"Large" was replaced',
  );
  expect((await run('importfilter', ...read.slice(2), '-name', '大容量')).out).toContain(
    '"大容量" was saved',
  );
  expect((await run(...read, '-name', ' ')).code).toBe(exitCodes.filterName);
  writeFileSync(path, file.replace('name="memory"', 'name="shelf"'));
  expect((await run(...read, '-s')).code).toBe(exitCodes.otherFields);
  writeFileSync(path, 'name,memory\n');
  expect((await run(...read, '-s')).code).toBe(exitCodes.format);
  expect((await run('filter', 'import', '-import', join(data, 'missing.xml'))).code).toBe(exitCodes.folder);
}, 120_000);

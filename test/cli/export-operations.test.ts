import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { defaultOperationLogSettings } from '../../domain/operation-logs/index.ts';
import { administratorOf } from '../support/agent-program.ts';
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

test('LOG-035, LOG-036: operation logs are exported by days and filter, in files of so many lines', async () => {
  const admin = await administratorOf(server.url);
  const body = { ...defaultOperationLogSettings, acquire: true };
  await admin('PUT', '/operation-log-settings', body);
  const path = join(data, '..', 'logs.csv');
  const run = (...args: string[]) => muster(args, { MUSTER_DATA: data });
  const write = ['export', 'op-logs', '-export', path];

  // With nothing to tell there is a file all the same.
  expect((await run(...write, '-within', '1')).code).toBe(exitCodes.done);
  expect(readFileSync(path, 'utf8').trimEnd().split('\r\n')).toHaveLength(1);
  expect((await run(...write, '-within', '1')).code).toBe(exitCodes.write);

  const { id } = await admin<{ id: string }>('POST', '/devices', { name: 'nas', deviceType: 'storage' });
  const lines = ['ada', 'bob', 'ada'].map((user, index) =>
    JSON.stringify({ time: Date.now() - 3_000 + index, detail: 'log-on', user, source: 'nas' }),
  );
  const handedIn = await fetch(`${server.url}/api/v1/operations?device=${id}&seq=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${await token()}` },
    body: lines.join('\n'),
  });
  expect(handedIn.status).toBe(200);
  expect((await run('exportoplog', ...write.slice(2), '-within', '2', '-line', '2', '-s')).code).toBe(
    exitCodes.done,
  );
  const users = (file: string) =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\r\n')
      .map(line => line.split(',')[3]);
  expect(users(path)).toEqual(['User Name', 'ada', 'bob']);
  expect(users(path.replace('.csv', '_2.csv'))).toEqual(['User Name', 'ada']);
  expect((await run(...write, '-within', '2', '-filter', 'user.eq.ada', '-s')).code).toBe(exitCodes.done);
  expect(users(path)).toEqual(['User Name', 'ada', 'ada']);

  for (const wrong of [
    [],
    ['-within', '501'],
    ['-range', '2026-02-30,2026-03-01'],
    ['-line', '0', '-within', '1'],
  ])
    expect((await run(...write, ...wrong, '-s')).code).toBe(exitCodes.syntax);
  expect((await run(...write, '-within', '1', '-range', '2026-01-01,2026-01-02', '-s')).code).toBe(
    exitCodes.syntax,
  );
  expect((await run(...write, '-within', '1', '-filter', 'nothing saved', '-s')).code).toBe(exitCodes.filter);
  expect((await run('export', 'op-logs', '-export', '/nowhere/l.csv', '-within', '1')).code).toBe(
    exitCodes.folder,
  );
  expect(existsSync(`${path}.part`)).toBe(false);
});

test('a case is listed and written as a ZIP', async () => {
  const admin = await administratorOf(server.url);
  const { id } = await admin<{ id: string }>('POST', '/operation-cases', {
    title: 'Stick',
    purpose: 'Whose',
  });
  const run = (...args: string[]) => muster(args, { MUSTER_DATA: data });
  expect((await run('case', 'list')).out).toContain(`${id}  Stick`);
  const path = join(data, '..', 'case.zip');
  expect((await run('case', 'export', id, '-output', path)).code).toBe(exitCodes.done);
  expect(readFileSync(path).subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04'));
});

async function token(): Promise<string> {
  const session = await fetch(`${server.url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'system', password: adminPassword }),
  });
  return ((await session.json()) as { token: string }).token;
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultOperationLogSettings } from '../../domain/operation-logs/index.ts';
import { administratorOf } from '../support/agent-program.ts';
import { temporaryFolders } from '../support/folder.ts';
import { adminPassword, muster, startServer, type ServerProgram } from '../support/programs.ts';

jest.setTimeout(120_000);

/** Before the folders are removed. */
afterAll(() => void (isMounted && spawnSync('umount', ['-l', place])));
const folder = temporaryFolders();
const data = folder();
const place = join(data, 'operations');
mkdirSync(place);
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', place]).status === 0;
if (!isMounted) console.warn('skipped: a small disk for operation logs needs the right to mount one (root)');

(isMounted ? describe : describe.skip)('a disk for operation logs that fills', () => {
  let server: ServerProgram;
  afterAll(() => server?.stop());

  test('LOG-043, LOG-044: warns, stops taking them and them alone, and goes on by itself', async () => {
    server = await startServer(data, {
      MUSTER_OPERATIONS_WARNING_MEGABYTES: '50',
      MUSTER_OPERATIONS_CRITICAL_MEGABYTES: '20',
    });
    const admin = await administratorOf(server.url);
    await admin('PUT', '/operation-log-settings', { ...defaultOperationLogSettings, acquire: true });
    const sample = 'test/samples/inventory/fusioninventory-2.6-debian12-184sw.xml';
    const imported = () => muster(['inventory', 'import', sample], { MUSTER_DATA: data });
    expect((await imported()).code).toBe(0);
    let device: string | undefined;
    while (device === undefined) {
      const { items } = await admin<{ items: { id: string }[] }>('GET', '/devices');
      device = items[0]?.id;
      await pause(50);
    }
    const { token } = (await (
      await fetch(`${server.url}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userId: 'system', password: adminPassword }),
      })
    ).json()) as { token: string };
    let seq = 0;
    const send = () =>
      fetch(`${server.url}/api/v1/operations?device=${device}&seq=${++seq}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
        body: JSON.stringify({ time: Date.now(), detail: 'log-on', user: `user ${seq}` }),
      });
    const numbers = async () => {
      const { items } = await admin<{ items: { type: string; data: { number?: number } }[] }>(
        'GET',
        '/events?limit=200',
      );
      return items.flatMap(({ type, data: { number } }) =>
        /^Operation(Space|Intake|Store)/.test(type) ? [number ?? type] : [],
      );
    };
    const until = async (status: number) => {
      for (;;) {
        const answer = await send();
        if (answer.status === status) return answer;
        await pause(100);
      }
    };
    expect((await send()).status).toBe(200);

    writeFileSync(join(place, 'filler'), Buffer.alloc(20 * 2 ** 20, 1));
    while (!(await numbers()).includes(1090)) await pause(100);
    expect((await send()).status).toBe(200);
    writeFileSync(join(place, 'more'), Buffer.alloc(28 * 2 ** 20, 1));
    const refused = await until(503);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(await refused.json()).toMatchObject({ code: 'OPERATIONS_UNAVAILABLE' });
    expect((await imported()).code).toBe(0);

    for (const name of ['filler', 'more']) rmSync(join(place, name));
    await until(200);
    while (!(await numbers()).includes('OperationSpaceRegained')) await pause(100);
    expect((await numbers()).toReversed()).toEqual([
      1057,
      1090,
      1058,
      1091,
      'OperationSpaceRegained',
      'OperationIntakeResumed',
    ]);
  });
});

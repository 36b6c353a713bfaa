import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  defaultOperationLogSettings,
  operationDetails,
  type OperationLogSettings,
  type ShownOperation,
} from '../../domain/operation-logs/index.ts';
import { administratorOf, AgentProgram } from '../support/agent-program.ts';
import { temporaryFolders } from '../support/folder.ts';
import { tokenFor } from '../support/installation.ts';
import { startServer, type ServerProgram } from '../support/programs.ts';
import { hasProcesses, WatchedComputer } from '../support/watched-computer.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
const where = hasProcesses ? describe : describe.skip;
if (!hasProcesses) console.warn('skipped: operations of users are recorded on Linux only');

interface Trace {
  readonly steps: readonly { readonly operation: ShownOperation; readonly to: string | null }[];
}

/** The real server on its own store, and the real agent on a computer that is a folder. */
where('what users do', () => {
  const data = folder();
  const place = folder();
  const computer = new WatchedComputer(place).withProcesses();
  const agent = new AgentProgram(place, undefined, 0.05);
  const at = (name: string) => join(computer.home, name);
  let server: ServerProgram;
  let admin: Awaited<ReturnType<typeof administratorOf>>;

  const serve = async (listen: string) => {
    server = await startServer(data, { MUSTER_LISTEN: listen });
    admin = await administratorOf(server.url);
  };
  const configure = (more: Partial<OperationLogSettings>) => {
    const details = operationDetails.map(({ key }) => key);
    const collection = { ...defaultOperationLogSettings.collection, details, intervalMinutes: 1 };
    return admin('PUT', '/operation-log-settings', { ...defaultOperationLogSettings, collection, ...more });
  };
  /** Records that somebody finds, once there is one. */
  const found = async (filter: string): Promise<readonly ShownOperation[]> => {
    for (;;) {
      const path = `/operations?filter=${encodeURIComponent(filter)}`;
      const { items } = await admin<{ items: ShownOperation[] }>('GET', path);
      if (items.length > 0) return items;
      await pause(100);
    }
  };
  const search = (text: string) => JSON.stringify({ op: 'search', text });

  beforeAll(() => serve('127.0.0.1:0'));
  afterAll(async () => {
    await agent.stop();
    await server.stop();
  });

  test('LOG-001, LOG-004, LOG-024: are recorded once that is switched on, found within the interval, and a file is followed', async () => {
    const { code } = await agent.do('enrol', '--server', server.url, '--token', await tokenFor(data));
    expect(code).toBe(0);
    agent.start();
    await configure({ acquire: true });
    while (!agent.said.includes('operations are recorded')) await pause(50);
    writeFileSync(at('plan.txt'), 'the plan of the year');
    const [created] = await found(search('plan.txt'));
    expect(created).toMatchObject({ detail: 'create-file', fileDrive: 'local-disk' });
    copyFileSync(at('plan.txt'), at('copy.txt'));
    await found(search('copy.txt'));
    renameSync(at('copy.txt'), at('final.txt'));
    await found(search('final.txt'));
    rmSync(at('final.txt'));
    await found('detail.eq.delete-file');
    const { steps } = await admin<Trace>('GET', `/operations/${created!.id}/trace`);
    expect(steps.map(({ operation }) => operation.detail)).toEqual([
      'create-file',
      'copy-file',
      'rename-file',
      'delete-file',
    ]);
  });

  test('LOG-005: what happens while the server is away comes when it is back, and nothing twice', async () => {
    const address = new URL(server.url).host;
    await server.stop();
    writeFileSync(at('meanwhile.txt'), 'x');
    const open = join(agent.data, 'operations/open.ndjson');
    while (!existsSync(open) || !readFileSync(open, 'utf8').includes('meanwhile.txt')) await pause(50);
    await serve(address);
    await found(search('meanwhile.txt'));
    expect(await found(search('plan.txt'))).toHaveLength(2);
  });

  test('LOG-044: what a server lost with the write-ahead log of a day comes back from the computer', async () => {
    const address = new URL(server.url).host;
    const ended = new Promise(resolve => server.child.once('exit', resolve));
    server.child.kill('SIGKILL');
    await ended;
    const days = join(data, 'operations');
    for (const name of readdirSync(days)) if (name.endsWith('-wal')) rmSync(join(days, name));
    await serve(address);
    await found(search('meanwhile.txt'));
    expect(await found(search('plan.txt'))).toHaveLength(2);
    const damaged = 'type.eq.OperationLogDayDamaged';
    const { items } = await admin<{ items: { data: { unnamed: string[] } }[] }>(
      'GET',
      `/events?filter=${damaged}`,
    );
    expect(items.map(({ data: { unnamed } }) => unnamed.length)).toEqual([1]);
  });
});

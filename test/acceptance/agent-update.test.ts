import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../domain/agents/index.ts';
import { ownPlatform } from '../../src/agent/update/home.ts';
import type { AgentCommandRow } from '../../projections/agents/index.ts';
import { administratorOf } from '../support/agent-program.ts';
import { temporaryFolders } from '../support/folder.ts';
import { tokenFor } from '../support/installation.ts';
import { PackagedAgent } from '../support/packaged-agent.ts';
import { muster, startServer, type ServerProgram } from '../support/programs.ts';

jest.setTimeout(180_000);

const folder = temporaryFolders();

interface Device {
  readonly id: string;
  readonly agentVersion: string;
  readonly agentUpdateState: string | null;
  readonly agentUpdateVersion: string | null;
  readonly agentUpdateError: string | null;
}

/** A real server, and packages as they are built; the runtime in them is the one that runs this test. */
describe('an agent installed from its package', () => {
  const data = folder();
  const packages = folder();
  const agent = new PackagedAgent(folder());
  let server: ServerProgram;
  let admin: Awaited<ReturnType<typeof administratorOf>>;

  beforeAll(async () => {
    execFileSync(process.execPath, ['test/support/build-packages.ts', packages, '1.0.0', '1.1.0', '1.2.0!']);
    server = await startServer(data);
    admin = await administratorOf(server.url);
  });
  afterAll(async () => {
    await agent.stop();
    await server.stop();
  });

  const device = async () => (await admin<{ items: Device[] }>('GET', '/devices')).items[0];
  const commands = async (id: string) =>
    (await admin<{ items: AgentCommandRow[] }>('GET', `/devices/${id}/commands`)).items;
  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
  const deviceWith = (wanted: Partial<Device>) =>
    until(async () => {
      const found = await device();
      const is = found && Object.entries(wanted).every(([key, value]) => found[key as 'id'] === value);
      return is ? found : undefined;
    });
  const order = (body: object, dryRun = false) =>
    admin<{ id: string; reach: Record<string, unknown> }>('POST', `/agent-updates?dryRun=${dryRun}`, body);

  test('AGT-005 is set up in one step on a computer without Node, and makes it a managed device', async () => {
    const files = ['1.0.0', '1.1.0', '1.2.0'].map(each => join(packages, packageFile(each, ownPlatform()!)));
    const added = await muster(['agent-package', 'add', ...files], { MUSTER_DATA: data });
    expect(added.out.match(/is offered\./g)).toHaveLength(3);
    const token = await tokenFor(data);
    const installed = await agent.install(packages, '1.0.0', '--server', server.url, '--token', token);
    expect(installed).toMatchObject({ code: 0, out: expect.stringMatching(/^enrolled as /) });
    agent.start();
    await deviceWith({ agentVersion: '1.0.0' });
  });

  test('AGT-007 an installer that is started again leaves it alone', async () => {
    const again = await agent.install(packages, '1.1.0', '--server', server.url, '--token', 'any');
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining('ENROLLED_ALREADY') });
    expect([agent.at('good'), agent.at('current')]).toEqual(['1.0.0', '1.0.0']);
  });

  test('is led to the next version, and says so as that version', async () => {
    const wish = { version: '1.1.0', target: { kind: 'all' } };
    expect((await order(wish, true)).reach).toMatchObject({ devices: 1, told: 1, withoutPackage: 0 });
    await order(wish);
    const { id } = await deviceWith({ agentVersion: '1.1.0', agentUpdateState: 'updated' });
    expect([agent.at('good'), agent.at('current')]).toEqual(['1.1.0', '1.1.0']);
    expect((await commands(id))[0]).toMatchObject({ kind: 'update', version: '1.1.0', state: 'done' });
    expect(existsSync(join(agent.home, 'downloads'))).toBe(false);
    expect((await order(wish, true)).reach).toMatchObject({ told: 0, there: 1 });
  });

  test('goes back by itself from a version that does not start, says why, and does not try it again', async () => {
    const wish = { version: '1.2.0', target: { kind: 'all' } };
    const { id: update } = await order(wish);
    const { id } = await deviceWith({ agentUpdateState: 'failed', agentUpdateError: 'UPDATE_CRASHED' });
    const [said] = await commands(id);
    expect(said).toMatchObject({ state: 'failed', detail: expect.stringContaining('broken on purpose') });
    expect([agent.at('good'), agent.at('current')]).toEqual(['1.1.0', '1.1.0']);
    const { items } = await admin<{ items: object[] }>('GET', '/agent-updates');
    expect(items[0]).toMatchObject({ id: update, progress: { ordered: 0, updated: 0, failed: 1 } });

    await order(wish);
    await deviceWith({ agentUpdateError: 'UPDATE_KNOWN_BAD' });
    expect((await device())?.agentVersion).toBe('1.1.0');
    expect(readdirSync(join(agent.home, 'versions'))).toEqual(['1.1.0']);
  });

  test('takes commands as ever, and ends when its service does', async () => {
    const { id } = (await device())!;
    await admin('POST', `/devices/${id}/commands`, { command: { kind: 'message', text: 'Still here?' } });
    await until(async () =>
      (await commands(id)).find(({ kind, state }) => kind === 'message' && state === 'done'),
    );
    expect(await agent.stop()).toBe(0);
  });
});

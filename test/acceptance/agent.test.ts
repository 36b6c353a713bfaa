import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { CommandKey } from '../../domain/agents/index.ts';
import type { AgentCommandRow } from '../../projections/agents/index.ts';
import { administratorOf, AgentProgram } from '../support/agent-program.ts';
import { commandSigner } from '../support/command-signer.ts';
import { temporaryFolders } from '../support/folder.ts';
import { tokenFor } from '../support/installation.ts';
import { startServer, type ServerProgram } from '../support/programs.ts';

jest.setTimeout(180_000);

const folder = temporaryFolders();

type Administrator = Awaited<ReturnType<typeof administratorOf>>;
interface Device {
  readonly id: string;
  readonly hostName: string;
  readonly managementStatus: string;
}

/** The real server and the real agent, as processes; the server always at the same address. */
describe('Muster’s own agent', () => {
  const data = folder();
  const agent = new AgentProgram(folder());
  let server: ServerProgram;
  let admin: Administrator;
  let device: Device;

  const serve = async (listen = '127.0.0.1:0') => {
    server = await startServer(data, { MUSTER_LISTEN: listen });
    admin = await administratorOf(server.url);
  };
  beforeAll(() => serve());
  afterAll(async () => {
    await agent.stop();
    await server.stop();
  });

  const devices = async () => (await admin<{ items: Device[] }>('GET', '/devices')).items;
  const commands = async () =>
    (await admin<{ items: AgentCommandRow[] }>('GET', `/devices/${device.id}/commands`)).items;
  const tell = (command: object) => admin('POST', `/devices/${device.id}/commands`, { command });
  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
  /** The newest command, once the agent has said how it went. */
  const ended = () =>
    until(async () => (await commands()).find((one, index) => index === 0 && one.state !== 'sent'));
  const softwareChanges = async (): Promise<string[]> => {
    const { items } = await admin<{
      items: { type: string; data: { items?: { to?: { version?: string } }[] } }[];
    }>('GET', '/events?limit=200');
    return items
      .filter(({ type }) => type === 'SoftwareUpdated')
      .map(({ data: { items: changes } }) => JSON.stringify(changes))
      .reverse();
  };

  test('enrols with a token and makes its computer a managed device', async () => {
    agent.install('1.0');
    expect((await agent.do('once')).err).toContain('NOT_ENROLLED');
    const enrolled = await agent.do('enrol', '--server', server.url, '--token', await tokenFor(data));
    expect(enrolled).toMatchObject({ code: 0, out: expect.stringMatching(/^enrolled as [0-9a-f-]{36}\n$/) });
    expect(await agent.do('once')).toMatchObject({ code: 0, out: 'delivered\n' });
    device = await until(async () => (await devices())[0]);
    expect(device).toMatchObject({ hostName: hostname(), managementStatus: 'managed' });
  });

  test('is told to restart the computer and does it; what it would have done is on paper', async () => {
    agent.start();
    await tell({ kind: 'restart' });
    expect(await ended()).toMatchObject({ kind: 'restart', state: 'done' });
    const acts = readFileSync(join(agent.data, 'acts.log'), 'utf8').trim().split('\n');
    expect(acts.map(line => JSON.parse(line))).toEqual([{ program: 'shutdown', args: ['-r', '+1'] }]);
  });

  test('shows a message', async () => {
    await tell({ kind: 'message', text: 'Lunch is ready.' });
    expect(await ended()).toMatchObject({ kind: 'message', state: 'done' });
    expect(readFileSync(join(agent.data, 'messages.log'), 'utf8')).toContain('"Lunch is ready."');
  });

  test('tells the latest inventory when it is asked to', async () => {
    agent.install('1.1');
    await tell({ kind: 'inventory' });
    expect(await ended()).toMatchObject({ kind: 'inventory', state: 'done' });
    await until(async () => (await softwareChanges())[0]);
    expect(await softwareChanges()).toEqual([expect.stringContaining('1.1')]);
  });

  test('DEV-023 DEV-024 asks the person at the desktop, and tells what they entered', async () => {
    const uid = process.getuid!();
    agent.seat(uid);
    await admin('PATCH', '/device-fields/userName', { source: 'endUser', required: true });
    const opened = async () => {
      const acts = readFileSync(join(agent.data, 'acts.log'), 'utf8').trim().split('\n');
      const act = acts
        .map(line => JSON.parse(line) as { args: string[] })
        .find(({ args }) => args.includes('xdg-open'));
      return act?.args;
    };
    const args = await until(opened);
    expect(args).toEqual(expect.arrayContaining([`--reuid=${uid}`, 'systemd-run', '--user']));
    const address = args.at(-1)!;
    expect(await (await fetch(address)).text()).toContain('Enter your name.');
    const form = new URLSearchParams({ act: 'finish', userName: 'Mori Hanako' });
    expect((await fetch(address, { method: 'POST', body: form })).status).toBe(200);
    await until(async () => (await devices()).find(row => (row as { userName?: string }).userName));
    const detail = await admin<{ fields: object }>('GET', `/devices/${device.id}`);
    expect(detail.fields).toEqual({ userName: 'Mori Hanako' });
    await admin('PATCH', '/device-fields/userName', { source: 'administrator', required: false });
  });

  test('DEV-039 searches its disks as soon as a condition says so, and tells what it found, and that it is wanted no more', async () => {
    agent.copy('opt/stocktaking/zaiko.exe');
    const { id } = await admin<{ id: string }>('POST', '/software-search-conditions', {
      name: 'Stocktaking',
      version: '3',
      files: ['ZAIKO.EXE'],
    });
    const listed = async () => {
      const { items } = await admin<{ items: { name: string; version: string; source: string }[] }>(
        'GET',
        `/devices/${device.id}/software?filter=until.missing`,
      );
      return items.filter(({ name }) => name === 'Stocktaking');
    };
    const [entry] = await until(async () => ((await listed()).length > 0 ? listed() : undefined));
    expect(entry).toMatchObject({ version: '3', source: 'search' });
    await admin('POST', '/software-search-conditions/remove', { ids: [id] });
    await until(async () => ((await listed()).length === 0 ? true : undefined));
  });

  test('AGT-031 AGT-022 works by the configuration it is assigned, and by an edit of it, as soon as they are made', async () => {
    const settingsOf = async () =>
      (JSON.parse((await agent.do('status')).out) as { settings: { pollingMinutes: number } }).settings;
    expect((await settingsOf()).pollingMinutes).toBe(60);
    const { id } = await admin<{ id: string }>('POST', '/agent-configurations', {
      name: 'Notebooks',
      settings: { pollingMinutes: 7 },
    });
    await admin('POST', '/agent-configurations/assignments', {
      configuration: id,
      targets: [{ kind: 'computer', device: device.id }],
    });
    await until(async () => ((await settingsOf()).pollingMinutes === 7 ? true : undefined));
    await admin('PATCH', `/agent-configurations/${id}`, { settings: { pollingMinutes: 9 } });
    await until(async () => ((await settingsOf()).pollingMinutes === 9 ? true : undefined));
    // It says that it works by the edit: what is shown of it is event 6.
    await until(async () => {
      const { applied } = await admin<{ applied: unknown }>(
        'GET',
        `/devices/${device.id}/agent-configuration`,
      );
      return JSON.stringify(applied) === JSON.stringify({ configuration: id, version: 2 }) ? true : undefined;
    });
  });

  test('finds its server again after a restart, without anybody doing anything', async () => {
    const { host } = new URL(server.url);
    await server.stop();
    await serve(host);
    await tell({ kind: 'message', text: 'We are back.' });
    expect(await ended()).toMatchObject({ kind: 'message', state: 'done' });
  });

  test('what it could not deliver waits on its disk and arrives in order', async () => {
    expect(await agent.stop()).toBe(0);
    const { host } = new URL(server.url);
    await server.stop();
    for (const version of ['1.2', '1.3']) {
      agent.install(version);
      expect(await agent.do('once')).toMatchObject({ code: 6, err: expect.stringContaining('it waits') });
    }
    const { waiting } = JSON.parse((await agent.do('status')).out) as { waiting: { parcels: number } };
    expect(waiting.parcels).toBe(2);
    await serve(host);
    agent.start();
    await until(async () => (await softwareChanges())[2]);
    expect(await softwareChanges()).toEqual(
      ['1.1', '1.2', '1.3'].map(version => expect.stringContaining(version)),
    );
  });

  const identity = () =>
    JSON.parse(readFileSync(join(agent.data, 'identity.json'), 'utf8')) as {
      agentId: string;
      credential: { commandKey: CommandKey } | null;
    };

  /** Until commands to the device go to this agent: it has reported of it. */
  const hearsAs = (id: string) =>
    until(async () => {
      const { keys } = await admin<{ keys: string[] }>('GET', `/devices/${device.id}`);
      return keys.includes(`agentId:${id}`) ? true : undefined;
    });

  test('AGT-011 makes another host ID when it is told to, and stays the same device', async () => {
    const before = identity().agentId;
    await tell({ kind: 'newIdentity' });
    await until(async () => (identity().agentId === before ? undefined : true));
    expect((await devices()).map(({ id }) => id)).toEqual([device.id]);
    await hearsAs(identity().agentId);
    const { keys } = await admin<{ keys: string[] }>('GET', `/devices/${device.id}`);
    expect(keys).toEqual(expect.arrayContaining([`agentId:${before}`, `agentId:${identity().agentId}`]));
    await tell({ kind: 'message', text: 'Who are you?' });
    expect(await ended()).toMatchObject({ kind: 'message', state: 'done', agentId: identity().agentId });
  });

  test('AGT-010 reset before an image is made, each start of a copy is an agent of its own', async () => {
    expect(await agent.stop()).toBe(0);
    const before = identity().agentId;
    const reset = await agent.do('reset-identity', '--token', await tokenFor(data));
    expect(reset.code).toBe(0);
    const inImage = identity().agentId;
    agent.start();
    await until(async () => (identity().credential === null ? undefined : true));
    const own = identity().agentId;
    expect(new Set([before, inImage, own]).size).toBe(3);
    await hearsAs(own);
  });

  test('refuses what a server says that signs with another key than the one it knows', async () => {
    expect(await agent.stop()).toBe(0);
    const file = join(agent.data, 'identity.json');
    const known = identity();
    known.credential!.commandKey = commandSigner().key;
    writeFileSync(file, JSON.stringify(known));
    const before = readFileSync(join(agent.data, 'acts.log'), 'utf8');
    await tell({ kind: 'shutdown' });
    agent.start();
    expect(await ended()).toMatchObject({ kind: 'shutdown', state: 'refused', code: 'FORGED' });
    expect(readFileSync(join(agent.data, 'acts.log'), 'utf8')).toBe(before);
    expect(agent.said).toContain('command refused');
  });

  test('unenrols, and is nobody afterwards', async () => {
    expect(await agent.stop()).toBe(0);
    expect(await agent.do('unenrol')).toMatchObject({ code: 0, out: 'unenrolled\n' });
    expect((await agent.do('once')).code).toBe(3);
    expect(await devices()).toHaveLength(1);
  });

  test('says in one line that it may not write where it is to keep its identity', async () => {
    const file = join(folder(), 'a-file');
    writeFileSync(file, '');
    const other = new AgentProgram(folder(), join(file, 'agent'));
    expect(await other.do('enrol', '--server', server.url, '--token', 'x')).toMatchObject({
      code: 8,
      err: expect.stringMatching(/^muster-agent: .*a-file.* \(FOLDER_UNUSABLE\)\n$/),
    });
  });

  test('says what it reads of a computer, in words and for programs', async () => {
    expect((await agent.do('collects')).out).toContain('Installed packages');
    const { collects } = JSON.parse((await agent.do('collects', '--json')).out) as {
      collects: { sections: string[] }[];
    };
    expect(collects.flatMap(({ sections }) => sections)).toContain('softwares');
  });
});

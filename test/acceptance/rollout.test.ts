import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../domain/agents/index.ts';
import { ownPlatform } from '../../src/agent/update/home.ts';
import { chromiumPath, ensureConsole, launch, settled, visit } from '../browser/support/browser.ts';
import { administratorOf } from '../support/agent-program.ts';
import { canBeNetworked, ComputerNetwork } from '../support/computer-network.ts';
import { temporaryFolders } from '../support/folder.ts';
import { adminPassword, muster, startServer, type ServerProgram } from '../support/programs.ts';
import { canBeScratched, ScratchComputer } from '../support/scratch-computer.ts';

jest.setTimeout(120_000);

/** The password of who administers one department. */
const kimuras = 'lantern quarry violet 9';

const folder = temporaryFolders();
const possible = canBeScratched && canBeNetworked;
const where = possible ? describe : describe.skip;
if (!possible) console.warn('nothing is rolled out here: that takes Linux, root, unshare, nsenter and ip');

interface Device {
  readonly id: string;
  readonly name: string;
  readonly agentVersion: string | null;
  readonly managementType: string;
}
interface Commands {
  readonly clones: readonly string[];
  readonly items: readonly { readonly kind: string; readonly state: string }[];
}

/** An organization rolls Muster out: computers with networks and names of their own, real agents on them, one server. */
where('a rollout', () => {
  const data = folder();
  const packages = folder();
  const sockets = folder();
  const medium = folder();
  const networks: ComputerNetwork[] = [];
  let server: ServerProgram;
  let admin: Awaited<ReturnType<typeof administratorOf>>;
  let token: string;
  let configuration: string;
  let line: ScratchComputer;

  const computerNamed = async (hostName: string, reachesServer = true): Promise<ScratchComputer> => {
    const network = await ComputerNetwork.start(hostName, networks.length + 1);
    networks.push(network);
    if (reachesServer) await network.reach(server.url, sockets);
    return new ScratchComputer(folder(), network);
  };
  const offer = (version: string) =>
    muster(['agent-package', 'add', join(packages, packageFile(version, ownPlatform()!))], {
      MUSTER_DATA: data,
    });
  const signIn = async (userId: string, password: string): Promise<string> => {
    const session = await fetch(`${server.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userId, password }),
    });
    return ((await session.json()) as { token: string }).token;
  };
  beforeAll(async () => {
    execFileSync(process.execPath, ['test/support/build-packages.ts', packages, '1.0.0~', '1.1.0']);
    server = await startServer(data);
    admin = await administratorOf(server.url);
    token = await signIn('system', adminPassword);
    await offer('1.0.0');
    ({ id: configuration } = await admin<{ id: string }>('POST', '/agent-configurations', {
      name: 'Offices',
      settings: { pollingMinutes: 7 },
    }));
  });
  afterAll(async () => {
    for (const network of networks) await network.end();
    await server.stop();
  });

  async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
  const holds = (look: () => Promise<boolean> | boolean) =>
    until(async () => ((await look()) ? true : undefined));
  const devices = async () => (await admin<{ items: Device[] }>('GET', '/devices?sort=name')).items;
  const deviceNamed = (name: string, wanted: Partial<Device> = {}) =>
    until(async () =>
      (await devices()).find(each =>
        Object.entries({ name, ...wanted }).every(([key, value]) => each[key as keyof Device] === value),
      ),
    );
  const commandsOf = (id: string) => admin<Commands>('GET', `/devices/${id}/commands`);
  const newSet = async () => {
    const body = { name: 'Offices', platform: ownPlatform(), configuration, uses: 5 };
    return (await admin<{ id: string }>('POST', '/installation-sets', body)).id;
  };

  test('AGT-005 AGT-008: one computer by the one-line command, one by an installation set', async () => {
    line = await computerNamed('pc-line');
    const { out } = await muster(['installation-set', 'command', await newSet()], { MUSTER_DATA: data });
    expect(await line.run(out.replace('sudo ', ''))).toMatchObject({ code: 0 });
    const set = await computerNamed('pc-set');
    const answer = await fetch(`${server.url}/api/v1/installation-sets/${await newSet()}/installer`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const installer = join(folder(), 'installer.run');
    writeFileSync(installer, Buffer.from(await answer.arrayBuffer()));
    expect(await set.run(`sh '${installer}' --silent`)).toMatchObject({ code: 0 });
    for (const name of ['pc-line', 'pc-set']) await deviceNamed(name, { agentVersion: '1.0.0' });
  });

  test('AGT-039 AGT-037: one without a line to the server, by a file', async () => {
    const island = await computerNamed('pc-island', false);
    const tool = island.path('/opt/tool');
    mkdirSync(tool, { recursive: true });
    execFileSync('tar', ['-xzf', join(packages, packageFile('1.0.0', ownPlatform()!)), '-C', tool]);
    const collect = `/opt/tool/muster-agent/muster-agent collect --output '${medium}' --silent`;
    expect(await island.run(collect)).toMatchObject({ code: 0 });
    expect(await muster(['offline', 'import', medium], { MUSTER_DATA: data })).toMatchObject({ code: 0 });
    await deviceNamed('pc-island', { managementType: 'offline' });
  });

  test('AGT-022 AGT-031: one change of their configuration reaches both, and both say so', async () => {
    await admin('PATCH', `/agent-configurations/${configuration}`, { settings: { pollingMinutes: 11 } });
    for (const name of ['pc-line', 'pc-set']) {
      const { id } = await deviceNamed(name);
      await holds(async () => {
        const { applied } = await admin<{ applied: { version: number } | null }>(
          'GET',
          `/devices/${id}/agent-configuration`,
        );
        return applied?.version === 2;
      });
    }
  });

  test('both become another version by one order', async () => {
    await offer('1.1.0');
    await admin('POST', '/agent-updates', { version: '1.1.0', target: { kind: 'all' } });
    for (const name of ['pc-line', 'pc-set']) await deviceNamed(name, { agentVersion: '1.1.0' });
  });

  test('AGT-010 AGT-011: a copy of a disk is found and explained, and one act makes two agents of it', async () => {
    await line.off();
    const copy = await computerNamed('pc-copy');
    copy.copyDiskOf(line);
    for (const each of [line, copy])
      expect(await each.run('systemctl restart muster-agent.service')).toMatchObject({ code: 0 });
    const { id } = await deviceNamed('pc-copy');
    const original = await deviceNamed('pc-line');
    await holds(async () => (await commandsOf(id)).clones.includes(original.id));
    const { identity } = await admin<{ identity: object }>('GET', `/devices/${id}`);
    expect(identity).toMatchObject({
      decision: 'new',
      others: [
        {
          deviceId: original.id,
          matched: [{ kind: 'agentId' }, { kind: 'deviceId' }],
          contradicted: [{ kind: 'mac' }, { kind: 'hostName' }],
        },
      ],
    });

    const agentOf = (one: ScratchComputer) =>
      (
        JSON.parse(readFileSync(one.path('/var/lib/muster-agent/identity.json'), 'utf8')) as {
          agentId: string;
        }
      ).agentId;
    const shared = agentOf(line);
    await admin('POST', `/devices/${id}/commands`, { command: { kind: 'newIdentity' } });
    await holds(() => [line, copy].every(each => agentOf(each) !== shared));
    expect(agentOf(line)).not.toBe(agentOf(copy));
    for (const [device, computer] of [
      [original.id, line],
      [id, copy],
    ] as const) {
      const reportedAsNew = async () => {
        const { keys } = await admin<{ keys: string[] }>('GET', `/devices/${device}`);
        return keys.includes(`agentId:${agentOf(computer)}`);
      };
      await holds(reportedAsNew);
      expect((await commandsOf(device)).clones).toEqual([]);
      await admin('POST', `/devices/${device}/commands`, { command: { kind: 'message', text: 'Hello.' } });
      await holds(async () => {
        const [newest] = (await commandsOf(device)).items;
        return newest?.kind === 'message' && newest.state === 'done';
      });
    }
    expect((await devices()).map(({ name }) => name)).toEqual(['pc-copy', 'pc-island', 'pc-line', 'pc-set']);
  });

  test('ACC-026: who administers one department sees its computer and no other, over REST and on the command line', async () => {
    const { id } = await deviceNamed('pc-set');
    await admin('PATCH', `/devices/${id}`, { department: 'Plant A' });
    const [first, password] = ['a first one of eighteen', kimuras];
    await admin('POST', '/accounts', {
      userId: 'kimura',
      displayName: 'Kimura',
      roles: ['administrator'],
      scope: ['Plant A'],
      password: first,
    });
    await fetch(`${server.url}/api/v1/me/password`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await signIn('kimura', first)}`,
      },
      body: JSON.stringify({ currentPassword: first, newPassword: password }),
    });
    const seen = await fetch(`${server.url}/api/v1/devices`, {
      headers: { authorization: `Bearer ${await signIn('kimura', password)}` },
    });
    const { total, items } = (await seen.json()) as { total: number; items: Device[] };
    expect([total, items.map(({ name }) => name)]).toEqual([1, ['pc-set']]);
    const file = join(folder(), 'devices.csv');
    const exported = await muster(['export', 'devices', '--export', file], {
      MUSTER_URL: server.url,
      MUSTER_USER: 'kimura',
      MUSTER_PASSWORD: password,
    });
    expect(exported).toMatchObject({ code: 0 });
    const csv = readFileSync(file, 'utf8');
    expect(['pc-set', 'pc-line', 'pc-island', 'pc-copy'].filter(name => csv.includes(name))).toEqual([
      'pc-set',
    ]);
  });

  (chromiumPath ? test : test.skip)(
    'ACC-026: the same in the console, by a sign-in of their own',
    async () => {
      ensureConsole();
      const browser = await launch();
      try {
        const { page } = await visit(browser, { url: server.url, token: '' }, { token: null });
        await page.goto('/');
        await page.getByLabel('User ID').fill('kimura');
        await page.getByLabel('Password', { exact: true }).fill(kimuras);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
        await page.goto('/devices?view=all');
        await settled(page);
        const names = page.locator('.list-space .grid-row .row-link');
        await names.first().waitFor();
        expect(await names.allTextContents()).toEqual(['pc-set']);
        // Whoever knows the address of another one is told that there is none.
        await page.goto(`/devices/${(await deviceNamed('pc-line')).id}`);
        await settled(page);
        expect(await page.getByText('pc-line').count()).toBe(0);
        await page.goto(`/devices/${(await deviceNamed('pc-set')).id}`);
        await page.getByRole('heading', { level: 1, name: 'pc-set' }).waitFor();
      } finally {
        await browser.close();
      }
    },
  );
});

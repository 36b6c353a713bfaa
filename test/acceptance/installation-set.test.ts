import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { packageFile } from '../../domain/agents/index.ts';
import { ownPlatform } from '../../src/agent/update/home.ts';
import { administratorOf } from '../support/agent-program.ts';
import { temporaryFolders } from '../support/folder.ts';
import { adminPassword, muster, startServer, type ServerProgram } from '../support/programs.ts';
import { unpackStored } from '../support/stored-zip.ts';
import { canBeScratched, ScratchComputer } from '../support/scratch-computer.ts';

jest.setTimeout(180_000);

const folder = temporaryFolders();
const where = canBeScratched ? describe : describe.skip;
if (!canBeScratched)
  console.warn(
    'installation sets are not installed here: that takes Linux, root, unshare and /etc/systemd/system',
  );

interface Device {
  readonly id: string;
  readonly agentId: string;
  readonly agentVersion: string;
  readonly managementType: string;
}
interface Deployment {
  readonly state: string;
  readonly code: string | null;
  readonly detail: string | null;
  readonly device: string | null;
}
const hostile = '$(touch /opt/pwned) `touch /opt/pwned` "it\'s" ; touch /opt/pwned';

/** A real server, its installers as they are downloaded, and a computer they may write on. */
where('an installation set', () => {
  const data = folder();
  const packages = folder();
  const downloads = folder();
  let computer: ScratchComputer;
  let server: ServerProgram;
  let admin: Awaited<ReturnType<typeof administratorOf>>;
  let token: string;
  let configuration: string;
  let first: string;
  let device: Device;

  beforeAll(async () => {
    execFileSync(process.execPath, ['test/support/build-packages.ts', packages, '1.0.0', '1.1.0']);
    computer = new ScratchComputer(folder());
    server = await startServer(data);
    admin = await administratorOf(server.url);
    const session = await fetch(`${server.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userId: 'system', password: adminPassword }),
    });
    token = ((await session.json()) as { token: string }).token;
    await offer('1.0.0');
  });
  afterAll(async () => {
    await computer.off();
    await server.stop();
  });

  const offer = (version: string) =>
    muster(['agent-package', 'add', join(packages, packageFile(version, ownPlatform()!))], {
      MUSTER_DATA: data,
    });
  const make = async (more: object = {}) =>
    (
      await admin<{ id: string }>('POST', '/installation-sets', {
        name: 'Sales',
        platform: ownPlatform(),
        configuration,
        ...more,
      })
    ).id;
  async function download(id: string): Promise<string> {
    const answer = await fetch(`${server.url}/api/v1/installation-sets/${id}/installer`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const file = join(downloads, `${id}.run`);
    writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
    return file;
  }
  /** As it is downloaded from a server that is asked under this address. */
  function installerFor(id: string, host: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const asked = get(
        `${server.url}/api/v1/installation-sets/${id}/installer`,
        { headers: { authorization: `Bearer ${token}`, host } },
        answer => void buffer(answer).then(resolve, reject),
      );
      asked.once('error', reject);
    });
  }
  async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
  const devices = async () => (await admin<{ items: Device[] }>('GET', '/devices')).items;
  const deviceWith = (wanted: Partial<Device>) =>
    until(async () =>
      (await devices()).find(each =>
        Object.entries(wanted).every(([key, value]) => each[key as keyof Device] === value),
      ),
    );
  const deployment = async (set: string) =>
    (await admin<{ items: Deployment[] }>('GET', `/agent-deployments?filter=set.eq.${set}`)).items[0];
  const memory = () =>
    JSON.parse(readFileSync(computer.path('/var/lib/muster-agent/memory.json'), 'utf8')) as {
      settings: { pollingMinutes: number; uninstallPassword?: string };
    };
  const hostId = () =>
    (
      JSON.parse(readFileSync(computer.path('/var/lib/muster-agent/identity.json'), 'utf8')) as {
        agentId: string;
      }
    ).agentId;

  test('AGT-005 AGT-008 installs and sets up the agent in one step, without Node, by its configuration', async () => {
    ({ id: configuration } = await admin<{ id: string }>('POST', '/agent-configurations', {
      name: hostile,
      settings: { pollingMinutes: 7 },
    }));
    const script = '#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done >/opt/words\n';
    first = await make({
      name: hostile,
      uses: 1,
      files: [{ name: "say $(it's).sh", content: Buffer.from(script).toString('base64') }],
      programs: [{ program: "say $(it's).sh", arguments: ['--first', hostile, ''].filter(Boolean) }],
    });
    const installed = await computer.run(`sh '${await download(first)}' --silent`);
    expect(installed).toEqual({ code: 0, out: '', err: '' });
    expect(computer.calls).toEqual([
      'daemon-reload',
      'enable muster-agent.service',
      'restart muster-agent.service',
    ]);
    expect(readFileSync(computer.path('/opt/words'), 'utf8')).toBe(`--first\n${hostile}\n`);
    expect(computer.entries('/opt').sort()).toEqual(['muster-agent', 'words']);
    device = await deviceWith({ agentVersion: '1.0.0', managementType: 'agent' });
    expect(memory().settings.pollingMinutes).toBe(7);
    await until(async () => ((await deployment(first))?.state === 'installed' ? true : undefined));
    const of = await admin<object>('GET', `/devices/${device.id}/agent-configuration`);
    expect(of).toMatchObject({ configuration, kind: 'direct' });
  });

  test('AGT-007 started again it leaves the agent alone; one that overwrites keeps who it is', async () => {
    const before = hostId();
    const again = await computer.run(`sh '${await download(first)}'`);
    expect(again).toMatchObject({ code: 0, out: 'the agent is installed already; it is left alone\n' });
    expect(computer.calls).toHaveLength(3);
    await offer('1.1.0');
    const overwriting = await download(await make({ overwrite: true }));
    expect(await computer.run(`sh '${overwriting}' --silent`)).toEqual({ code: 0, out: '', err: '' });
    expect(hostId()).toBe(before);
    expect(await deviceWith({ agentVersion: '1.1.0' })).toMatchObject({ id: device.id, agentId: before });
  });

  test('AGT-012 AGT-025 it is uninstalled by whoever has the password, and the server says so', async () => {
    const password = 'Leave-it-there-9';
    await admin('PATCH', `/agent-configurations/${configuration}`, { passwords: { uninstall: password } });
    await until(() => memory().settings.uninstallPassword);
    const uninstall = `sh '${await download(first)}' --uninstall`;
    expect(await computer.run(uninstall)).toMatchObject({ code: 12 });
    expect(await computer.run(`${uninstall} --password-file -`, 'Guess-it-now-9\n')).toMatchObject({
      code: 12,
    });
    expect(computer.entries('/var/lib/muster-agent')).toContain('identity.json');
    expect(await computer.run(`${uninstall} --password-file -`, `${password}\n`)).toMatchObject({ code: 0 });
    expect(computer.entries('/opt')).toEqual(['words']);
    expect(computer.entries('/var/lib')).toEqual([]);
    expect(computer.entries('/etc/systemd/system')).toEqual([]);
    await deviceWith({ id: device.id, managementType: 'agentless' });
    const { items } = await admin<{ items: { data: object }[] }>(
      'GET',
      '/events?filter=type.eq.AgentUninstalled',
    );
    expect(items[0]?.data).toMatchObject({ number: 5, severity: 'warning', by: 'computer', set: first });
  });

  test('one that is used up, revoked or damaged says so, leaves nothing behind, and the administrator sees why', async () => {
    const usedUp = await computer.run(`sh '${await download(first)}'`);
    expect(usedUp).toMatchObject({ code: 16, err: expect.stringContaining('ENROLMENT_TOKEN_USED_UP') });
    expect(computer.entries('/opt')).toEqual(['words']);
    expect(computer.entries('/var/lib')).toEqual([]);
    const why = await until(async () => {
      const found = await deployment(first);
      return found?.state === 'failed' ? found : undefined;
    });
    expect(why).toMatchObject({ code: 'ENROLMENT_REFUSED', device: null });
    expect(why.detail).toContain('ENROLMENT_TOKEN_USED_UP');

    const revoked = await make();
    const installer = await download(revoked);
    const tampered = readFileSync(installer);
    tampered[tampered.length - 1_000]! ^= 1;
    writeFileSync(`${installer}.tampered`, tampered);
    expect(await computer.run(`sh '${installer}.tampered'`)).toMatchObject({ code: 13 });
    await muster(['installation-set', 'revoke', revoked], { MUSTER_DATA: data });
    expect(await computer.run(`sh '${installer}'`)).toMatchObject({
      code: 16,
      err: expect.stringContaining('ENROLMENT_TOKEN_REVOKED'),
    });
  });

  test('AGT-005 installed by one line, and taken off by order of the server', async () => {
    const set = await make();
    const { out } = await muster(['installation-set', 'command', set], { MUSTER_DATA: data });
    expect(out).toContain(`${server.url}/install/linux`);
    const installed = await computer.run(out.replace('sudo ', ''));
    expect(installed).toMatchObject({ code: 0, out: 'the agent 1.1.0 is installed\n' });
    // The computer is the one it was: its device is managed by an agent again.
    await deviceWith({ id: device.id, managementType: 'agent' });
    await admin('POST', `/devices/${device.id}/commands`, { command: { kind: 'uninstall' } });
    const acts = computer.path('/var/lib/muster-agent/acts.log');
    const [act] = await until(() => {
      try {
        return readFileSync(acts, 'utf8').trim().split('\n');
      } catch {
        return undefined;
      }
    });
    const { program, args } = JSON.parse(act!) as { program: string; args: string[] };
    expect([program, args[0]]).toEqual(['systemd-run', '--collect']);
    // What systemd would start in a unit of its own; no password is asked for.
    const told = args.slice(args.indexOf('sh')).map(word => `'${word}'`);
    expect(await computer.run(told.join(' '))).toMatchObject({ code: 0 });
    await deviceWith({ id: device.id, managementType: 'agentless' });
    const { items } = await admin<{ items: { data: object }[] }>(
      'GET',
      '/events?filter=type.eq.AgentUninstalled',
    );
    expect(items[0]?.data).toMatchObject({ by: 'order', computer: hostname() });
  });

  test('AGT-036 an offline configuration comes on a medium to a computer where no server answers', async () => {
    const vaults = await admin<{ id: string }>('POST', '/agent-configurations', {
      name: 'Vaults',
      settings: { communicate: false },
    });
    const set = await make({ configuration: vaults.id });
    const medium = folder();
    // Nobody listens at the address that the installer knows.
    writeFileSync(join(medium, 'vaults.run'), await installerFor(set, '127.0.0.1:9'));
    const installed = await computer.run(`sh '${medium}/vaults.run' --silent`);
    expect(installed).toEqual({ code: 0, out: '', err: '' });
    const agent = '/opt/muster-agent/good/runtime/node /opt/muster-agent/good/app.mjs';
    const collected = await computer.run(`${agent} collect --output '${medium}' --silent`);
    expect(collected).toMatchObject({ code: 0, out: '' });
    const brought = await muster(['offline', 'import', medium], { MUSTER_DATA: data });
    expect(brought.code).toBe(0);
    // Until then it was a computer whose agent had gone.
    await deviceWith({ id: device.id, managementType: 'offline' });
    await computer.run(`sh '${medium}/vaults.run' --uninstall`);
  });

  test('AGT-040 the logon script of the manual copies the tool, runs it, and brings the results to the share', async () => {
    const files = folder();
    const tool = await fetch(`${server.url}/api/v1/offline-tool?platform=${ownPlatform()}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    unpackStored(Buffer.from(await tool.arrayBuffer()), files);
    const chapter = readFileSync('docs/offline.md', 'utf8').split('### By a logon script')[1]!;
    const [, script] = /```sh\n([^]*?)```/.exec(chapter)!;
    const [here, temporary] = [folder(), folder()];
    // The share is a folder here: its place becomes a link to it, and is an empty folder again.
    const commands = {
      mount: `for last; do :; done; rmdir "$last" && ln -s '${files}' "$last" && echo "mount $*" >>'${here}/asked'`,
      umount: `rm "$1" && mkdir "$1" && echo umount >>'${here}/asked'`,
    };
    for (const [name, text] of Object.entries(commands))
      writeFileSync(join(here, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    const env = { PATH: `${here}:${process.env['PATH']}`, TMPDIR: temporary };
    expect(execFileSync('sh', ['-eu', '-c', script!], { env, encoding: 'utf8' })).toBe('');
    expect(readFileSync(join(here, 'asked'), 'utf8')).toMatch(
      /^mount -t cifs -o credentials=\S+ \/\/files\/muster \S+\numount\n$/,
    );
    expect(readdirSync(temporary)).toEqual([]);
    expect(readdirSync(join(files, 'MusterOffline'))).not.toContain('Data');
    const results = readdirSync(join(files, 'Results', 'Data'));
    expect(results).toEqual([expect.stringMatching(new RegExp(`^${hostname()}_.*\\.muster-inventory$`))]);
    const brought = await muster(['offline', 'import', join(files, 'Results')], { MUSTER_DATA: data });
    expect(brought.code).toBe(0);
    // The same steps in the same order for Windows.
    const [, windows] = /```bat\n([^]*?)```/.exec(chapter)!;
    const steps = windows!.trimEnd().split('\n');
    expect(steps.map(step => step.split(' ')[0])).toEqual(['net', 'xcopy', 'call', 'xcopy', 'rd', 'net']);
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { exitCodes } from '../../../../src/agent/fault.ts';
import { packTar } from '../../../../src/agent/archive/tar.ts';
import { documentOf, releaseSigner, upload } from '../../../support/agent-packages.ts';
import { temporaryFolders } from '../../../support/folder.ts';
import { isInstalled } from '../../../support/installed.ts';
import { unpackStored } from '../../../support/stored-zip.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

const folder = temporaryFolders();
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  // The program says when it collected by the clock of this machine.
  await server.travel(new Date(Date.now() + 60_000).toISOString());
});
afterAll(() => server.close());

const tool = (platform: string) =>
  server.app.inject({
    url: `/api/v1/offline-tool?platform=${platform}`,
    headers: { authorization: `Bearer ${server.token}` },
  });

/** A package whose runtime is that of this test and whose program is that of the checkout. */
async function packageHere(): Promise<Buffer> {
  const program = resolve('src/agent/main.ts');
  return buffer(
    Readable.from(
      packTar(
        [
          {
            path: 'muster-agent/runtime/node',
            executable: true,
            bytes: Buffer.from(`#!/bin/sh\nexec '${process.execPath}' "$@"\n`),
          },
          {
            path: 'muster-agent/app.mjs',
            executable: false,
            bytes: Buffer.from(`await import(${JSON.stringify(program)});\n`),
          },
        ],
        1,
      ),
    ),
  );
}

test('without a package of the agent there is no tool, and it is said how to come to one', async () => {
  const answer = await tool('linux-x64');
  expect([answer.statusCode, answer.json().code]).toEqual([409, 'OFFLINE_TOOL_NO_PACKAGE']);
  expect((await tool('amiga')).statusCode).toBe(400);
});

test('AGT-038 CLI-090: the tool is unpacked, collects where nothing is installed, and its results are known as of this server', async () => {
  const bytes = await packageHere();
  await upload(server, documentOf(bytes, '1.4.0', 'linux-x64', releaseSigner()), bytes);
  const answer = await tool('linux-x64');
  expect(answer.headers).toMatchObject({
    'content-type': 'application/zip',
    'content-length': String(answer.rawPayload.length),
    'content-disposition': 'attachment; filename="MusterOffline.zip"',
  });
  const medium = folder();
  unpackStored(answer.rawPayload, medium);
  const at = join(medium, 'MusterOffline');
  expect(readdirSync(at).sort()).toEqual([
    'README.txt',
    'collect.sh',
    'definitions.json',
    'program',
    'tool.json',
  ]);
  expect(readFileSync(join(at, 'program/muster-agent-1.4.0-linux-x64.tar.gz'))).toEqual(bytes);
  expect(readFileSync(join(at, 'tool.json'), 'utf8')).not.toMatch(/secret|private|token/i);

  const run = spawnSync(join(at, 'collect.sh'), ['--silent'], { encoding: 'utf8' });
  expect([run.status, run.stdout]).toEqual([0, '']);
  const [file] = readdirSync(join(at, 'Data')).filter(name => name.endsWith('.muster-inventory'));
  const taken = await server.call('POST', '/api/v1/offline-inventory', {
    headers: { 'content-type': 'application/octet-stream' },
    body: readFileSync(join(at, 'Data', file!)),
  });
  expect(taken.body).toMatchObject({
    outcome: 'registered',
    foreign: false,
    outdated: false,
    signed: false,
  });

  // What says whom it collects for was edited.
  const edited = readFileSync(join(at, 'tool.json'), 'utf8').replace(
    /"installation": "[^"]+"/,
    '"installation": "mine"',
  );
  writeFileSync(join(at, 'tool.json'), edited);
  const damaged = spawnSync('sh', [join(at, 'collect.sh')], { encoding: 'utf8' });
  expect([damaged.status, damaged.stderr.includes('10105')]).toEqual([exitCodes.TOOL_DAMAGED, true]);
});

test('AGT-042 CLI-087: the tool searches for the software of the search conditions, but with /s; when it is older than they are, it is told', async () => {
  await server.call('POST', conditionsPath, { body: { name: 'Vault tool', files: ['vault*'] } });
  const root = folder();
  for (const path of ['proc/self', 'opt/vault', 'var/lib/dpkg'])
    mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, 'proc/self/mountinfo'), '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n');
  writeFileSync(join(root, 'opt/vault/vault-1.bin'), 'tool');
  writeFileSync(join(root, 'var/lib/dpkg/status'), '');
  const medium = folder();
  unpackStored((await tool('linux-x64')).rawPayload, medium);
  const at = join(medium, 'MusterOffline');
  const env = { ...process.env, MUSTER_AGENT_ROOT: root };
  const collect = async (...switches: readonly string[]) => {
    const before = filesIn(at);
    const run = spawnSync('sh', [join(at, 'collect.sh'), ...switches], { encoding: 'utf8', env });
    expect([switches, run.status, run.stderr]).toEqual([switches, 0, expect.any(String)]);
    const file = filesIn(at).find(name => !before.includes(name))!;
    const bytes = readFileSync(join(at, 'Data', file));
    const { inventory } = JSON.parse(gunzipSync(bytes).toString()) as {
      inventory: { content: { softwares: { name: string; from: string }[] } };
    };
    return { bytes, said: run.stderr, softwares: inventory.content.softwares };
  };
  const found = await collect();
  expect(found.said).toContain('1 search conditions');
  expect(found.softwares).toEqual([
    { name: 'Vault tool', from: 'search', folder: '/opt/vault', filesize: 4 },
  ]);
  expect(await collect('/s')).toMatchObject({ said: '', softwares: [] });
  expect(await collect('/silent')).toMatchObject({ said: '', softwares: [{ name: 'Vault tool' }] });

  // Whoever imports is told that the tool is to be created anew.
  const judged = async () =>
    (
      await server.call('POST', '/api/v1/offline-inventory', {
        query: { dryRun: 'true' },
        headers: { 'content-type': 'application/octet-stream' },
        body: found.bytes,
      })
    ).body.outdated as boolean;
  expect(await judged()).toBe(false);
  await server.call('PATCH', '/api/v1/device-fields/userName', { body: { source: 'endUser' } });
  expect(await judged()).toBe(true);
  await server.call('PATCH', '/api/v1/device-fields/userName', { body: { source: 'administrator' } });
  expect(await judged()).toBe(false);
  await server.call('POST', conditionsPath, { body: { name: 'Another', files: ['another'] } });
  expect(await judged()).toBe(true);

  const told = readFileSync(join(at, 'definitions.json'), 'utf8');
  writeFileSync(join(at, 'definitions.json'), told.replace('vault*', 'passwd'));
  const damaged = spawnSync('sh', [join(at, 'collect.sh')], { encoding: 'utf8', env });
  expect([damaged.status, damaged.stderr]).toEqual([
    exitCodes.TOOL_DAMAGED,
    expect.stringContaining('definitions.json'),
  ]);
});

const conditionsPath = '/api/v1/software-search-conditions';
const filesIn = (at: string): string[] =>
  existsSync(join(at, 'Data'))
    ? readdirSync(join(at, 'Data')).filter(name => name.endsWith('.muster-inventory'))
    : [];

/** As in a terminal, with lines typed into it; no more come after them. */
const inTerminal = (command: string, lines: readonly string[]) =>
  spawnSync('script', ['-qec', command, '/dev/null'], {
    encoding: 'utf8',
    input: lines.map(line => `${line}\n`).join(''),
    env: { ...process.env, LC_ALL: 'C.UTF-8', SUDO_USER: 'mori' },
  });

// Only a terminal asks; where there is no program that plays one, nothing can be typed.
(isInstalled('script') ? test : test.skip)(
  'AGT-041 CLI-087: in a terminal the tool asks the person for what the form asks for, before it looks; the answers come with the results',
  async () => {
    for (const id of ['userName', 'email'])
      await server.call('PATCH', `/api/v1/device-fields/${id}`, {
        body: { source: 'endUser', required: id === 'userName' },
      });
    const medium = folder();
    unpackStored((await tool('linux-x64')).rawPayload, medium);
    const at = join(medium, 'MusterOffline');
    const script = `sh ${join(at, 'collect.sh')} --no-search`;
    const collect = (lines: readonly string[], more = '') => {
      const before = filesIn(at);
      const run = inTerminal(`${script} ${more}`, lines);
      const file = filesIn(at).find(name => !before.includes(name));
      return { run, bytes: file === undefined ? undefined : readFileSync(join(at, 'Data', file)) };
    };
    const handIn = async (bytes: Buffer, dryRun = false) =>
      (
        await server.call('POST', '/api/v1/offline-inventory', {
          query: { dryRun: String(dryRun) },
          headers: { 'content-type': 'application/octet-stream' },
          body: bytes,
        })
      ).body;
    const fieldsOf = async (deviceId: string) =>
      (await server.call('GET', `/api/v1/devices/${deviceId}`)).body.fields;

    const first = collect(['', 'Mori Ken', 'no address', 'mori@example.org']);
    expect([first.run.status, first.run.stdout]).toEqual([0, expect.stringContaining('(required)')]);
    expect(await handIn(first.bytes!, true)).toMatchObject({ entered: { outcome: 'recorded', faults: [] } });
    const taken = await handIn(first.bytes!);
    expect(taken).toMatchObject({ outdated: false, entered: { outcome: 'recorded', faults: [] } });
    expect(await fieldsOf(taken.deviceId)).toMatchObject({
      userName: 'Mori Ken',
      email: 'mori@example.org',
    });
    expect(await handIn(first.bytes!)).toMatchObject({ outcome: 'known', entered: null });

    // An empty line leaves what is recorded; what is offered no more by the time of the import is told.
    const second = collect(['Mori', '']);
    const third = collect(['-', 'Sato', 'sato@example.org']);
    await server.call('PATCH', '/api/v1/device-fields/email', { body: { rules: { maxLength: 5 } } });
    expect(await handIn(third.bytes!)).toMatchObject({
      outcome: 'unchanged',
      entered: { outcome: 'refused', faults: [{ field: 'email', fault: 'TOO_LONG' }] },
    });
    expect(await handIn(second.bytes!)).toMatchObject({ outcome: 'late', entered: { outcome: 'late' } });
    expect(await fieldsOf(taken.deviceId)).toMatchObject({ userName: 'Mori Ken' });
    const fourth = collect(['Mori', '']);
    expect(await handIn(fourth.bytes!)).toMatchObject({ entered: { outcome: 'recorded' } });
    expect(await fieldsOf(taken.deviceId)).toMatchObject({ userName: 'Mori', email: 'mori@example.org' });

    for (const silent of ['--no-form', '/u', '--silent', '/silent'])
      expect([silent, (await handIn(collect([], silent).bytes!)).entered]).toEqual([silent, null]);
    const left = collect(['\u0004']);
    expect([left.run.status, left.bytes]).toEqual([exitCodes.COLLECTION_CANCELLED, undefined]);
    const nobody = spawnSync('sh', ['-c', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect([nobody.status, nobody.stderr]).toEqual([0, expect.stringContaining('needs a terminal')]);
  },
);

test('AGT-038: the tool for Windows starts with a script for its shell and holds its package as it is', async () => {
  const bytes = Buffer.from('PK a package for Windows');
  await upload(server, documentOf(bytes, '1.4.0', 'win-x64', releaseSigner()), bytes, { newKey: 'true' });
  const medium = folder();
  unpackStored((await tool('win-x64')).rawPayload, medium);
  const at = join(medium, 'MusterOffline');
  expect(existsSync(join(at, 'collect.sh'))).toBe(false);
  const script = readFileSync(join(at, 'collect.cmd'), 'utf8');
  expect(script.split('\r\n').length).toBe(script.split('\n').length);
  expect(script).toContain('collect --output "%HERE%." %*');
  expect(statSync(join(at, 'program/muster-agent-1.4.0-win-x64.zip')).size).toBe(bytes.length);
});

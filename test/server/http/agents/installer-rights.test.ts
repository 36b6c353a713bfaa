import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackagePlatform } from '../../../../domain/agents/index.ts';
import { documentOf, releaseSigner, upload } from '../../../support/agent-packages.ts';
import { temporaryFolders } from '../../../support/folder.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';
import { unpackStored } from '../../../support/stored-zip.ts';

const folder = temporaryFolders();
const packed = randomBytes(100_000);
const signer = releaseSigner();
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ environment: { MUSTER_URL: 'https://muster.example.org' } });
});
afterAll(() => server.close());

/** An installer for a platform, as it is downloaded. */
async function installerFor(wanted: PackagePlatform): Promise<Buffer> {
  await upload(server, documentOf(packed, '1.4.0', wanted, signer), packed);
  const { body } = await server.call('POST', '/api/v1/installation-sets', {
    body: { name: 'Sales', platform: wanted },
  });
  const answer = await server.app.inject({
    url: `/api/v1/installation-sets/${body.id}/installer`,
    headers: { authorization: `Bearer ${server.token}` },
  });
  return answer.rawPayload;
}

const platform = process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64';
const onLinux = process.platform === 'linux' ? test : test.skip;

/** Runs an installer as somebody who is not root, where the system asks by programs that write down what they were asked. */
function asPerson(installer: Buffer, args: readonly string[], ends: Readonly<Record<string, number>> = {}) {
  const here = folder();
  const asked = join(here, 'asked');
  const file = join(here, 'installer.run');
  writeFileSync(file, installer);
  writeFileSync(asked, '');
  const programs = Object.entries({ sudo: 0, pkexec: 0, curl: 0, ...ends });
  for (const [program, code] of programs)
    writeFileSync(
      join(here, program),
      `#!/bin/sh\n[ ${program} = curl ] || echo "${program} $*" >>'${asked}'\nexit ${code}\n`,
    );
  // Whatever the mask of this process says: somebody else reads and runs them.
  for (const path of [here, file, ...programs.map(([program]) => join(here, program))])
    chmodSync(path, 0o755);
  chmodSync(asked, 0o666);
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const env = {
    PATH: `${here}:${process.env['PATH']}`,
    ...(ends['pkexec'] !== undefined && { DISPLAY: ':0' }),
  };
  const { status, stderr } = spawnSync('sh', [file, ...args], {
    cwd: here,
    encoding: 'utf8',
    env,
    ...nobody,
  });
  return { code: status, said: stderr, asked: readFileSync(asked, 'utf8').replaceAll(here, '.') };
}

onLinux(
  'AGT-003 a person without rights is asked by the system once nothing else is wanting, and for the installation only',
  async () => {
    const installer = await installerFor(platform);
    const nobodyAsked = { asked: '' };
    expect(asPerson(installer, ['--verify'])).toMatchObject({ code: 0, ...nobodyAsked });
    expect(asPerson(installer, ['--help'])).toMatchObject({ code: 0, ...nobodyAsked });
    const tampered = Buffer.from(installer);
    tampered[tampered.length - 1]! ^= 1;
    expect(asPerson(tampered, [])).toMatchObject({ code: 13, ...nobodyAsked });
    // A logon script has nobody to ask.
    expect(asPerson(installer, ['--silent'])).toMatchObject({ code: 10, ...nobodyAsked });

    expect(asPerson(installer, [])).toMatchObject({ code: 0, asked: 'sudo -- sh ./installer.run\n' });
    expect(asPerson(installer, ['--uninstall'], { sudo: 12 })).toMatchObject({
      code: 12,
      asked: 'sudo -- sh ./installer.run --uninstall\n',
    });
    const refused = asPerson(installer, [], { sudo: 1, pkexec: 126 });
    expect(refused).toMatchObject({ code: 10, said: expect.stringContaining('NOT_PERMITTED') });
    expect(refused.asked).toMatch(/^sudo -- sh .*\npkexec sh -c .* \.\/installer\.run\n$/);
  },
);

test('AGT-003 Windows asks after everything was looked at and before anything is written', async () => {
  const unpacked = folder();
  unpackStored(await installerFor('win-x64'), unpacked);
  const script = readFileSync(join(unpacked, 'install.ps1'), 'utf8');
  const places = [
    'Require-Whole (Join-Path',
    "{ Say 'this installer is whole'",
    'left alone',
    '\nRequire-Rights',
  ];
  const writes = ['New-Item', 'WriteAllText', 'Copy-Item'];
  const order = [...places, ...writes].map(each => script.indexOf(each));
  expect(order.every(at => at > 0)).toBe(true);
  expect(Math.max(...order.slice(0, places.length))).toBeLessThan(Math.min(...order.slice(places.length)));
  expect(script).toContain('-Verb RunAs');
  expect(script).not.toMatch(/Credential|-Password/i);
});

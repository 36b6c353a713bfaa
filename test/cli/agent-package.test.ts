import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { ledgerCrypto } from '../../adapters/platform/index.ts';
import { packagePlatforms, packageText } from '../../domain/agents/index.ts';
import { unpackTar } from '../../src/agent/archive/tar.ts';
import { Unpacked } from '../../src/agent/archive/unpacked.ts';
import { unpackZip } from '../../src/agent/archive/zip.ts';
import { extensionFiles } from '../../src/agent/operations/browser/package.ts';
import { buildPackage } from '../../src/cli/agent-package/build.ts';
import { releaseKeyIn } from '../../src/cli/agent-package/release-key.ts';
import { runtimes } from '../../src/cli/agent-package/runtimes.ts';
import { releaseSigner } from '../support/agent-packages.ts';
import { temporaryFolders } from '../support/folder.ts';
import { filesIn } from '../support/packages-unpacked.ts';
import { muster } from '../support/programs.ts';

const folder = temporaryFolders();
const signer = releaseSigner();
const root = join(__dirname, '../..');

/** With a runtime and programs that are a few letters. */
const build = (platform: (typeof packagePlatforms)[number], output: string) =>
  buildPackage({
    application: {
      version: '1.4.0',
      app: 'agent();',
      launcher: 'launcher();',
      packages: [join(root, 'node_modules/zod')],
    },
    platform,
    runtime: {
      program: Buffer.from(`node for ${platform}`),
      licence: 'Node.js is licensed for use as follows',
    },
    signer,
    output,
  });

const unix = [
  'LICENCES',
  'RELEASE-KEY',
  'VERSION',
  'app.mjs',
  'install.sh*',
  'launcher.mjs',
  'muster-agent*',
];
const windows = ['LICENCES', 'RELEASE-KEY', 'VERSION', 'app.mjs', 'install.ps1', 'launcher.mjs'];
const contents = {
  linux: [
    ...unix.slice(0, 4),
    ...extensionFiles.map(path => `extension/${path}`).sort(),
    ...unix.slice(4),
    'muster-agent.service',
    'runtime/node*',
    'uninstall.sh*',
  ],
  darwin: [...unix, 'org.muster.agent.plist', 'runtime/node*', 'uninstall.sh*'],
  win: [...windows, 'muster-agent.cmd', 'runtime/node.exe*', 'start.cmd', 'uninstall.ps1'],
};

test.each(packagePlatforms)('a package for %s holds what an installation needs, signed', async platform => {
  const output = folder();
  const document = await build(platform, output);
  const { releaseKey, signature, ...manifest } = document;
  const file = join(output, manifest.file);
  expect(manifest.file).toBe(`muster-agent-1.4.0-${platform}.${platform === 'win-x64' ? 'zip' : 'tar.gz'}`);
  expect(ledgerCrypto.verify(releaseKey.publicKey, packageText(manifest), signature)).toBe(true);
  const bytes = readFileSync(file);
  expect(manifest).toMatchObject({
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  expect(JSON.parse(readFileSync(`${file}.json`, 'utf8'))).toEqual(document);

  const unpacked = join(folder(), 'unpacked');
  const unpack = file.endsWith('.zip') ? unpackZip : unpackTar;
  await unpack(file, new Unpacked(unpacked, 'muster-agent'));
  const system = platform.split('-')[0] as keyof typeof contents;
  expect(filesIn(unpacked)).toEqual(contents[system]);
  expect(readFileSync(join(unpacked, 'VERSION'), 'utf8')).toBe('1.4.0\n');
  expect(JSON.parse(readFileSync(join(unpacked, 'RELEASE-KEY'), 'utf8'))).toEqual(releaseKey);
  const licences = readFileSync(join(unpacked, 'LICENCES'), 'utf8');
  expect(licences).toMatch(/zod [\d.]+ \(MIT\)[^]*Node\.js is licensed/);
});

test('the same input makes the same package, and nothing unfinished is left', async () => {
  const [one, other] = [folder(), folder()];
  expect(await build('linux-x64', one)).toEqual(await build('linux-x64', other));
  expect(await build('win-x64', one)).toEqual(await build('win-x64', other));
  expect(filesIn(one)).toHaveLength(4);
});

test('archives are such as the tools of others read', async () => {
  const output = folder();
  const { file } = await build('linux-x64', output);
  const listed = execFileSync('tar', ['-tzf', join(output, file)], { encoding: 'utf8' });
  expect(listed.split('\n')[0]).toBe('muster-agent/runtime/node');
  const zip = await build('win-x64', output);
  const script =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))';
  const read = execFileSync('python3', ['-c', script, join(output, zip.file)], { encoding: 'utf8' });
  expect(read.trim()).toBe(`None ${contents.win.length}`);
});

test('the runtime for Linux is the one that Muster itself is pinned to', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const platform of ['linux-x64', 'linux-arm64', 'win-x64'] as const)
    expect(runtimes[platform].version).toBe(dependencies['node']);
  for (const { integrity } of Object.values(runtimes)) expect(integrity).toMatch(/^sha512-[\w+/]{86}==$/);
});

test('scripts and service files are well-formed, and say where the agent lies', () => {
  const deploy = join(root, 'deploy/agent');
  for (const script of ['install.sh', 'uninstall.sh', 'muster-agent'])
    execFileSync('sh', ['-n', join(deploy, script)]);
  const plist = readFileSync(join(deploy, 'org.muster.agent.plist'), 'utf8');
  const strings: string[] = [];
  const parser = new SaxesParser();
  let text = '';
  parser.on('text', part => (text = part));
  parser.on('closetag', ({ name }) => name === 'string' && strings.push(text));
  parser.write(plist).close();
  expect(strings).toEqual(expect.arrayContaining(['@HOME@/good/launcher.mjs', 'run', '@DATA@']));
  expect(readFileSync(join(deploy, 'muster-agent.service'), 'utf8')).toContain(
    'ExecStart="@HOME@/good/runtime/node" "@HOME@/good/launcher.mjs" run --data "@DATA@"',
  );
  expect(readFileSync(join(deploy, 'start.cmd'), 'utf8')).toContain('run --data "@DATA@"');
});

test('a release key is made once, for its owner only; another file is not taken for one', () => {
  const file = join(folder(), 'release.key');
  const first = releaseKeyIn(file);
  expect(first.made).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(releaseKeyIn(file)).toMatchObject({ made: false, signer: { keyId: first.signer.keyId } });
  writeFileSync(file, 'no key');
  expect(() => releaseKeyIn(file)).toThrow('holds no private key');
});

test('adding a package without its document, or a version that is none, is said in one line', async () => {
  const data = folder();
  const file = join(data, 'muster-agent-1.4.0-linux-x64.tar.gz');
  writeFileSync(file, 'x');
  const environment = { MUSTER_URL: 'http://127.0.0.1:9', MUSTER_TOKEN: 'x' };
  expect(await muster(['agent-package', 'add', file], environment)).toMatchObject({
    code: 12,
    err: expect.stringContaining(`${file}.json cannot be read`),
  });
  expect((await muster(['agent-package', 'build', '--package-version', '1.4'], environment)).code).toBe(11);
  expect((await muster(['agent-package', 'build', '--platform', 'amiga'], environment)).code).toBe(11);
});

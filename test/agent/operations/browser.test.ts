import { createHash, createPublicKey, verify } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { crxOf, extensionId } from '../../../src/agent/operations/browser/crx.ts';
import {
  FrameError,
  frameOf,
  Frames,
  longestMessage,
  messageIn,
} from '../../../src/agent/operations/browser/frames.ts';
import { carry } from '../../../src/agent/operations/browser/host.ts';
import { withoutSecret } from '../../../src/agent/operations/browser/tell.ts';
import { browser } from '../../../src/agent/operations/linux/browser.ts';
import { files } from '../../../src/agent/operations/linux/files/files.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { hasProcesses, person, WatchedComputer } from '../../support/watched-computer.ts';

const folder = temporaryFolders();
const pace = 0.05;
/** Whose browser it is: the user that the tests run as. */
const uid = process.getuid?.() ?? 0;
const user = uid === 0 ? 'root' : person.name;
let computer: WatchedComputer;
beforeEach(() => (computer = new WatchedComputer(folder())));
afterEach(() => computer.stop());

const socketOf = () => join(computer.root, 'run/muster-agent/browser', String(uid));
const policyOf = (browserFolder: string) =>
  JSON.parse(
    readFileSync(join(computer.root, browserFolder, 'policies/managed/muster-agent.json'), 'utf8'),
  ) as Record<string, unknown>;
const started = async () => {
  computer.write('usr/bin/chromium', '');
  computer.write('run/systemd/sessions/1', `UID=${uid}\nUSER=${user}\nCLASS=user\nREALTIME=1000\n`);
  await computer.start(browser, pace);
};
/** As the extension does, by the program that the browser starts. */
const extension = () => {
  const { path } = JSON.parse(
    readFileSync(join(computer.root, 'etc/chromium/native-messaging-hosts/org.muster.agent.json'), 'utf8'),
  ) as { path: string };
  // Jest is what runs here; the program of the agent stands in the checkout.
  const launcher = readFileSync(path, 'utf8').replace(
    process.argv[1]!,
    join(process.cwd(), 'src/agent/main.ts'),
  );
  writeFileSync(path, launcher);
  return spawn(path, ['chrome-extension://abc/'], { stdio: ['pipe', 'pipe', 'inherit'] });
};

test('frames come out whole however the bytes are cut, and longer ones end it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }) }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (messages, cuts) => {
        const bytes = Buffer.concat(messages.map(frameOf));
        const frames = new Frames();
        const found: unknown[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const end = at + cuts[turn % cuts.length]!;
          found.push(...frames.take(bytes.subarray(at, end)).map(messageIn));
          at = end;
        }
        expect(found).toEqual(messages);
      },
    ),
  );
  const long = Buffer.alloc(4);
  long.writeUInt32LE(longestMessage + 1);
  expect(() => new Frames().take(long)).toThrow(FrameError);
  expect(() => new Frames().take(Buffer.alloc(4))).toThrow(FrameError);
  expect(() => messageIn(Buffer.from('1234{'))).toThrow(FrameError);
});

test('the extension is signed by a key that its id comes from', async () => {
  await started();
  const { privateKey } = JSON.parse(readFileSync(join(computer.root, '../kept/browser.json'), 'utf8')) as {
    privateKey: string;
  };
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const id = extensionId({ privateKey });
  expect(id).toMatch(/^[a-p]{32}$/);
  const zip = Buffer.from('not really a zip');
  const crx = crxOf(zip, { privateKey });
  expect(crx.toString('latin1', 0, 4)).toBe('Cr24');
  expect(crx.readUInt32LE(4)).toBe(3);
  const header = crx.subarray(12, 12 + crx.readUInt32LE(8));
  expect(crx.subarray(12 + header.length)).toEqual(zip);
  const signedHeader = header.subarray(-18);
  expect(signedHeader).toEqual(
    Buffer.concat([Buffer.from([0x0a, 16]), createHash('sha256').update(der).digest().subarray(0, 16)]),
  );
  const at = header.indexOf(der) + der.length + 3;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(signedHeader.length);
  const signed = Buffer.concat([Buffer.from('CRX3 SignedData\0'), length, signedHeader, zip]);
  expect(verify('sha256', signed, createPublicKey(privateKey), header.subarray(at, at + 256))).toBe(true);
});

describe('LOG-004: what browsers are told', () => {
  test('to install it, from a port that stays the same; nothing where it is not wanted any more', async () => {
    expect(await browser.lack(computer)).toContain('Chromium');
    await started();
    expect(await browser.lack(computer)).toBeUndefined();
    const policy = policyOf('etc/chromium');
    const [id = '', address = ''] = (policy['ExtensionInstallForcelist'] as string[])[0]!.split(';');
    const update = await (await fetch(address)).text();
    expect(update).toContain(`appid="${id}"`);
    const crx = await fetch(/codebase="([^"]+)"/.exec(update)![1]!);
    expect(crx.headers.get('content-type')).toBe('application/x-chrome-extension');
    expect((await fetch(new URL('/other', address))).status).toBe(404);
    const host = join(computer.root, 'etc/chromium/native-messaging-hosts/org.muster.agent.json');
    expect(JSON.parse(readFileSync(host, 'utf8'))).toMatchObject({
      type: 'stdio',
      allowed_origins: [`chrome-extension://${id}/`],
    });
    expect(statSync(host).mode & 0o777).toBe(0o644);
    await computer.stop();
    // Whether or not the agent runs: only what is wanted decides.
    expect(policyOf('etc/chromium')).toEqual(policy);
    await computer.start(browser, pace);
    expect(policyOf('etc/chromium')).toEqual(policy);
    await browser.withdraw!(computer);
    expect(existsSync(host)).toBe(false);
    expect(() => policyOf('etc/chromium')).toThrow('ENOENT');
  });

  test('by the policy that no other file has, else not at all', async () => {
    computer.write('opt/google/chrome/chrome', '');
    computer.write('etc/opt/chrome/policies/managed/own.json', '{"ExtensionInstallForcelist":["x"]}');
    computer.write('opt/microsoft/msedge/msedge', '');
    computer.write(
      'etc/opt/edge/policies/managed/own.json',
      '{"ExtensionInstallForcelist":["x"],"ExtensionSettings":{}}',
    );
    rmSync(join(computer.root, 'opt/google'), { recursive: true });
    expect(await browser.lack(computer)).toContain('ExtensionInstallForcelist and ExtensionSettings');
    computer.write('opt/google/chrome/chrome', '');
    await started();
    expect(Object.keys(policyOf('etc/opt/chrome'))).toEqual(['ExtensionSettings']);
    expect(() => policyOf('etc/opt/edge')).toThrow('ENOENT');
  });
});

(hasProcesses ? describe : describe.skip)('LOG-004, LOG-018: what a browser says', () => {
  test('becomes records of its user; a file that is sent is found among those that are watched', async () => {
    computer.withProcesses();
    const path = join(computer.home, 'plan.txt');
    writeFileSync(path, 'the plan of the year');
    await computer.start(files, pace);
    await started();
    const port = extension();
    const answer = await new Promise<Buffer>(resolve => port.stdout.once('data', resolve));
    expect(messageIn(answer)).toEqual({ wanted: ['web-access', 'web-upload', 'web-download'] });
    const at = Date.now() - 5;
    const page = 'https://share.example/';
    port.stdin.write(frameOf({ detail: 'web-access', at, url: page, title: '共有' }));
    const opened = await computer.recorded({ detail: 'web-access' });
    expect(opened).toEqual({ time: at, detail: 'web-access', user, url: page, pageTitle: '共有' });
    const { size, mtimeMs } = statSync(path);
    const sent = {
      detail: 'web-upload',
      at,
      url: 'https://a:b@share.example/up',
      page,
      name: 'plan.txt',
      size,
    };
    port.stdin.write(frameOf({ ...sent, modified: Math.floor(mtimeMs) }));
    expect(await computer.recorded({ detail: 'web-upload' })).toMatchObject({
      user,
      file: path,
      fileDrive: 'local-disk',
      originalDrive: 'local-disk',
      content: createHash('sha256').update('the plan of the year').digest('hex').slice(0, 32),
      destination: 'https://share.example/up',
      destinationDrive: 'web',
      url: page,
    });
    // Nobody knows it: only its name is said.
    port.stdin.write(frameOf({ ...sent, size: 4_711, modified: 0 }));
    const unknown = await computer.recorded({ detail: 'web-upload' });
    expect(unknown).toMatchObject({ file: 'plan.txt', size: 4_711 });
    expect(unknown).not.toHaveProperty('content');
    const fetched = join(computer.home, 'fetched.pdf');
    writeFileSync(fetched, 'a paper');
    const download = { detail: 'web-download', at, url: `${page}paper.pdf`, page, path: fetched, size: 7 };
    port.stdin.write(frameOf(download));
    expect(await computer.recorded({ detail: 'web-download' })).toMatchObject({
      file: `${page}paper.pdf`,
      fileDrive: 'web',
      destination: fetched,
      destinationDrive: 'local-disk',
      content: createHash('sha256').update('a paper').digest('hex').slice(0, 32),
    });
    const ended = new Promise(resolve => port.once('exit', resolve));
    port.stdin.end();
    expect(await ended).toBe(0);
  });

  test('is bounded, and nobody else may say it', async () => {
    await started();
    expect(statSync(socketOf()).mode & 0o777).toBe(0o600);
    expect(statSync(socketOf()).uid).toBe(uid);
    const closed = (bytes: Buffer) =>
      new Promise<void>(resolve => {
        const socket = connect(socketOf());
        socket.on('error', () => undefined);
        socket.resume().once('close', () => resolve());
        socket.write(bytes);
      });
    await closed(Buffer.from('no message at all, but more than its length'));
    await closed(Buffer.concat([Buffer.from([2, 0, 0, 0]), Buffer.from('{]')]));
    const visit = { detail: 'web-access', at: Number.MAX_SAFE_INTEGER, url: 'https://a.example/', title: '' };
    await closed(Buffer.concat(Array.from({ length: 400 }, () => frameOf({ ...visit, at: 1e15 }))));
    await computer.recorded({ detail: 'web-access' });
    const before = Date.now();
    expect(computer.records.every(({ time }) => time <= before + 60_000)).toBe(true);
    expect(computer.records.length).toBeLessThan(400);
  });

  test('ends at the program that carries it where it is no message', async () => {
    const socket = join(folder(), 'agent');
    const agent = createServer(connection => connection.resume());
    await new Promise<void>(resolve => agent.listen(socket, resolve));
    const input = new PassThrough();
    const carried = carry({ input, output: new PassThrough() }, socket);
    input.write(Buffer.from([255, 255, 255, 255]));
    expect(await carried).toBe(1);
    expect(await carry({ input: new PassThrough(), output: new PassThrough() }, `${socket}-none`)).toBe(1);
    agent.close();
  });
});

test('names and passwords in addresses are not recorded', () => {
  expect(withoutSecret('https://hana:x@a.example/b@c?d@e')).toBe('https://a.example/b@c?d@e');
  expect(withoutSecret('https://a.example/@b')).toBe('https://a.example/@b');
});

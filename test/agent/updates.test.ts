import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import pino from 'pino';
import type { SignedPackage, UpdateOrder } from '../../domain/agents/index.ts';
import type { ActBegun } from '../../src/agent/acts/obey.ts';
import { packTar } from '../../src/agent/archive/tar.ts';
import type { Opened } from '../../src/agent/server/client.ts';
import { download } from '../../src/agent/update/download.ts';
import { Home } from '../../src/agent/update/home.ts';
import { keepUpdateState, readUpdateState } from '../../src/agent/update/state.ts';
import { Updates } from '../../src/agent/update/updates.ts';
import { documentOf, releaseSigner } from '../support/agent-packages.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();
const signer = releaseSigner();
const expiresAt = '2099-01-01T00:00:00.000Z';
const log = pino({ level: 'silent' });

const names = ['runtime/node', 'app.mjs', 'launcher.mjs'];
const packageOf = (version: string, parts = names, root = 'muster-agent') =>
  buffer(
    packTar(
      [...parts, 'VERSION'].map(path => ({
        path: `${root}/${path}`,
        executable: path === 'runtime/node',
        bytes: Buffer.from(path === 'VERSION' ? `${version}\n` : path),
      })),
    ),
  );

type Serve = (from: number) => Partial<Opened> & { readonly bytes?: Uint8Array };

/** An agent 1.1.0 of Linux, and a server that hands out what the test says. */
function agent(serve: Serve = () => ({ status: 404, said: 'gone' })) {
  const home = new Home(folder());
  mkdirSync(home.folderOf('1.1.0'), { recursive: true });
  for (const pointer of ['good', 'current'] as const) home.point(pointer, '1.1.0');
  const answers: { sequence: number; code?: string; outcome: string }[] = [];
  const asked: number[] = [];
  let ready: (how: 'ready' | 'answered') => void;
  const settled = new Promise<'ready' | 'answered'>(resolve => (ready = resolve));
  const { keyId, publicKey } = signer;
  const make = (version = '1.1.0', onReady = () => ready('ready')) =>
    new Updates({
      packaged: { home, version, platform: 'linux-x64', releaseKey: { keyId, publicKey } },
      agentId: 'a1',
      client: {
        async open(_path, from) {
          asked.push(from);
          const { bytes, ...answer } = serve(from);
          const chunks =
            bytes &&
            (async function* () {
              yield bytes;
            })();
          return { status: 200, retryAfterSeconds: 0, contentRange: null, said: '', chunks, ...answer };
        },
      },
      log,
      now: () => new Date('2026-11-30T09:00:00.000Z'),
      pace: 0,
      answer(sequence, end) {
        answers.push({ sequence, ...end });
        ready('answered');
      },
      onReady,
    });
  return { home, answers, asked, settled, make, updates: make() };
}

const orderOf = (offered: SignedPackage, downgrade = false): UpdateOrder => ({
  kind: 'update',
  update: '0192f3a4-0000-7000-8000-0000000000e1',
  package: offered,
  downgrade,
});
const x = Buffer.from('x');
const begin = (
  { updates }: { updates: Updates },
  offered: SignedPackage,
  downgrade = false,
): Promise<ActBegun> => updates.begin(7, expiresAt, orderOf(offered, downgrade));

test('what is not its own release, platform or next version it refuses before anything is fetched', async () => {
  const one = agent();
  const good = documentOf(x, '1.2.0', 'linux-x64', signer);
  const refusals: [SignedPackage, string][] = [
    [documentOf(x, '1.2.0', 'linux-x64', releaseSigner()), 'UPDATE_FORGED'],
    [
      { ...documentOf(x, '1.2.0', 'linux-x64', releaseSigner()), releaseKey: good.releaseKey },
      'UPDATE_FORGED',
    ],
    [{ ...good, sha256: 'ab'.repeat(32) }, 'UPDATE_FORGED'],
    [documentOf(x, '1.2.0', 'win-x64', signer), 'UPDATE_FOREIGN_PLATFORM'],
    [documentOf(x, '1.0.0', 'linux-x64', signer), 'UPDATE_DOWNGRADE'],
    [documentOf(x, '1.1.0-rc.1', 'linux-x64', signer), 'UPDATE_DOWNGRADE'],
  ];
  for (const [offered, code] of refusals)
    expect(await begin(one, offered)).toMatchObject({ outcome: 'refused', code });
  expect(await begin(one, documentOf(x, '1.1.0', 'linux-x64', signer))).toEqual({ outcome: 'done' });
  keepUpdateState(one.home, { update: null, bad: [good.sha256] });
  expect(await begin(one, good)).toMatchObject({ outcome: 'refused', code: 'UPDATE_KNOWN_BAD' });
  expect(one.asked).toEqual([]);
});

test('an agent from a checkout is not updated', async () => {
  const updates = new Updates({
    packaged: null,
    agentId: 'a1',
    client: { open: () => Promise.reject(new Error('never')) },
    log,
    now: () => new Date(),
    pace: 0,
    answer: () => undefined,
    onReady: () => undefined,
  });
  const order = orderOf(documentOf(x, '1.2.0', 'linux-x64', signer));
  expect(await updates.begin(1, expiresAt, order)).toMatchObject({ code: 'UPDATE_UNSUPPORTED' });
  expect(updates.reported()).toBe(false);
});

test('it is fetched over broken lines from where each broke, placed beside, and on trial until the server answers', async () => {
  const bytes = await packageOf('1.2.0');
  const offered = documentOf(bytes, '1.2.0', 'linux-x64', signer);
  const half = Math.floor(bytes.length / 2);
  const serves: Serve[] = [
    () => ({ status: 429, retryAfterSeconds: 1 }),
    () => ({ bytes: bytes.subarray(0, half) }),
    () => ({ status: 0, said: 'ECONNRESET' }),
    from => ({
      status: 206,
      contentRange: `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      bytes: bytes.subarray(from),
    }),
  ];
  const one = agent(from => serves.shift()!(from));
  expect(await begin(one, offered)).toEqual({ outcome: 'later' });
  expect(await one.settled).toBe('ready');
  expect(one.asked).toEqual([0, 0, half, half]);
  expect([one.home.at('good'), one.home.at('current')]).toEqual(['1.1.0', '1.2.0']);
  expect(readFileSync(join(one.home.folder, 'current/app.mjs'), 'utf8')).toBe('app.mjs');
  expect(one.answers).toEqual([]);

  const next = one.make('1.2.0');
  next.resume();
  expect(next.reported()).toBe(true);
  expect(one.answers).toEqual([{ sequence: 7, outcome: 'done' }]);
  expect(one.home.at('good')).toBe('1.2.0');
  expect(readdirSync(one.home.versions)).toEqual(['1.2.0']);
  expect(existsSync(one.home.downloads)).toBe(false);
  expect(next.reported()).toBe(false);
});

test('a spoilt beginning that was kept is fetched anew, once', async () => {
  const bytes = await packageOf('1.2.0');
  const offered = documentOf(bytes, '1.2.0', 'linux-x64', signer);
  const one = agent(from =>
    from === 0 ? { bytes } : { status: 206, contentRange: `bytes ${from}-9/10`, bytes: bytes.subarray(from) },
  );
  mkdirSync(one.home.downloads);
  writeFileSync(join(one.home.downloads, offered.sha256), 'spoilt');
  await begin(one, offered);
  expect(await one.settled).toBe('ready');
  expect(one.asked).toEqual([6, 0]);
});

test.each<{ readonly what: string; readonly code: string; serve(bytes: Buffer): Serve }>([
  {
    what: 'other bytes of the same length',
    code: 'UPDATE_DAMAGED',
    serve: bytes => () => ({ bytes: Buffer.alloc(bytes.length) }),
  },
  {
    what: 'more than was signed',
    code: 'UPDATE_DAMAGED',
    serve: bytes => () => ({ bytes: Buffer.concat([bytes, bytes]) }),
  },
  { what: 'nothing any more', code: 'UPDATE_GONE', serve: () => () => ({ status: 404, said: 'unknown' }) },
])('where the server hands out $what it says $code and stays as it is', async ({ code, serve }) => {
  const bytes = await packageOf('1.2.0');
  const one = agent(serve(bytes));
  await begin(one, documentOf(bytes, '1.2.0', 'linux-x64', signer));
  expect(await one.settled).toBe('answered');
  expect(one.answers).toMatchObject([{ sequence: 7, outcome: 'failed', code }]);
  expect([one.home.at('good'), one.home.at('current')]).toEqual(['1.1.0', '1.1.0']);
  expect(readUpdateState(one.home).update).toBeNull();
});

test.each([
  { what: 'of another version inside', packed: () => packageOf('1.3.0') },
  { what: 'without a runtime', packed: () => packageOf('1.2.0', ['app.mjs', 'launcher.mjs']) },
  { what: 'that would write beside its folder', packed: () => packageOf('1.2.0', names, 'muster-agent/..') },
  { what: 'that is none', packed: async () => Buffer.from('signed, and no archive') },
])('a package $what is not placed, though it is signed', async ({ packed }) => {
  const bytes = await packed();
  const one = agent(() => ({ bytes }));
  await begin(one, documentOf(bytes, '1.2.0', 'linux-x64', signer));
  expect(await one.settled).toBe('answered');
  expect(one.answers).toMatchObject([{ outcome: 'failed', code: 'UPDATE_NO_PACKAGE' }]);
  expect(readdirSync(one.home.versions)).toEqual(['1.1.0']);
});

test('a download goes on after the agent was started anew; what failed on trial is told by the version before', async () => {
  const bytes = await packageOf('1.2.0');
  const offered = documentOf(bytes, '1.2.0', 'linux-x64', signer);
  const update = { sequence: 9, order: orderOf(offered), expiresAt, starts: 0, fault: null } as const;
  const one = agent(() => ({ bytes }));
  keepUpdateState(one.home, { update: { ...update, phase: 'fetching' }, bad: [] });
  one.updates.resume();
  expect(await one.settled).toBe('ready');

  const fault = { code: 'UPDATE_SILENT', detail: 'nothing was heard' };
  keepUpdateState(one.home, { update: { ...update, phase: 'failed', fault }, bad: [offered.sha256] });
  one.home.point('current', '1.1.0');
  one.make().resume();
  expect(one.answers).toMatchObject([{ sequence: 9, outcome: 'failed', code: 'UPDATE_SILENT' }]);
  expect(readUpdateState(one.home)).toEqual({ update: null, bad: [offered.sha256] });
  expect(readdirSync(one.home.versions)).toEqual(['1.1.0']);
});

test('another update that is ordered meanwhile takes its place', async () => {
  const bytes = await packageOf('1.3.0');
  const one = agent(() => ({ bytes }));
  let placed: () => void;
  const ready = new Promise<void>(resolve => (placed = resolve));
  const updates = one.make('1.1.0', () => placed());
  await updates.begin(7, expiresAt, orderOf(documentOf(Buffer.alloc(9_000), '1.2.0', 'linux-x64', signer)));
  await updates.begin(8, expiresAt, orderOf(documentOf(bytes, '1.3.0', 'linux-x64', signer)));
  expect(one.answers).toMatchObject([{ sequence: 7, code: 'UPDATE_SUPERSEDED' }]);
  await ready;
  expect(one.home.at('current')).toBe('1.3.0');
});

test('a full disk is said as one', async () => {
  const chunks = (async function* () {
    yield Buffer.alloc(10);
  })();
  const ports = {
    agentId: 'a1',
    client: {
      open: async () => ({ status: 200, retryAfterSeconds: 0, contentRange: null, said: '', chunks }),
    },
    log,
    nowMs: () => 0,
    pace: 0,
    signal: new AbortController().signal,
  };
  const manifest = documentOf(Buffer.alloc(10), '1.2.0', 'linux-x64', signer);
  await expect(download(manifest, '/dev/full', 1, ports)).rejects.toMatchObject({ code: 'UPDATE_NO_ROOM' });
});

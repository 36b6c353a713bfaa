import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryFolders } from '../../support/folder.ts';

const root = join(__dirname, '../../..');
const node = join(root, 'node_modules/node/bin/node');
const folder = temporaryFolders();

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the real process; `ready` is its address, or undefined where it ended instead. */
async function run(environment: Readonly<Record<string, string>>) {
  const child = spawn(node, ['src/server/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, MUSTER_LISTEN: '127.0.0.1:0', MUSTER_LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]): Ended => ({
    code: code as number | null,
    stdout,
    stderr,
  }));
  const ready = await new Promise<string | undefined>(resolve => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const url = /^muster ready (\S+)$/m.exec(stdout)?.[1];
      if (url) resolve(url);
    });
    child.once('close', () => resolve(undefined));
  });
  return {
    ready,
    stdout: () => stdout,
    ended,
    end: (signal: NodeJS.Signals = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

const adminPassword = 'correct horse battery';
const environmentOf = (data: string) => ({ MUSTER_DATA: data, MUSTER_ADMIN_PASSWORD: adminPassword });

async function api(
  url: string,
  path: string,
  init: { token?: string; method?: string; body?: unknown } = {},
) {
  const response = await fetch(`${url}${path}`, {
    method: init.method ?? 'GET',
    headers: {
      ...(init.token ? { authorization: `Bearer ${init.token}` } : {}),
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

async function signIn(url: string, password = adminPassword): Promise<string> {
  const answer = await api(url, '/api/v1/sessions', { method: 'POST', body: { userId: 'system', password } });
  expect(answer.status).toBe(201);
  return answer.body.token as string;
}

test('starts, says where, lets the administrator in, and ends cleanly on SIGTERM', async () => {
  const data = folder();
  const server = await run(environmentOf(data));
  expect(server.ready).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const token = await signIn(server.ready!);
  expect((await api(server.ready!, '/api/v1/me', { token })).body).toMatchObject({
    userId: 'system',
    mustChangePassword: false,
  });
  expect((await api(server.ready!, '/health/ready')).body).toEqual({ status: 'ok' });
  expect(statSync(data).mode & 0o077).toBe(0);

  // The command line of this machine finds it and may use it; the way in dies with the server.
  const local = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { url: string; token: string };
  expect(local.url).toBe(server.ready);
  expect((await api(local.url, '/api/v1/me', { token: local.token })).body).toMatchObject({
    userId: 'local',
  });

  // An open live stream does not keep it from ending.
  const live = await fetch(`${server.ready}/api/v1/live`, { headers: { authorization: `Bearer ${token}` } });
  expect(live.status).toBe(200);
  const { code, stdout, stderr } = await server.end();
  expect(code).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).not.toContain('password');
  expect(existsSync(join(data, 'server.json'))).toBe(false);
  await live.body?.cancel().catch(() => undefined);
});

test('ACC-009 without a password given, one is made up, shown once and must be changed', async () => {
  const data = folder();
  const first = await run({ MUSTER_DATA: data });
  const password = /password\s+(\S+)/.exec(first.stdout())?.[1];
  expect(password).toMatch(/^(\w{5}-){3}\w{5}$/);
  const token = await signIn(first.ready!, password);
  expect((await api(first.ready!, '/api/v1/devices', { token })).body.code).toBe('PASSWORD_CHANGE_REQUIRED');
  await first.end();
  const second = await run({ MUSTER_DATA: data });
  expect(second.stdout()).not.toContain('password');
  await second.end();
});

test('sessions, accounts and lists survive a restart, also after kill -9', async () => {
  const data = folder();
  const first = await run(environmentOf(data));
  const token = await signIn(first.ready!);
  const body = { userId: 'kimura', displayName: 'Kimura', roles: ['viewer'] };
  const created = await api(first.ready!, '/api/v1/accounts', { method: 'POST', body, token });
  expect(created.status).toBe(201);
  await first.end('SIGKILL');
  const second = await run(environmentOf(data));
  const list = await api(second.ready!, `/api/v1/accounts?after=${created.body.position}&sort=id`, { token });
  expect(list.body.items.map(({ id }: { id: string }) => id)).toEqual(['kimura', 'system']);
  await second.end();
});

test('two servers do not serve one folder', async () => {
  const data = folder();
  const first = await run(environmentOf(data));
  const second = await run(environmentOf(data));
  expect(second.ready).toBeUndefined();
  const { code, stderr } = await second.ended;
  expect(code).toBe(1);
  expect(stderr).toBe(
    `muster: another Muster server is running on ${data}. End it, or name another folder in MUSTER_DATA.\n`,
  );
  expect((await api(first.ready!, '/health/live')).status).toBe(200);
  await first.end();
});

/** Files of the read store that hold rows. */
function readFiles(data: string): string[] {
  return readdirSync(join(data, 'read'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(db|sqlite)$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name));
}

describe('a read store that is', () => {
  test.each([
    ['deleted', (data: string) => rmSync(join(data, 'read'), { recursive: true })],
    [
      'overwritten with rubbish',
      (data: string) => readFiles(data).forEach(file => writeFileSync(file, 'rubbish '.repeat(2_000))),
    ],
    [
      'cut short',
      (data: string) =>
        readFiles(data).forEach(file => truncateSync(file, Math.floor(statSync(file).size / 2))),
    ],
  ])(
    '%s is built anew from the log at the next start, and the health page says so',
    async (_what, damage) => {
      const data = folder();
      const first = await run(environmentOf(data));
      const token = await signIn(first.ready!);
      await api(first.ready!, '/api/v1/me', { method: 'PATCH', body: { displayName: 'Renamed' }, token });
      await first.end();
      damage(data);
      const second = await run(environmentOf(data));
      const position = (await api(second.ready!, '/api/v1/events?limit=1', { token })).body
        .position as number;
      const list = await api(second.ready!, `/api/v1/accounts?after=${position}`, { token });
      expect(list.body.items).toMatchObject([{ id: 'system', displayName: 'Renamed' }]);
      const { body } = await api(second.ready!, '/api/v1/health', { token });
      const note = body.projections.find(({ name }: { name: string }) => name === 'accounts.list').note;
      expect(note).toEqual(expect.stringMatching(/\w/));
      const { code } = await second.end();
      expect(code).toBe(0);
    },
  );
});

describe('a start that cannot be says why in one line', () => {
  test.each<[Readonly<Record<string, string>>, number, RegExp]>([
    [{ MUSTER_LISTEN: 'everywhere' }, 2, /^muster: MUSTER_LISTEN: "everywhere" is not host:port/],
    [{ MUSTER_LISTEN: '127.0.0.1:99999' }, 2, /^muster: MUSTER_LISTEN: /],
    [{ MUSTER_LOG_LEVEL: 'loud' }, 2, /^muster: MUSTER_LOG_LEVEL: /],
    [{ MUSTER_URL: 'ftp://x' }, 2, /^muster: MUSTER_URL: is not an http or https address/],
    [{ MUSTER_LISTEN: '203.0.113.7:1' }, 1, /^muster: MUSTER_LISTEN: /],
    [{ MUSTER_DATA: join(root, 'package.json') }, 1, /^muster: MUSTER_DATA: /],
    [{ MUSTER_DATA: join(root, 'package.json', 'below') }, 1, /^muster: MUSTER_DATA: /],
    [{ MUSTER_DATA: `/tmp/${'long'.repeat(80)}` }, 1, /^muster: MUSTER_DATA: .*ENAMETOOLONG/],
    ...(process.platform === 'linux'
      ? ([
          [{ MUSTER_DATA: '/proc/muster' }, 1, /^muster: MUSTER_DATA: \/proc\/muster cannot be written/],
          [{ MUSTER_DATA: '/proc/muster/below' }, 1, /^muster: MUSTER_DATA: /],
          [{ MUSTER_DATA: '/sys/muster' }, 1, /^muster: MUSTER_DATA: /],
        ] satisfies [Readonly<Record<string, string>>, number, RegExp][])
      : []),
  ])('%j', async (environment, code, line) => {
    const server = await run({ MUSTER_DATA: folder(), ...environment });
    const ended = await server.ended;
    expect(ended.stderr).toMatch(line);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.code).toBe(code);
  });
});

/** Makes the folder one that this user cannot write; answers how to take that back, null where it cannot be had. */
function withoutWriting(data: string): (() => void) | null {
  if (process.getuid?.() !== 0) {
    chmodSync(data, 0o500);
    return () => chmodSync(data, 0o700);
  }
  // Rights do not stop root; a file system mounted for reading only does.
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m', 'tmpfs', data]).status !== 0) return null;
  return () => spawnSync('umount', [data]);
}

describe('a folder that exists and cannot be written', () => {
  test('is one line and a code, for the server and for a command', async () => {
    const data = folder();
    const writable = withoutWriting(data);
    if (!writable) return console.info('skipped: a read-only folder (needs the right to mount one)');
    try {
      const server = await run({ MUSTER_DATA: data });
      const { code, stderr } = await server.ended;
      expect(stderr).toMatch(/^muster: MUSTER_DATA: .* cannot be written \(\w+\); choose a folder .*\n$/);
      expect(code).toBe(1);
    } finally {
      writable();
    }
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { codeShown } from '../support/authenticator.ts';
import { adminPassword, muster, startServer, type ServerProgram } from '../support/programs.ts';

describe('the command line and a second factor', () => {
  let data: string;
  let server: ServerProgram;
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'muster-cli-account-'));
    server = await startServer(data);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(data, { recursive: true });
  });

  const post = async (path: string, body: object, token?: string): Promise<Record<string, string>> => {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, string>;
  };

  it('says to use an API token where the account has one, and takes a lost one away on the machine itself', async () => {
    const remote = { MUSTER_URL: server.url, MUSTER_USER: 'system', MUSTER_PASSWORD: adminPassword };
    const { token } = await post('/sessions', { userId: 'system', password: adminPassword });
    const api = await post('/api-tokens', { name: 'commands' }, token);
    const { secret } = await post('/me/second-factor', { currentPassword: adminPassword }, token);
    const code = codeShown(secret!, new Date().toISOString());
    const confirmed = await post('/me/second-factor/confirmation', { code }, token);
    expect(confirmed['recoveryCodes']).toHaveLength(10);

    const refused = await muster(['token', 'list'], remote);
    expect(refused.code).toBe(exitCodes.permission);
    expect(refused.err).toContain('API token (MUSTER_TOKEN)');
    expect(refused.err).toContain('[SECOND_FACTOR_REQUIRED]');
    const withToken = { MUSTER_URL: server.url, MUSTER_TOKEN: api['token']! };
    expect((await muster(['token', 'list'], withToken)).code).toBe(0);

    const removed = await muster(['account', 'remove-factor', 'system'], { MUSTER_DATA: data });
    expect([removed.code, removed.out]).toEqual([0, 'system has no second factor any more.\n']);
    expect((await muster(['token', 'list'], remote)).code).toBe(0);
    const again = await muster(['account', 'remove-factor', 'system'], { MUSTER_DATA: data });
    expect([again.code, again.err]).toEqual([
      exitCodes.format,
      expect.stringContaining('SECOND_FACTOR_MISSING'),
    ]);
  });

  it('ACC-018 ACC-020 ACC-021 ACC-022 ACC-024 ACC-025 keeps accounts: adds, changes, locks, unlocks, removes', async () => {
    const here = { MUSTER_DATA: data };
    const account = async (...words: string[]) => {
      const { code, out, err } = await muster(['account', ...words], here);
      return { code, lines: out.trimEnd().split('\n'), err };
    };
    const added = await account(
      ...['add', 'mori', '--name', 'Mori', '--role', 'administrator', '--role', 'auditor'],
      ...['--task', 'devices', '--department', 'Plant A', '--department', 'Plant B'],
    );
    expect(added.code).toBe(0);
    expect(await post('/sessions', { userId: 'mori', password: added.lines.at(-1) })).toMatchObject({
      userId: 'mori',
      mustChangePassword: true,
    });
    const listed = async () =>
      (await account('list')).lines.find(line => line.startsWith('mori'))?.replace(/\s+/g, ' ') ?? null;
    expect(await listed()).toContain('mori Mori administrator auditor devices Plant A, Plant B no 20');
    await account(
      'change',
      'mori',
      '--role',
      'viewer',
      '--all-tasks',
      '--all-departments',
      '--email',
      'm@example.com',
    );
    expect(await listed()).toContain('mori Mori viewer all all no 20');
    const wrong = await account('change', 'mori', '--role', 'root');
    expect([wrong.code, wrong.err]).toEqual([exitCodes.syntax, expect.stringContaining('user-manager')]);
    await account('lock', 'mori');
    expect(await listed()).toContain(' everyone ');
    await account('unlock', 'mori');
    const { lines } = await account('set-password', 'mori');
    expect(await post('/sessions', { userId: 'mori', password: lines.at(-1) })).toMatchObject({
      mustChangePassword: true,
    });
    expect((await account('remove', 'mori')).lines).toEqual(['mori is removed.']);
    expect(await listed()).toBeNull();
    expect((await account('remove', 'system')).err).toContain('[ACCOUNT_BUILT_IN]');
  });

  it('issues an API token that may less than its owner', async () => {
    const signedIn = { MUSTER_URL: server.url, MUSTER_USER: 'system', MUSTER_PASSWORD: adminPassword };
    const created = await muster(
      [
        'api-token',
        'create',
        'nightly export',
        '--days',
        '30',
        '--permission',
        'devices.read',
        '--department',
        'Plant A',
      ],
      signedIn,
    );
    expect(created.code).toBe(0);
    const token = created.out.trimEnd().split('\n').at(-1)!;
    const list = (await muster(['api-token', 'list'], signedIn)).out;
    expect(list.replace(/\s+/g, ' ')).toMatch(/nightly export 20\S+ devices.read all Plant A/);
    const withToken = { MUSTER_URL: server.url, MUSTER_TOKEN: token };
    const refused = await muster(['token', 'list'], withToken);
    expect([refused.code, refused.err]).toEqual([
      exitCodes.permission,
      expect.stringContaining('[API_TOKEN_TOO_NARROW]'),
    ]);
    const id = /^(\S+) +nightly export/m.exec(list)![1]!;
    expect((await muster(['api-token', 'revoke', id], signedIn)).code).toBe(0);
    expect((await muster(['token', 'list'], withToken)).err).toContain('[NOT_SIGNED_IN]');
  });
});

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
});

import { startTestServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server.context.intake.stop();
  await server.close();
});

const contact = {
  action: 'contact',
  deviceid: 'pc1-2026-01-01-00-00-00',
  name: 'GLPI-Agent',
  version: '1.12',
};
const say = (user: string, secret: string) =>
  server.call('POST', '/inventory', {
    token: null,
    body: contact,
    headers: { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` },
  });

describe('enrolment over the interface', () => {
  it('creates a token, shows its secret once, counts its uses and ends it', async () => {
    const created = await server.call('POST', '/api/v1/enrolment-tokens', {
      body: { uses: 2, expiresInSeconds: 3600, note: 'third floor' },
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      uses: 2,
      used: 0,
      state: 'active',
      note: 'third floor',
      token: expect.stringMatching(/^mse_/),
    });
    expect((await say('enrol', created.body.token)).status).toBe(200);

    const list = await server.call('GET', '/api/v1/enrolment-tokens');
    expect(list.body).toMatchObject({ total: 1, items: [{ id: created.body.id, used: 1, state: 'active' }] });
    expect(list.text).not.toContain(created.body.token);

    expect((await server.call('DELETE', `/api/v1/enrolment-tokens/${created.body.id}`)).status).toBe(204);
    expect((await server.call('GET', '/api/v1/enrolment-tokens')).body.items[0].state).toBe('revoked');
    expect((await server.call('DELETE', '/api/v1/enrolment-tokens/unknown')).body.code).toBe(
      'ENROLMENT_TOKEN_UNKNOWN',
    );
  });

  it('refuses tokens without sensible bounds', async () => {
    for (const body of [
      {},
      { uses: 0, expiresInSeconds: 60 },
      { uses: 1, expiresInSeconds: 0 },
      { uses: 1, expiresInSeconds: 60, more: 1 },
    ]) {
      const answer = await server.call('POST', '/api/v1/enrolment-tokens', { body });
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 400,
        code: 'VALIDATION_FAILED',
      });
    }
  });

  it('lists agents, gives one a secret of its own and takes it away', async () => {
    const { body } = await server.call('POST', '/api/v1/enrolment-tokens', {
      body: { uses: 1, expiresInSeconds: 3600 },
    });
    await say('enrol', body.token);
    const agents = await server.call('GET', '/api/v1/agents');
    expect(agents.body.items).toEqual([
      {
        id: contact.deviceid,
        credential: 'pinned',
        dialect: 'glpi',
        enrolmentToken: body.id,
        enrolledAt: server.clock.now(),
      },
    ]);
    const path = `/api/v1/agents/${contact.deviceid}/credential`;
    const issued = await server.call('POST', path);
    expect(issued.status).toBe(201);
    expect((await say(contact.deviceid, issued.body.secret)).status).toBe(200);
    expect((await say('enrol', body.token)).status).toBe(403);
    expect((await server.call('DELETE', path)).status).toBe(204);
    expect((await say(contact.deviceid, issued.body.secret)).status).toBe(401);
    expect((await server.call('DELETE', '/api/v1/agents/nobody/credential')).body.code).toBe('AGENT_UNKNOWN');
  });
});

import {
  agentHeaders,
  basic,
  startTestIntake,
  type IntakeAnswer,
  type TestIntake,
} from '../../support/intake.ts';

let server: TestIntake;
beforeEach(async () => {
  server = await startTestIntake();
});
afterEach(() => server.close());

const contact = (deviceId: string) =>
  JSON.stringify({ action: 'contact', deviceid: deviceId, name: 'GLPI-Agent', version: '1.12' });
const inventory = (deviceId: string, hostName: string) =>
  JSON.stringify({ action: 'inventory', deviceid: deviceId, content: { hardware: { name: hostName } } });
const idOf = (host: string) => `${host}-2026-01-01-00-00-00`;

function say(
  host: string,
  credentials: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<IntakeAnswer> {
  return server.post('/inventory', contact(idOf(host)), { ...agentHeaders.glpi, ...credentials, ...headers });
}
const typesOf = async (category: string) => (await server.log(category)).map(event => event.type);

describe('enrolment with a token', () => {
  it('uses the token once per agent, and not again for an agent it knows', async () => {
    const { secret } = await server.token(2);
    for (const host of ['pc1', 'pc1', 'pc2', 'pc1'])
      expect((await say(host, basic('enrol', secret))).status).toBe(200);
    expect(await typesOf('enrolment')).toEqual([
      'EnrolmentTokenCreated',
      'EnrolmentTokenUsed',
      'EnrolmentTokenUsed',
    ]);
    expect((await say('pc3', basic('enrol', secret))).status).toBe(401);
    expect(await typesOf('agent')).toEqual(['AgentEnrolled', 'AgentEnrolled']);
  });

  it('uses it once for first contacts of one agent at the same moment', async () => {
    const { secret } = await server.token(1);
    const answers = await Promise.all([1, 2, 3, 4].map(() => say('pc1', basic('enrol', secret))));
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200, 200]);
    expect(await typesOf('enrolment')).toEqual(['EnrolmentTokenCreated', 'EnrolmentTokenUsed']);
  });

  it('never gives more uses than there are, however many come at once', async () => {
    const { secret } = await server.token(3);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => say(`pc${n}`, basic('enrol', secret))),
    );
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(3);
    expect((await typesOf('enrolment')).filter(type => type === 'EnrolmentTokenUsed')).toHaveLength(3);
  });

  it('ends with the expiry, except for agents that enrolled before', async () => {
    const { secret } = await server.token(10, '2026-11-22T13:00:00.000Z');
    expect((await say('pc1', basic('enrol', secret))).status).toBe(200);
    server.clock.set('2026-11-22T13:00:00.000Z');
    expect((await say('pc1', basic('enrol', secret))).status).toBe(200);
    const late = await say('pc2', basic('enrol', secret));
    expect(late.status).toBe(401);
    expect(late.text).toContain('enrolment-token-ended');
  });

  it('ends when revoked, except for agents that enrolled before', async () => {
    const { secret, tokenId } = await server.token();
    await say('pc1', basic('enrol', secret));
    await server.intake.enrolment.revokeToken(tokenId, 'account:system');
    expect((await say('pc1', basic('enrol', secret))).status).toBe(200);
    expect((await say('pc2', basic('enrol', secret))).status).toBe(401);
  });
});

describe('who is refused', () => {
  it.each([
    ['nobody', {}],
    ['a wrong token', basic('enrol', 'mse_wrong')],
    ['an empty password', basic('enrol', '')],
    ['an unknown agent', basic(idOf('pc1'), 'msa_wrong')],
    ['a header without a colon', { authorization: `Basic ${Buffer.from('enrol').toString('base64')}` }],
    ['no base64', { authorization: 'Basic %%%' }],
    ['a bearer token that is none', { authorization: 'Bearer abc.def' }],
    ['a bearer token of three parts', { authorization: 'Bearer a.b.c' }],
    ['another scheme', { authorization: 'Digest username="enrol"' }],
  ])('%s: 401 on every path and method, before the body is looked at', async (_name, headers) => {
    await server.token();
    for (const url of [
      '/inventory',
      '/ocsinventory',
      '/front/inventory.php',
      '/plugins/glpiinventory/',
      '/plugins/fusioninventory/',
    ]) {
      expect(
        (await server.post(url, contact(idOf('pc1')), { ...agentHeaders.glpi, ...(headers as object) }))
          .status,
      ).toBe(401);
      const get = await server.app.inject({
        method: 'GET',
        url: `${url}?action=getConfig`,
        headers: headers as Record<string, string>,
      });
      expect(get.statusCode).toBe(401);
    }
    expect(server.intake.health().received).toBe(0);
    expect(await server.log('agent')).toEqual([]);
  });
});

describe('the credential of an agent', () => {
  it('is not good for another agent, and the attempt is an event', async () => {
    const own = await server.intake.enrolment.issueCredential(idOf('pc1'), 'account:system');
    if (own.kind !== 'done' || own.secret === null) throw new Error('no secret');
    const credentials = basic(idOf('pc1'), own.secret);
    expect((await say('pc1', credentials)).status).toBe(200);
    const forged = await server.post('/inventory', inventory(idOf('pc2'), 'pc2'), {
      ...agentHeaders.glpi,
      ...credentials,
    });
    expect(forged.status).toBe(403);
    expect(await server.log('device')).toEqual([]);
    const conflict = (await server.log('agent')).at(-1);
    expect(conflict).toMatchObject({
      type: 'AgentIdentityConflicted',
      actor: `agent:${idOf('pc1')}`,
      data: {
        agentId: idOf('pc1'),
        presented: `agent:${idOf('pc1')}`,
        claimed: idOf('pc2'),
        address: '127.0.0.1',
      },
    });
    // Again and again is still one fact.
    for (let n = 0; n < 5; n++)
      await server.post('/inventory', inventory(idOf('pc2'), 'pc2'), {
        ...agentHeaders.glpi,
        ...credentials,
      });
    expect((await typesOf('agent')).filter(type => type === 'AgentIdentityConflicted')).toHaveLength(1);
  });

  it('cannot fill the log with made-up agent ids', async () => {
    const own = await server.intake.enrolment.issueCredential(idOf('pc1'), 'account:system');
    if (own.kind !== 'done' || own.secret === null) throw new Error('no secret');
    for (let n = 0; n < 40; n++)
      expect((await say(`x${n}`, basic(idOf('pc1'), own.secret))).status).toBe(403);
    expect((await typesOf('agent')).filter(type => type === 'AgentIdentityConflicted')).toHaveLength(20);
  });

  it('holds against another token', async () => {
    const first = await server.token();
    const second = await server.token();
    expect((await say('pc1', basic('enrol', first.secret))).status).toBe(200);
    expect((await say('pc1', basic('enrol', second.secret))).status).toBe(403);
    expect((await server.log('agent')).at(-1)).toMatchObject({
      type: 'AgentIdentityConflicted',
      data: { presented: `token:${second.tokenId}`, claimed: idOf('pc1') },
    });
    // The second token was not used for it.
    expect((await typesOf('enrolment')).filter(type => type === 'EnrolmentTokenUsed')).toHaveLength(1);
  });

  it('covers the deviceid of a GLPI agent beside its agent id', async () => {
    const first = await server.token();
    const second = await server.token();
    const agentA = { 'glpi-agent-id': '11111111-aaaa-4bbb-8ccc-000000000001' };
    const agentB = { 'glpi-agent-id': '22222222-aaaa-4bbb-8ccc-000000000002' };
    expect((await say('pc1', basic('enrol', first.secret), agentA)).status).toBe(200);
    // Another agent with another secret claims the same deviceid.
    expect((await say('pc1', basic('enrol', second.secret), agentB)).status).toBe(403);
    expect((await say('pc1', basic('enrol', second.secret))).status).toBe(403);
    expect((await say('pc1', basic('enrol', first.secret), agentA)).status).toBe(200);
  });

  it('ends when it is revoked; the token it came from does not bring it back, a new secret does', async () => {
    const { secret } = await server.token();
    await say('pc1', basic('enrol', secret));
    await server.intake.enrolment.revokeCredential(idOf('pc1'), 'account:system');
    const answer = await say('pc1', basic('enrol', secret));
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('agent-revoked');
    const issued = await server.intake.enrolment.issueCredential(idOf('pc1'), 'account:system');
    if (issued.kind !== 'done' || issued.secret === null) throw new Error('no secret');
    expect((await say('pc1', basic(idOf('pc1'), issued.secret))).status).toBe(200);
    expect((await say('pc1', basic('enrol', secret))).status).toBe(403);
  });

  it('is in no event', async () => {
    const { secret } = await server.token();
    await say('pc1', basic('enrol', secret));
    const issued = await server.intake.enrolment.issueCredential(idOf('pc2'), 'account:system');
    const log = JSON.stringify(await server.log());
    expect(log).not.toContain(secret);
    expect(log).not.toContain(issued.kind === 'done' ? issued.secret : '');
    expect(JSON.stringify(await server.credentials.list('agent'))).not.toContain(secret);
  });
});

describe('access tokens', () => {
  const ask = (body: object, url = '/inventory/api.php/token') =>
    server.app.inject({
      method: 'POST',
      url,
      payload: body,
      headers: { 'content-type': 'application/json' },
    });

  it('stand for the secret they were made from, for an hour', async () => {
    const { secret } = await server.token();
    const grant = {
      grant_type: 'client_credentials',
      client_id: 'enrol',
      client_secret: secret,
      scope: 'inventory',
    };
    for (const url of ['/api.php/token', '/inventory/api.php/token', '/front/inventory.php/api.php/token'])
      expect((await ask(grant, url)).statusCode).toBe(200);
    const {
      access_token: token,
      token_type: type,
      expires_in: seconds,
    } = (await ask(grant)).json() as Record<string, unknown>;
    expect({ type, seconds }).toEqual({ type: 'Bearer', seconds: 3600 });
    const bearer = { authorization: `Bearer ${String(token)}` };
    expect((await say('pc1', bearer)).status).toBe(200);
    const tampered = { authorization: `Bearer A${String(token).slice(1)}` };
    expect((await say('pc1', tampered)).status).toBe(401);
    server.clock.advance(3_600_000);
    expect((await say('pc1', bearer)).status).toBe(401);
  });

  it('are not made for wrong secrets or other grants', async () => {
    const { secret } = await server.token();
    expect(
      (await ask({ grant_type: 'client_credentials', client_id: 'enrol', client_secret: 'x' })).statusCode,
    ).toBe(401);
    expect(
      (await ask({ grant_type: 'password', client_id: 'enrol', client_secret: secret })).statusCode,
    ).toBe(400);
    expect(
      (await ask({ grant_type: 'client_credentials', client_id: { $ne: 1 }, client_secret: secret }))
        .statusCode,
    ).toBe(400);
  });
});

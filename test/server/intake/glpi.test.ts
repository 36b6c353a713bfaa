import type { EventStore } from '../../../domain/kernel/index.ts';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { agentHeaders, basic, sample, startTestIntake, zlib, type TestIntake } from '../../support/intake.ts';

const agentId = '0192f3a4-5b6c-4d8e-9f01-23456789abcd';
const deviceId = 'TKY-NB-0417-2026-11-01-09-12-44';
const servers: TestIntake[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(options?: Parameters<typeof startTestIntake>[0]) {
  const server = await startTestIntake(options);
  servers.push(server);
  const { secret } = await server.token();
  const headers = {
    ...agentHeaders.glpi,
    ...basic('enrol', secret),
    'glpi-agent-id': agentId,
    'glpi-request-id': 'A1B2C3D4',
  };
  const post = async (body: unknown, extra: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await server.post('/front/inventory.php', text, { ...headers, ...extra });
    return { ...answer, json: JSON.parse(answer.text) as Record<string, unknown> };
  };
  return { server, headers, post };
}
const partial = (content: object, isPartial = true) => ({
  action: 'inventory',
  deviceid: deviceId,
  itemtype: 'Computer',
  partial: isPartial,
  content,
});
const changesOf = async (server: TestIntake) => (await server.log('device')).map(event => event.type);

describe('the GLPI agent', () => {
  it('learns from its first question in XML that JSON is understood', async () => {
    const { server, headers } = await start();
    const prolog = `<?xml version="1.0"?><REQUEST><DEVICEID>${deviceId}</DEVICEID><QUERY>PROLOG</QUERY><TOKEN>12345678</TOKEN></REQUEST>`;
    const answer = await server.post('/inventory', zlib(prolog), {
      ...headers,
      'content-type': 'application/x-compress-zlib',
    });
    expect({ status: answer.status, type: answer.headers['content-type'] }).toMatchObject({
      status: 202,
      type: expect.stringContaining('application/json'),
    });
    expect(JSON.parse(answer.text)).toEqual({ status: 'pending', expiration: 0 });
    expect(answer.headers['glpi-request-id']).toBe('A1B2C3D4');
  });

  it('is told what to collect, and not to send processes and environment', async () => {
    const { post } = await start();
    const { json } = await post({
      action: 'contact',
      deviceid: deviceId,
      name: 'GLPI-Agent',
      version: '1.12',
      'enabled-tasks': ['inventory'],
    });
    expect(json).toMatchObject({
      status: 'ok',
      expiration: 24,
      tasks: {
        inventory: {
          server: 'glpi',
          version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
          'no-category': 'process,environment',
        },
      },
      disabled: expect.arrayContaining(['deploy', 'collect']),
    });
  });

  it('has its inventory recorded; the same again is no change', async () => {
    const { server, post } = await start();
    expect((await post(sample('windows'))).json).toEqual({ status: 'ok', expiration: 24 });
    expect(await changesOf(server)).toEqual(['DeviceRegistered']);
    const registered = (await server.log('device'))[0];
    expect(registered).toMatchObject({
      actor: `agent:${agentId}`,
      data: { keys: expect.arrayContaining([`agentId:${agentId}`, `deviceId:${deviceId.toLowerCase()}`]) },
    });
    expect((await post(sample('windows'))).status).toBe(200);
    expect(await changesOf(server)).toHaveLength(1);
    expect(server.presence.get(registered?.stream.slice('device-'.length) ?? '')).toMatchObject({
      protocol: 'glpi',
      agentVersion: '1.12',
      expectedEverySeconds: 86_400,
      lastInventoryAt: Date.parse(server.clock.now()),
    });
  });

  it('keeps the raw body without secrets under the hash that the event names', async () => {
    const { server, post } = await start();
    await post(sample('windows'));
    const { source } = (await server.log('device'))[0]?.data as { source: { body: string } };
    const kept = server.bodies.get(source.body);
    expect(kept?.contentType).toContain(`agent=${agentId}`);
    expect(Buffer.from(kept?.bytes ?? []).toString()).toContain('一太郎2026');
    for (const body of server.bodies.values())
      expect(Buffer.from(body.bytes).toString()).not.toContain('do-not-store');
    expect(JSON.stringify(await server.log())).not.toContain('do-not-store');
  });

  it('takes a section of a partial inventory as a whole, and what it leaves out as unchanged', async () => {
    const { server, post } = await start();
    await post(sample('windows'));
    const full = JSON.parse(sample('windows')) as {
      content: { softwares: { name: string; version: string }[] };
    };
    const { softwares } = full.content;
    const versionclient = 'GLPI-Inventory_v1.12';
    await post(partial({ versionclient }));
    await post(partial({ versionclient, softwares: [], antivirus: null, printers: 'none' }));
    expect((await changesOf(server)).slice(1)).toEqual([]);
    await post(partial({ versionclient, antivirus: [] }));
    expect((await changesOf(server)).slice(1)).toEqual(['ProtectionRemoved']);
    const kept = softwares.filter(({ name }) => name !== 'VLC media player');
    await post(partial({ versionclient, softwares: [...kept, { name: 'Wireshark', version: '4.4.1' }] }));
    expect((await changesOf(server)).slice(2)).toEqual(['SoftwareRemoved', 'SoftwareInstalled']);
    expect((await server.log('device')).at(-2)?.data).toMatchObject({
      items: [{ name: 'VLC media player' }],
    });
    await post({
      ...full,
      content: {
        ...full.content,
        antivirus: [],
        softwares: [...kept, { name: 'Wireshark', version: '4.4.1' }],
      },
    });
    expect((await changesOf(server)).slice(4)).toEqual([]);
  });

  it('is told plainly what it cannot have', async () => {
    const { post } = await start();
    expect(
      (await post({ action: 'get_params', deviceid: deviceId, params_id: 1, use: ['snmp'] })).json,
    ).toMatchObject({ status: 'error' });
    expect((await post({ action: 'netdiscovery', deviceid: deviceId })).status).toBe(501);
    expect((await post('{"action"')).json).toMatchObject({
      status: 'error',
      message: expect.stringMatching(/^json-malformed: /),
    });
    expect((await post(partial({}), { 'glpi-agent-id': 'x'.repeat(300) })).status).toBe(400);
  });

  it('is told to wait when the server is behind, and fetches its answer later', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>(resolve => {
      release = resolve;
    });
    const { server, headers, post } = await start({
      routes: { patienceMs: 1 },
      wrapBodies: store => ({ ...store, put: (bytes, type) => gate.then(() => store.put(bytes, type)) }),
    });
    const waiting = await post(sample('windows'));
    expect({ status: waiting.status, json: waiting.json }).toEqual({
      status: 202,
      json: { status: 'pending', expiration: '10s' },
    });
    const poll = (more: Record<string, string> = {}) =>
      server.app.inject({ method: 'GET', url: '/front/inventory.php', headers: { ...headers, ...more } });
    expect((await poll()).json()).toEqual({ status: 'pending', expiration: '10s' });
    // Nobody else's business.
    expect((await poll({ 'glpi-agent-id': 'other' })).statusCode).toBe(404);
    release();
    let answer = await poll();
    while (answer.statusCode === 202) {
      // Requests without a socket never let other events of the process happen by themselves.
      await new Promise(resolve => setImmediate(resolve));
      answer = await poll();
    }
    expect(answer.json()).toEqual({ status: 'ok', expiration: 24 });
    expect(await changesOf(server)).toEqual(['DeviceRegistered']);
    expect((await poll()).statusCode).toBe(404);
  });

  it('has nothing to distribute', async () => {
    const { server, headers } = await start();
    const answer = await server.app.inject({
      method: 'GET',
      url: '/plugins/fusioninventory/?action=getConfig&machineid=x&task%5BDeploy%5D=2.8',
      headers: { authorization: headers.authorization },
    });
    expect({ status: answer.statusCode, json: answer.json() }).toEqual({ status: 200, json: {} });
  });
});

describe('under load and trouble', () => {
  it('makes one device of first reports of one machine that arrive at once', async () => {
    const { server, post } = await start();
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(sample('windows'))));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(await changesOf(server)).toEqual(['DeviceRegistered']);
  });

  it('makes one device of two agents that report for one machine at once', async () => {
    const { server, post } = await start();
    const windows = JSON.parse(sample('windows')) as object;
    const other = JSON.stringify({ ...windows, deviceid: 'TKY-NB-0417-2026-11-20-10-00-00' });
    await Promise.all([
      post(sample('windows')),
      post(other, { 'glpi-agent-id': 'ffffffff-5b6c-4d8e-9f01-23456789abcd', 'glpi-request-id': 'A1B2C3D5' }),
    ]);
    const streams = new Set((await server.log('device')).map(event => event.stream));
    expect(streams.size).toBe(1);
  });

  it('sends away what does not fit, for a while', async () => {
    const { server, headers } = await start({ pool: { threads: 1, maxQueuedBytes: 50_000 } });
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => server.post('/ocsinventory', zlib(sample('ocs')), headers)),
    );
    const busy = answers.filter(answer => answer.status === 429);
    expect(busy.length).toBeGreaterThan(0);
    expect(busy[0]?.headers['retry-after']).toBe('30');
    expect(answers.filter(answer => answer.status === 200).length).toBeGreaterThan(0);
  });

  it('keeps nothing half done when the disk is full, and recovers by itself', async () => {
    let full = true;
    const wrapEvents = (store: EventStore): EventStore => ({
      ...store,
      append: (stream, expected, events) => {
        if (full && stream.startsWith('device-'))
          throw new StoreUnavailableError('disk-full', 'no space left');
        return store.append(stream, expected, events);
      },
    });
    const { server, post } = await start({ wrapEvents });
    const refused = await post(sample('windows'));
    expect({ status: refused.status, after: refused.headers['retry-after'] }).toEqual({
      status: 503,
      after: '60',
    });
    expect(await changesOf(server)).toEqual([]);
    full = false;
    expect((await post(sample('windows'))).status).toBe(200);
    expect(await changesOf(server)).toEqual(['DeviceRegistered']);
  });

  it('is asked to come again while it cannot be known whose secret it is', async () => {
    const { server, post } = await start();
    const away = jest
      .spyOn(server.credentials, 'get')
      .mockRejectedValue(
        new StoreUnavailableError('unreachable', 'mongodb://secret.example: nothing listens'),
      );
    const refused = await post(sample('windows'));
    expect({ status: refused.status, after: refused.headers['retry-after'] }).toEqual({
      status: 503,
      after: '60',
    });
    expect(refused.text).not.toContain('secret.example');
    expect(server.intake.health().lastRefusals[0]).toMatchObject({ code: 'store-unreachable' });
    away.mockRestore();
    expect((await post(sample('windows'))).status).toBe(200);
  });

  it('keeps a body that it failed on, without its secrets', async () => {
    const wrapEvents = (store: EventStore): EventStore => ({
      ...store,
      append: (stream, expected, events) =>
        stream.startsWith('device-')
          ? Promise.reject(new Error('a defect'))
          : store.append(stream, expected, events),
    });
    const { server, post } = await start({ wrapEvents });
    const failed = await post(sample('windows'));
    expect(failed.status).toBe(500);
    const hash =
      /kept as ([0-9a-f]{64})/.exec(server.intake.health().lastRefusals[0]?.detail ?? '')?.[1] ?? '';
    expect(Buffer.from(server.bodies.get(hash)?.bytes ?? []).toString()).toContain('一太郎2026');
    expect(failed.text).not.toContain('a defect');
  });
});

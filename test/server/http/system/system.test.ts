import { join } from 'node:path';
import { openSqliteEventStore } from '../../../../adapters/event-store/sqlite.ts';
import { countingIds, fixedClock } from '../../../../adapters/platform/index.ts';
import { memoryWhiteboard } from '../../../../adapters/whiteboard/memory.ts';
import { temporaryFolders } from '../../../support/folder.ts';
import type { EventStore } from '../../../../domain/kernel/index.ts';
import { StoreUnavailableError } from '../../../../domain/kernel/index.ts';
import { Health } from '../../../../src/server/contract.ts';
import { startTestServer } from '../../../support/server.ts';
import type { Answer, TestServer, TestServerOptions } from '../../../support/server.ts';

const folder = temporaryFolders();
let server: TestServer;
const open = async (options?: TestServerOptions) => {
  server = await startTestServer(options);
};
afterEach(() => server.close());
const get = (path: string, options: Parameters<TestServer['call']>[2] = {}) =>
  server.call('GET', path, options);

/** A store whose disk can be filled. */
function fillable() {
  const disk = { full: false };
  const wrap = (store: EventStore): EventStore => ({
    ...store,
    append: (...call) => {
      if (disk.full)
        return Promise.reject(new StoreUnavailableError('disk-full', 'no space left on /srv/secret'));
      return store.append(...call);
    },
  });
  return { disk, wrap };
}

describe('health', () => {
  test('says how everything is', async () => {
    await open();
    const answer = await get('/api/v1/health');
    expect(Health.safeParse(answer.body).success).toBe(true);
    expect(answer.body).toMatchObject({ status: 'ok', log: { writable: true, problem: null } });
    expect(answer.body.projections.map(({ name }: { name: string }) => name)).toContain('devices.list');
    expect(answer.body.projections.every(({ state }: { state: string }) => state === 'live')).toBe(true);
  });

  test('probes say nothing but whether', async () => {
    await open();
    expect((await get('/health/live', { token: null })).body).toEqual({ status: 'ok' });
    expect((await get('/health/ready', { token: null })).body).toEqual({ status: 'ok' });
  });

  test('a log that cannot be read is not ready', async () => {
    await open();
    jest
      .spyOn(server.services.events, 'lastPosition')
      .mockRejectedValue(new StoreUnavailableError('unreachable', 'x'));
    const ready = await get('/health/ready', { token: null });
    expect([ready.status, ready.body]).toEqual([503, { status: 'failing' }]);
    expect((await get('/api/v1/health')).body).toMatchObject({
      status: 'failing',
      log: { problem: 'the log cannot be read' },
    });
    jest.restoreAllMocks();
  });
});

describe('a full disk', () => {
  test('answers 503 with a time to come back, keeps what was acknowledged and recovers by itself', async () => {
    const { disk, wrap } = fillable();
    await open({ wrapEvents: wrap });
    const before = await server.services.events.lastPosition();
    disk.full = true;
    const change = () => server.call('PATCH', '/api/v1/me', { body: { displayName: 'X' } });
    const refused = await change();
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('5');
    expect(refused.body.code).toBe('STORE_FULL');
    expect(refused.text).not.toContain('/srv/secret');
    expect((await get('/api/v1/devices')).status).toBe(200);
    expect(await server.services.events.lastPosition()).toBe(before);
    disk.full = false;
    expect((await change()).status).toBe(200);
    expect(await server.services.events.lastPosition()).toBe(before + 1);
  });

  test('the embedded log too refuses whole, keeps what it has and goes on when there is room', async () => {
    const store = await openSqliteEventStore(join(folder(), 'events.db'));
    await open({ wrapEvents: () => store });
    const { sizeBytes } = await store.status();
    await store.limitSize(sizeBytes ?? 0);
    const change = (text: string) => server.call('PATCH', '/api/v1/me', { body: { preferences: { text } } });
    let acknowledged = await store.lastPosition();
    let refused: Answer | undefined;
    for (let n = 0; n < 200 && !refused; n++) {
      const answer = await change(`${n} ${'x'.repeat(20_000)}`);
      if (answer.status === 200) acknowledged += 1;
      else refused = answer;
    }
    expect(refused).toMatchObject({ status: 503, body: { code: 'STORE_FULL' } });
    expect(await store.lastPosition()).toBe(acknowledged);
    await store.limitSize(1024 ** 3);
    expect((await change('room again')).status).toBe(200);
  });

  test('a defect tells the client nothing', async () => {
    await open();
    jest.spyOn(server.services.read, 'find').mockRejectedValue(new Error('secret at /srv/data'));
    const answer = await get('/api/v1/devices');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('srv');
    expect(answer.body).toMatchObject({ code: 'INTERNAL', instance: answer.headers['x-request-id'] });
    jest.restoreAllMocks();
  });
});

describe('reading one’s own writes', () => {
  test('a read model that does not get there in time is said', async () => {
    await open();
    jest.spyOn(server.services.projections, 'reached').mockResolvedValue(false);
    const answer = await get('/api/v1/devices?after=5');
    expect([answer.status, answer.body.code]).toEqual([503, 'NOT_CAUGHT_UP']);
    jest.restoreAllMocks();
  });
});

describe('projections and jobs', () => {
  test('a rebuild is a job whose result is the position reached', async () => {
    await open();
    const started = await server.call('POST', '/api/v1/projections/accounts.list/rebuild');
    expect(started.status).toBe(202);
    expect(started.body).toMatchObject({
      kind: 'projections.rebuild',
      state: 'running',
      startedBy: 'system',
    });
    await server.context.jobs.ended(started.body.id);
    const job = await get(`/api/v1/jobs/${started.body.id}`);
    expect(job.body).toMatchObject({
      state: 'done',
      done: 1_000,
      total: 1_000,
      result: { name: 'accounts.list' },
    });
    expect((await get('/api/v1/jobs')).body.items).toHaveLength(1);
    expect((await server.call('POST', `/api/v1/jobs/${started.body.id}/cancel`)).body.code).toBe(
      'JOB_FINISHED',
    );
  });

  test('one of before a restart answers that the server has started anew since', async () => {
    await open();
    const before = countingIds().next();
    for (const answer of [
      await get(`/api/v1/jobs/${before}`),
      await server.call('POST', `/api/v1/jobs/${before}/cancel`),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([410, 'JOB_LOST']);
      expect(answer.body.title).toMatch(/started anew/);
    }
    // One that cannot be of an earlier run never was.
    expect((await get(`/api/v1/jobs/${server.services.ids.next()}`)).body.code).toBe('JOB_NOT_FOUND');
  });

  test('unknown ones are said to be unknown', async () => {
    await open();
    for (const act of ['rebuild', 'retry'])
      expect((await server.call('POST', `/api/v1/projections/nothing/${act}`)).body.code).toBe(
        'PROJECTION_NOT_FOUND',
      );
    expect((await get('/api/v1/jobs/nothing')).body.code).toBe('JOB_NOT_FOUND');
    expect((await get('/api/v1/projections')).body.items.length).toBeGreaterThan(3);
  });

  test('jobs of others are seen and ended by who may run the system only', async () => {
    await open();
    const viewer = await server.accountWith(['viewer']);
    const auditor = await server.accountWith(['auditor']);
    const { id } = await server.context.jobs.start(
      'test',
      'system',
      ({ signal }) =>
        new Promise(resolve => {
          signal.addEventListener('abort', () => resolve());
        }),
    );
    expect((await get('/api/v1/jobs', { token: viewer.token })).body.items).toEqual([]);
    expect((await get('/api/v1/jobs', { token: auditor.token })).body.items).toHaveLength(1);
    const cancel = (token?: string) =>
      server.call('POST', `/api/v1/jobs/${id}/cancel`, token === undefined ? {} : { token });
    expect((await cancel(viewer.token)).body.code).toBe('JOB_NOT_FOUND');
    expect((await cancel(auditor.token)).body.code).toBe('FORBIDDEN');
    expect((await cancel()).status).toBe(202);
    expect(await server.context.jobs.ended(id)).toMatchObject({ state: 'cancelled' });
  });
});

describe('metrics', () => {
  test('for this machine only, unless a token is set', async () => {
    await open();
    const answer = await get('/metrics', { token: null });
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    expect(answer.text).toMatch(/^muster_log_position \d+$/m);
    expect(answer.text).toMatch(/^muster_projection_lag\{projection="devices.list"\} 0$/m);
    expect(answer.text).toMatch(
      /muster_http_request_seconds_count\{method="POST",route="\/api\/v1\/sessions",status="201"\} 1/,
    );
    const remote = await server.app.inject({ url: '/metrics', remoteAddress: '203.0.113.5' });
    expect(remote.statusCode).toBe(401);
  });

  test('say when the log cannot be sealed, and when it can again', async () => {
    let broken = false;
    await open({
      wrapEvents: store => ({
        ...store,
        readAll: (...call) => {
          if (broken) throw new Error('the disk does not answer');
          return store.readAll(...call);
        },
      }),
    });
    const failing = async () =>
      /^muster_ledger_failing (\d)$/m.exec((await get('/metrics', { token: null })).text)?.[1];
    expect(await failing()).toBe('0');
    broken = true;
    await expect(server.sealer.sealNow()).rejects.toThrow('the disk does not answer');
    expect(await failing()).toBe('1');
    broken = false;
    await server.sealer.sealNow();
    expect(await failing()).toBe('0');
  });

  test('with a token set it is always asked for', async () => {
    await open({ environment: { MUSTER_METRICS_TOKEN: 'a token of some length' } });
    expect((await get('/metrics', { token: null })).status).toBe(401);
    expect((await get('/metrics', { token: 'a token of another kind' })).status).toBe(401);
    expect((await get('/metrics', { token: 'a token of some length' })).status).toBe(200);
  });
});

describe('limits and headers', () => {
  test('more than the allowed requests a minute are refused', async () => {
    await open({ requestsPerMinute: 3 });
    const codes = [];
    for (let n = 0; n < 4; n++) codes.push((await get('/api/v1/me')).status);
    expect(codes).toEqual([200, 200, 200, 429]);
    const refused = await get('/api/v1/me');
    expect(refused.body.code).toBe('TOO_MANY_REQUESTS');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    server.clock.advance(20_000);
    expect((await get('/api/v1/me')).status).toBe(200);
    const another = await server.accountWith(['viewer']);
    expect((await get('/api/v1/me', { token: another.token })).status).toBe(200);
  });

  test('what is dear has a limit of its own, for each caller', async () => {
    await open({ requestsPerMinute: 10_000 });
    const sheet = '/api/v1/devices/01890000-0000-7000-8000-000000000000/sheet.pdf';
    const codes = new Map<number, number>();
    for (let n = 0; n < 125; n++) {
      const { status } = await get(sheet);
      codes.set(status, (codes.get(status) ?? 0) + 1);
    }
    expect([...codes]).toEqual([
      [404, 120],
      [429, 5],
    ]);
    expect((await get('/api/v1/devices')).status).toBe(200);
    const another = await server.accountWith(['viewer']);
    expect((await get(sheet, { token: another.token })).status).toBe(404);
  });

  test('what a caller has asked of one server counts at the next', async () => {
    const whiteboard = memoryWhiteboard(fixedClock());
    await open({ requestsPerMinute: 3, services: { whiteboard } });
    for (let n = 0; n < 3; n++) await get('/api/v1/me');
    await server.close();
    await open({ requestsPerMinute: 3, services: { whiteboard } });
    const codes = [];
    for (let n = 0; n < 3; n++) codes.push((await get('/api/v1/me')).status);
    expect(codes).toEqual([200, 429, 429]);
  });

  test('every answer carries a strict policy and is not stored', async () => {
    await open();
    const { headers } = await get('/api/v1/me');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBe('DENY');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self' 'nonce-[0-9a-f]{32}';/);
    expect(policy).not.toMatch(/script-src [^;]*unsafe/);
  });

  test('what is not there is a problem document, in the language asked for', async () => {
    await open();
    const answer = await get('/api/v1/nothing', { headers: { 'accept-language': 'ja,en;q=0.5' } });
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'NOT_FOUND', title: '対象が見つかりません' });
  });

  test('the reference page and its description are served', async () => {
    await open();
    const page = await get('/api/v1/docs', { token: null });
    expect([200, 302]).toContain(page.status);
    const document = await get('/api/v1/openapi.json', { token: null });
    expect(Object.keys(document.body.paths).length).toBeGreaterThan(40);
    expect(document.body.paths['/api/v1/devices'].get.responses['200']).toBeDefined();
    // What may be left out is said to be optional, not to be null.
    const removal = document.body.paths['/api/v1/devices/{id}'].delete.requestBody;
    expect(removal).toMatchObject({
      required: false,
      content: { 'application/json': { schema: { type: 'object' } } },
    });
    expect(document.body.paths['/api/v1/devices/merge'].post.requestBody.required).toBe(true);
  });
});

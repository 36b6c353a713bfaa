import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentHeaders, basic, sample } from '../../support/intake.ts';
import { startCollector, type Collector, type ReceivedSpan } from '../../support/collector.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { tokenFor } from '../../support/installation.ts';
import { adminPassword, startServer, type ServerProgram } from '../../support/programs.ts';

const folder = temporaryFolders();
const traceOf = (requestId: string | null): string => (requestId ?? '').replaceAll('-', '');
const only = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const found = spans.filter(span => span.name === name);
  expect([name, found.length]).toEqual([name, 1]);
  return found[0]!;
};
const deviceProjections = ['devices.list', 'devices.timeline', 'devices.software', 'devices.identity'].map(
  name => `project ${name}`,
);

describe('a server that is given a collector', () => {
  let collector: Collector;
  let server: ServerProgram;
  let data: string;
  let token: string;

  beforeAll(async () => {
    collector = await startCollector();
    data = folder();
    server = await startServer(data, {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.endpoint}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of-the-collector',
    });
    const session = await call('/api/v1/sessions', { userId: 'system', password: adminPassword });
    ({ token } = (await session.json()) as { token: string });
  });
  afterAll(async () => {
    const code = await server.stop();
    await collector.close();
    expect([code, collector.faults]).toEqual([0, []]);
  });

  const call = (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
    });

  const report = async (secret: string, headers: Record<string, string> = {}): Promise<Response> => {
    const answer = await fetch(`${server.url}/inventory`, {
      method: 'POST',
      headers: { ...agentHeaders.glpi, ...basic('enrol', secret), ...headers },
      body: sample('windows'),
    });
    expect(answer.status).toBe(200);
    return answer;
  };

  test('makes one trace of an inventory, from the request to every projection', async () => {
    const answer = await report(await tokenFor(data));
    const traceId = traceOf(answer.headers.get('x-request-id'));
    expect(answer.headers.get('traceparent')).toBeNull();
    const spans = await collector.trace(traceId, 'POST /inventory', ...deviceProjections);

    const request = only(spans, 'POST /inventory');
    expect(request).toMatchObject({ kind: 2, status: { code: 0 } });
    expect(request.parentSpanId).toBeUndefined();
    expect(request.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/inventory',
      'http.response.status_code': 200,
      'muster.request.id': answer.headers.get('x-request-id'),
    });
    expect(request.service).toMatchObject({
      'service.name': 'muster',
      'service.version': expect.any(String),
    });

    const command = only(spans, 'command device');
    expect(command.parentSpanId).toBe(request.spanId);
    expect(command.attributes).toEqual({
      'muster.decider': 'device',
      'muster.command': 'RecordInventory',
      'muster.outcome': 'accepted',
      'muster.events': expect.any(Number),
    });
    const append = only(spans, 'append device');
    expect(append.parentSpanId).toBe(command.spanId);
    expect(append.attributes).toMatchObject({
      'muster.stream.category': 'device',
      'muster.outcome': 'appended',
      'muster.events': command.attributes['muster.events'],
    });
    for (const name of deviceProjections) {
      const projection = spans.find(span => span.name === name && span.parentSpanId === append.spanId);
      expect([name, projection?.attributes]).toEqual([
        name,
        expect.objectContaining({ 'muster.projection': name.replace('project ', '') }),
      ]);
      expect(projection!.endTimeUnixNano >= append.startTimeUnixNano).toBe(true);
    }
    // Everything has its place: no span names a parent that is not there.
    const ids = new Set(spans.map(({ spanId }) => spanId));
    for (const span of spans) if (span !== request) expect(ids).toContain(span.parentSpanId);

    // The events say the trace's number themselves.
    const uuid = answer.headers.get('x-request-id')!;
    const found = await call(`/api/v1/events?filter=correlationId.eq.${uuid}`);
    const { items } = (await found.json()) as { items: { type: string }[] };
    expect(items.length).toBeGreaterThan(1);
    expect(collector.headers()).toMatchObject({ authorization: 'Bearer of-the-collector' });
  });

  test('tells neither names nor queries', async () => {
    const answer = await call('/api/v1/devices?filter=hostName.eq.secretive');
    const spans = await collector.trace(traceOf(answer.headers.get('x-request-id')), 'GET /api/v1/devices');
    expect(only(spans, 'GET /api/v1/devices').attributes['http.response.status_code']).toBe(200);
    const text = JSON.stringify(collector.spans);
    for (const word of ['secretive', 'filter', '127.0.0.1', 'system', adminPassword, token])
      expect(text).not.toContain(word);
    expect(collector.spans.filter(({ name }) => /health|metrics/.test(name))).toEqual([]);
  });

  test('tells the code of a refusal', async () => {
    const body = { userId: 'kimura', displayName: 'Kimura', roles: ['viewer'] };
    await call('/api/v1/accounts', body);
    const answer = await call('/api/v1/accounts', body);
    expect(answer.status).toBe(409);
    const spans = await collector.trace(traceOf(answer.headers.get('x-request-id')), 'POST /api/v1/accounts');
    expect(only(spans, 'command account').attributes).toMatchObject({
      'muster.outcome': 'refused',
      'muster.refusal': 'ACCOUNT_EXISTS',
    });
    expect(spans.filter(({ name }) => name.startsWith('append'))).toEqual([]);
  });

  test('goes on with the trace of a caller, and leaves out what the caller leaves out', async () => {
    const [wanted, unwanted] = ['a'.repeat(32), 'b'.repeat(32)];
    const body = (name: string) => ({ userId: name, displayName: name, roles: ['viewer'] });
    await call('/api/v1/accounts', body('one'), { traceparent: `00-${unwanted}-00f067aa0ba902b7-00` });
    await call('/api/v1/accounts', body('two'), { traceparent: `00-${wanted}-00f067aa0ba902b7-01` });
    const spans = await collector.trace(wanted, 'POST /api/v1/accounts', 'project accounts.list');
    expect(only(spans, 'POST /api/v1/accounts').parentSpanId).toBe('00f067aa0ba902b7');
    expect(only(spans, 'project accounts.list').parentSpanId).toBe(only(spans, 'append account').spanId);
    // It was first, in requests, events and projections alike.
    expect(collector.spans.filter(({ traceId }) => traceId === unwanted)).toEqual([]);
  });

  test('traces what it does by itself', async () => {
    const seal = await collector.until(all => all.find(({ name }) => name === 'command ledger'));
    expect(seal.parentSpanId).toBeUndefined();
  });
});

test.each(['refusing', 'hanging'] as const)(
  'a collector that is %s neither fails a request nor keeps the server from ending',
  async mood => {
    const collector = await startCollector(mood);
    const server = await startServer(folder(), { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
    const ask = async () => {
      const answer = await fetch(`${server.url}/api/v1/me`);
      expect(answer.status).toBe(401);
      return answer.text();
    };
    await ask();
    while (collector.requests() === 0) await ask();
    await ask();
    expect(await server.stop()).toBe(0);
    await collector.close();
  },
);

test('a server without a collector loads nothing of OpenTelemetry', async () => {
  const watch = `
    import { appendFileSync } from 'node:fs';
    import { registerHooks } from 'node:module';
    registerHooks({ resolve(specifier, context, next) {
      const found = next(specifier, context);
      if (/opentelemetry\\/(?!api)|tracing\\/(?!port)/.test(found.url)) appendFileSync(process.env.LOADED, found.url + '\\n');
      return found;
    } });`;
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(watch)}`;
  const loaded = async (environment: Readonly<Record<string, string>>): Promise<string> => {
    const LOADED = join(folder(), 'loaded');
    writeFileSync(LOADED, '');
    const server = await startServer(folder(), { NODE_OPTIONS, LOADED, ...environment });
    await fetch(`${server.url}/api/v1/me`);
    await server.stop();
    return readFileSync(LOADED, 'utf8');
  };
  expect(await loaded({})).toBe('');
  expect(await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).toContain('opentelemetry');
});

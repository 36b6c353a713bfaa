import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../../../src/server/errors/index.ts';
import type { RouteModule } from '../../../src/server/http/kernel/context.ts';
import { asText } from '../../../src/server/http/kernel/request.ts';
import { inventory, packages } from '../../support/device-reports.ts';
import type { TestServer } from '../../support/server.ts';
import { startTestServer } from '../../support/server.ts';

const long = 'secret '.repeat(500);
const endless = { ended: (): void => undefined };
async function* endlessly(): AsyncGenerator<string> {
  try {
    for (let line = 0; ; line++) yield `${line},${Math.sin(line)}\r\n`;
  } finally {
    endless.ended();
  }
}

/** The same long answer to reading and to changing. */
const longAnswers: RouteModule = api => {
  for (const method of ['GET', 'POST'] as const)
    api.route({
      method,
      url: '/long',
      config: { access: 'public' },
      schema: { summary: 'Long', tags: ['test'], response: { 200: z.object({ long: z.string() }) } },
      handler: async () => ({ long }),
    });
  api.route({
    method: 'GET',
    url: '/endless',
    config: { access: 'public' },
    schema: { summary: 'Endless', tags: ['test'], response: { 200: z.string() } },
    handler: async (_request, reply) => {
      reply.type('text/csv; charset=utf-8');
      return asText(Readable.from(endlessly(), { objectMode: false }));
    },
  });
  api.route({
    method: 'GET',
    url: '/wrong',
    config: { access: 'public', errors: ['QUERY_INVALID'] },
    schema: { summary: 'Wrong', tags: ['test'], response: { 200: z.object({}) } },
    handler: async () => {
      throw new AppError('QUERY_INVALID', { details: { long } });
    },
  });
};

let server: TestServer;
let deviceId: string;
beforeAll(async () => {
  server = await startTestServer({ listen: true, rootModules: [longAnswers] });
  ({ deviceId } = await server.report(inventory({ hostName: 'alpha', software: packages(30) })));
  await server.caughtUp();
});
afterAll(() => server.close());

const ask = (path: string, encoding: string, method: 'GET' | 'POST' = 'GET') =>
  server.app.inject({
    method,
    url: path,
    headers: { authorization: `Bearer ${server.token}`, 'accept-encoding': encoding },
  });

test.each([
  ['a list', () => `/api/v1/devices/${deviceId}/software`],
  ['the log', () => '/api/v1/events?limit=20'],
  ['one document', () => `/api/v1/devices/${deviceId}`],
])('%s goes compressed as the caller accepts it, and is the same then', async (_what, path) => {
  const plain = await ask(path(), 'identity');
  expect(plain.headers['content-encoding']).toBeUndefined();
  for (const [accepted, encoding, unpack] of [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
  ] as const) {
    const packed = await ask(path(), accepted);
    expect(packed.headers['content-encoding']).toBe(encoding);
    expect(packed.headers['vary']).toMatch(/accept-encoding/i);
    expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
    expect(unpack(packed.rawPayload).toString()).toBe(plain.body);
    expect(packed.headers['etag']).toBe(plain.headers['etag']);
  }
  expect((await ask(path(), 'deflate')).headers['content-encoding']).toBeUndefined();
});

test('an export is compressed while it is made', async () => {
  const path = '/api/v1/devices/export?format=csv';
  const packed = await ask(path, 'br');
  expect(packed.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(packed.rawPayload).toString()).toBe((await ask(path, 'identity')).body);
});

test('answers to changes, which may carry secrets, and errors, which repeat the question, are not compressed', async () => {
  expect((await ask('/long', 'br')).headers['content-encoding']).toBe('br');
  const changed = await ask('/long', 'br', 'POST');
  expect(changed.statusCode).toBe(200);
  expect(changed.headers['content-encoding']).toBeUndefined();
  const refused = await ask('/wrong', 'br');
  expect([refused.statusCode, refused.headers['content-type']]).toEqual([
    400,
    'application/problem+json; charset=utf-8',
  ]);
  expect(refused.rawPayload.length).toBeGreaterThan(3_000);
  expect(refused.headers['content-encoding']).toBeUndefined();
});

test.each(['br', 'identity'])('a reader that leaves ends what is being made for it (%s)', async encoding => {
  const made = new Promise<void>(resolve => (endless.ended = resolve));
  const request = httpGet(`${server.url}/endless`, { headers: { 'accept-encoding': encoding } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  await once(response, 'data');
  request.destroy();
  await made;
});

test('a live stream is not held back by compression', async () => {
  const request = httpGet(`${server.url}/api/v1/live`, {
    headers: { authorization: `Bearer ${server.token}`, 'accept-encoding': 'br, gzip' },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(response.headers['content-type']).toMatch('text/event-stream');
  expect(response.headers['content-encoding']).toBeUndefined();
  request.destroy();
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import type { TestServer } from '../../support/server.ts';
import { startTestServer } from '../../support/server.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
let server: TestServer;
beforeAll(async () => {
  const built = folder();
  mkdirSync(join(built, 'assets'));
  writeFileSync(
    join(built, 'index.html'),
    '<meta nonce="__STYLE_NONCE__"><script nonce="__CSP_NONCE__" src="/assets/app-1a2b.js"></script>',
  );
  writeFileSync(join(built, 'assets', 'app-1a2b.js'), 'export {};');
  writeFileSync(join(built, 'assets', 'app-1a2b.js.br'), brotliCompressSync('export {};'));
  writeFileSync(join(built, 'assets', 'app-1a2b.js.gz'), gzipSync('export {};'));
  writeFileSync(join(built, 'mark.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(built, '..', 'outside.txt'), 'secret');
  server = await startTestServer({ consoleFolder: built });
});
afterAll(() => server.close());
const get = (path: string, headers: Record<string, string> = {}) =>
  server.call('GET', path, { token: null, headers });

test.each(['/', '/devices', '/devices/0192-ab?tab=software', '/events', '/assets'])(
  '%s is the one page, with nonces of its own',
  async path => {
    const answer = await get(path, { accept: 'text/html,*/*' });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-store');
    const [, style, script] = /<meta nonce="(\w+)"><script nonce="(\w+)"/.exec(answer.text)!;
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain(`script-src 'self' 'nonce-${script}'`);
    expect(policy).toContain(`style-src 'self' 'nonce-${style}'`);
    expect((await get(path, { accept: '*/*' })).text).not.toContain(script);
  },
);

test('files with a hash in their name are kept by browsers, others asked for again', async () => {
  const script = await get('/assets/app-1a2b.js');
  expect(script.headers['content-type']).toMatch('javascript');
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect((await get('/mark.svg')).headers['cache-control']).toBe('no-cache');
});

test('a file compressed at build goes out as it lies there, under its own name and type', async () => {
  const script = (encoding: string) =>
    server.app.inject({ url: '/assets/app-1a2b.js', headers: { 'accept-encoding': encoding } });
  for (const [accepted, encoding, unpack] of [
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ] as const) {
    const answer = await script(accepted);
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['content-type']).toMatch('javascript');
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['vary']).toMatch(/accept-encoding/i);
    expect(unpack(answer.rawPayload).toString()).toBe('export {};');
  }
  const plain = await script('identity');
  expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, 'export {};']);
  // One that does not gain by it goes as it is.
  const mark = await server.app.inject({ url: '/mark.svg', headers: { 'accept-encoding': 'br' } });
  expect([mark.statusCode, mark.headers['content-encoding']]).toEqual([200, undefined]);
});

test.each([
  '/assets/app-1a2b.js.br',
  '/assets/gone.js',
  '/gone.png',
  '/api/v1/nothing',
  '/health/nothing',
  '/index.html',
  '/..%2foutside.txt',
  '/%2e%2e/outside.txt',
])('%s is not the page', async path => {
  const answer = await get(path, { accept: '*/*' });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.text).not.toContain('secret');
});

test('an address that does not take a method says so as a problem', async () => {
  const answer = await server.call('POST', '/devices', { body: {} });
  expect(answer.status).toBe(404);
  expect(answer.body.code).toBe('NOT_FOUND');
});

import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { packagePiece, type SignedPackage } from '../../../../domain/agents/index.ts';
import { documentOf, releaseSigner, upload } from '../../../support/agent-packages.ts';
import { agentWithDevice, type AgentTwin } from '../../../support/agent-twin.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
let agent: AgentTwin;
const signer = releaseSigner();
/** Two pieces and a bit. */
const file = randomBytes(2 * packagePiece + 77);
const document = documentOf(file, '1.4.0', 'linux-x64', signer);

beforeAll(async () => {
  server = await startTestServer();
  ({ agent } = await agentWithDevice(server));
});
afterAll(() => server.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  server.app.inject({ url: path, headers: { authorization: `Bearer ${server.token}`, ...headers } });
const listed = async () =>
  (await server.call('GET', '/api/v1/agent-packages')).body.items as { version: string; latest: boolean }[];
const refusedAs = async (given: object, bytes: Uint8Array = file, more = {}) =>
  (await upload(server, given, bytes, more)).body.code as string;

test('nothing is kept of what is not signed, not the file that was signed, or no package', async () => {
  const { signature: _none, ...unsigned } = document;
  expect(await refusedAs(unsigned)).toBe('AGENT_PACKAGE_FORGED');
  expect(await refusedAs({ ...document, version: '1.4.1' })).toBe('AGENT_PACKAGE_FORGED');
  const other = releaseSigner();
  const swapped = { keyId: other.keyId, publicKey: other.publicKey };
  expect(await refusedAs({ ...document, releaseKey: swapped })).toBe('AGENT_PACKAGE_FORGED');
  expect(await refusedAs({ ...document, releaseKey: { ...document.releaseKey, keyId: other.keyId } })).toBe(
    'AGENT_PACKAGE_FORGED',
  );
  expect(await refusedAs(document, file.subarray(0, -1))).toBe('AGENT_PACKAGE_DAMAGED');
  expect(await refusedAs(document, Buffer.concat([file, file]))).toBe('AGENT_PACKAGE_DAMAGED');
  expect(await refusedAs(document, Buffer.alloc(file.length))).toBe('AGENT_PACKAGE_DAMAGED');
  expect(await refusedAs(document, Buffer.alloc(0))).toBe('AGENT_PACKAGE_DAMAGED');
  expect(await listed()).toEqual([]);
});

test('a package is offered to whoever may hand it out and to agents, whole and from where they were cut off', async () => {
  expect((await upload(server, document, file)).body.events).toMatchObject([{ type: 'AgentPackageAdded' }]);
  expect((await upload(server, document, file)).body.events).toEqual([]);
  const whole = await get('/api/v1/agent-packages/linux-x64/1.4.0');
  expect(whole.headers).toMatchObject({
    'content-length': String(file.length),
    'content-disposition': 'attachment; filename="muster-agent-1.4.0-linux-x64.tar.gz"',
    etag: `"${document.sha256}"`,
  });
  expect(whole.rawPayload.equals(file)).toBe(true);

  const from = packagePiece + 5;
  const rest = await server.app.inject({
    url: '/agents/packages/linux-x64/1.4.0',
    headers: { authorization: agent.authorization, range: `bytes=${from}-` },
  });
  expect(rest.statusCode).toBe(206);
  expect(rest.headers['content-range']).toBe(`bytes ${from}-${file.length - 1}/${file.length}`);
  expect(rest.rawPayload.equals(file.subarray(from))).toBe(true);
  const beyond = await get('/api/v1/agent-packages/linux-x64/1.4.0', { range: `bytes=${file.length}-` });
  expect(beyond.statusCode).toBe(416);
  expect((await get('/agents/packages/linux-x64/1.4.0')).statusCode).toBe(401);
});

test('the latest of a platform is the highest version that is none before one', async () => {
  const { agentPackages } = server.context;
  const add = (version: string, platform: SignedPackage['platform'] = 'linux-x64') => {
    const bytes = Buffer.from(version);
    return upload(server, documentOf(bytes, version, platform, signer), bytes);
  };
  for (const version of ['1.10.0', '1.9.0', '2.0.0-beta.1']) expect((await add(version)).status).toBe(200);
  await add('0.1.0-rc.1', 'win-x64');
  const latest = await agentPackages.latest('linux-x64');
  expect(latest).toMatchObject({ version: '1.10.0', platform: 'linux-x64', size: 6 });
  expect((await buffer(latest!.open())).toString()).toBe('1.10.0');
  expect((await agentPackages.latest('win-x64'))?.version).toBe('0.1.0-rc.1');
  expect(await agentPackages.latest('darwin-arm64')).toBeUndefined();
  expect((await listed()).filter(each => each.latest).map(each => each.version)).toEqual([
    '1.10.0',
    '0.1.0-rc.1',
  ]);
});

test('a version is one file, by one key, until somebody says otherwise', async () => {
  const bytes = Buffer.from('other');
  expect(await refusedAs(documentOf(bytes, '1.4.0', 'linux-x64', signer), bytes)).toBe(
    'AGENT_PACKAGE_OTHERWISE',
  );
  const stranger = documentOf(bytes, '3.0.0', 'linux-x64', releaseSigner());
  expect(await refusedAs(stranger, bytes)).toBe('AGENT_PACKAGE_KEY_OTHER');
  expect((await upload(server, stranger, bytes, { newKey: 'true' })).status).toBe(200);
});

test('a package that was removed is offered no more', async () => {
  const path = '/api/v1/agent-packages/linux-x64/3.0.0';
  expect((await server.call('DELETE', path, { query: { dryRun: 'true' } })).body.events).toHaveLength(1);
  expect((await get(path)).statusCode).toBe(200);
  expect((await server.call('DELETE', path)).body.events).toMatchObject([{ type: 'AgentPackageRemoved' }]);
  expect((await get(path)).json()).toMatchObject({ code: 'AGENT_PACKAGE_UNKNOWN' });
  expect((await server.call('DELETE', path)).body.code).toBe('AGENT_PACKAGE_UNKNOWN');
});

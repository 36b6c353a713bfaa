import type { SoftwareItem } from '../../../../domain/devices/index.ts';
import { inventory } from '../../../support/device-reports.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
let device: string;
beforeAll(async () => {
  server = await startTestServer();
  device = await tell('curl', 'nano', 'vim');
  await server.travel('2026-01-06T09:00:00.000Z');
  await tell('nano', 'vim');
});
afterAll(() => server.close());

const title = (name: string): SoftwareItem => ({ name, version: '1', publisher: 'Example' });
async function tell(...names: readonly string[]): Promise<string> {
  const { deviceId } = await server.report(inventory({ hostName: 'alpha', software: names.map(title) }));
  await server.caughtUp();
  return deviceId;
}

type Item = Readonly<Record<string, unknown>> & { readonly id: string };
const list = async (query: Record<string, string> = {}): Promise<Item[]> =>
  (await server.call('GET', '/api/v1/software', { query: { sort: 'name', ...query } })).body.items;
const names = async (query: Record<string, string> = {}) => (await list(query)).map(({ name }) => name);
const remove = (products: readonly string[], query: Record<string, string> = {}, token?: string) =>
  server.call('POST', '/api/v1/software/remove', { body: { products }, query, ...(token && { token }) });

test('DEV-035 DEV-036 chosen entries leave the list; those that computers have stay, and devices keep their software', async () => {
  expect(await list()).toMatchObject([
    { name: 'curl', devices: 0 },
    { name: 'nano', devices: 1 },
    { name: 'vim', devices: 1 },
  ]);
  expect(Object.keys((await list())[0]!).sort()).toEqual(['devices', 'id', 'name', 'publisher']);
  const [curl, nano] = (await list()).map(({ id }) => id);
  const tried = await remove([curl!, nano!], { dryRun: 'true' });
  expect(tried.body).toMatchObject({ dryRun: true, reported: 1 });
  expect(await names()).toEqual(['curl', 'nano', 'vim']);
  await server.travel('2026-01-08T09:00:00.000Z');

  const done = await remove([curl!, nano!, curl!]);
  expect(done.body).toMatchObject({ reported: 1, events: [{ type: 'SoftwareEntriesRemoved' }] });
  expect(done.body.events[0].data.entries).toEqual([
    { product: curl, name: 'curl', publisher: 'Example', devices: 0 },
    { product: nano, name: 'nano', publisher: 'Example', devices: 1 },
  ]);
  const after = { after: String(done.body.position) };
  expect(await names(after)).toEqual(['nano', 'vim']);
  const { body: installed } = await server.call('GET', `/api/v1/devices/${device}/software`);
  expect(installed.items.map(({ name }: Item) => name).sort()).toEqual(
    expect.arrayContaining(['nano', 'vim']),
  );
  expect(await names({ asOf: '2026-01-07T00:00:00Z' })).toEqual(['curl', 'nano', 'vim']);
  const search = await server.call('GET', '/api/v1/search', { query: { q: 'curl' } });
  expect(JSON.stringify(search.body)).not.toContain(curl);
  const { text } = await server.call('GET', '/api/v1/software/export', { query: { about: 'false' } });
  expect(text.replace('\ufeff', '').split('\r\n')[0]).toBe('id,name,publisher,devices');
  expect(text).not.toContain('curl');

  // Nobody has nano any more, and somebody has curl again.
  await tell('curl', 'vim');
  expect(await names()).toEqual(['curl', 'vim']);
});

test('an entry that is not listed cannot be removed, and the list is everybody’s', async () => {
  const unknown = await remove(['none']);
  expect([unknown.status, unknown.body.code, unknown.body.details]).toEqual([
    404,
    'SOFTWARE_UNKNOWN',
    { products: ['none'] },
  ]);
  expect((await remove([])).status).toBe(400);
  const [{ id }] = (await list()) as [Item];
  const scoped = await server.accountWith(['administrator'], ['Plant A']);
  expect((await remove([id], {}, scoped.token)).status).toBe(403);
  const viewer = await server.accountWith(['viewer']);
  expect((await remove([id], {}, viewer.token)).status).toBe(403);
});

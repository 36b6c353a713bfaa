import type { SoftwareItem } from '../../../../domain/devices/index.ts';
import { inventory } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
let scoped: string;
const ids: Record<string, string> = {};
const title = (name: string, version: string): SoftwareItem => ({ name, version, publisher: 'Example' });

/** Two machines in Plant A, one in Plant B, which has a title of its own and one in common. */
beforeAll(async () => {
  server = await startTestServer();
  const machines: Record<string, SoftwareItem[]> = {
    alpha: [title('editor', '1'), title('editor', '2'), title('shell', '5')],
    gamma: [title('editor', '2')],
    beta: [title('editor', '3'), title('Secret Tool', '9'), title('SHELL', '5')],
  };
  for (const [name, software] of Object.entries(machines)) {
    const hardware = { manufacturer: 'Example', model: 'X1', serialNumber: `SN-${name}-77` };
    ids[name] = (await server.report(inventory({ hostName: name, hardware, software }))).deviceId;
    const department = name === 'beta' ? 'Plant B' : 'Plant A/Quality';
    await server.call('PATCH', `/api/v1/devices/${ids[name]}`, { body: { department } });
  }
  await server.travel('2026-01-06T09:00:00.000Z');
  await server.caughtUp();
  scoped = (await server.accountWith(['viewer'], ['Plant A'])).token;
});
afterAll(() => server.close());

const get = (path: string, query: Record<string, string> = {}, token = scoped) =>
  server.call('GET', `/api/v1/software${path}`, { query, token });
const counts = (answer: { body: { items: { name: string; devices: number }[] } }) =>
  answer.body.items.map(({ name, devices }) => [name, devices]);

async function idOf(name: string): Promise<string> {
  const answer = await get('', { filter: `name.eq.${name}` }, server.token);
  return answer.body.items[0].id as string;
}

describe('software as a restricted account sees it', () => {
  test('ACC-026 titles and counts are those of the devices in its scope, a device with two versions counted once', async () => {
    const all = await get('', { sort: '-devices,name' }, server.token);
    expect(counts(all)).toEqual([
      ['editor', 3],
      ['shell', 2],
      ['Secret Tool', 1],
    ]);
    const last = await server.services.events.lastPosition();
    const seen = await get('', { sort: '-devices,name', after: String(last) });
    expect(counts(seen)).toEqual([
      ['editor', 2],
      ['shell', 1],
    ]);
    expect(seen.body.total).toBe(2);
    expect(seen.body.position).toBeGreaterThanOrEqual(last);
  });

  test('filters, pages and groups are over the same rows', async () => {
    expect(counts(await get('', { filter: 'devices.gte.2' }))).toEqual([['editor', 2]]);
    expect(counts(await get('', { filter: 'devices.gte.3' }))).toEqual([]);
    const first = await get('', { sort: 'name', limit: '1' });
    expect(counts(await get('', { sort: 'name', limit: '1', cursor: first.body.next }))).toEqual([
      ['shell', 1],
    ]);
    expect(counts(await get('', { sort: 'name', offset: '1' }))).toEqual([['shell', 1]]);
    const groups = await get('/groups', { column: 'publisher' });
    expect(groups.body.items).toEqual([{ value: 'Example', count: 2 }]);
  });

  test('versions and devices of a title leave out what stands elsewhere', async () => {
    const editor = await idOf('editor');
    const versions = await get(`/${editor}/versions`, { sort: 'version' });
    expect(
      versions.body.items.map(({ version, devices }: { version: string; devices: number }) => [
        version,
        devices,
      ]),
    ).toEqual([
      ['1', 1],
      ['2', 2],
    ]);
    const devices = await get(`/${editor}/devices`, { filter: 'until.missing' });
    expect(new Set(devices.body.items.map(({ device }: { device: string }) => device))).toEqual(
      new Set([ids.alpha, ids.gamma]),
    );
  });

  test('a title that only others have is not there: not by its id, in the search, nor in an export', async () => {
    const secret = await idOf('Secret Tool');
    expect((await get(`/${secret}`)).body.code).toBe('SOFTWARE_UNKNOWN');
    expect((await get(`/${secret}/versions`)).body.items).toEqual([]);
    expect((await get('', { filter: JSON.stringify({ op: 'search', text: 'secret' }) })).body.total).toBe(0);
    const search = (q: string) => server.call('GET', '/api/v1/search', { query: { q }, token: scoped });
    expect((await search('secret')).body.items).toEqual([]);
    expect(
      (await search('editor')).body.items.filter(({ type }: { type: string }) => type === 'software'),
    ).toHaveLength(1);
    const exported = await get('/export', { format: 'csv' });
    expect(exported.text).toContain('editor');
    expect(exported.text).not.toContain('Secret');
    expect(exported.text).not.toContain('SHELL');
  });

  test('the past is counted over the scope of today; what tells of all departments stays closed', async () => {
    const asOf = '2026-01-05T12:00:00Z';
    expect(counts(await get('', { sort: 'name', asOf }))).toEqual([
      ['editor', 2],
      ['shell', 1],
    ]);
    expect((await get('/compare', { from: asOf })).body.code).toBe('QUERY_OUT_OF_SCOPE');
  });

  test('follows at once when software or the department changes', async () => {
    await server.call('PATCH', `/api/v1/devices/${ids['gamma']}`, { body: { department: 'Plant B' } });
    await server.caughtUp();
    expect(counts(await get('', { filter: 'name.eq.editor' }))).toEqual([['editor', 1]]);
    await server.call('PATCH', `/api/v1/devices/${ids['beta']}`, { body: { department: 'Plant A' } });
    await server.caughtUp();
    expect(counts(await get('', { sort: 'name' }))).toContainEqual(['Secret Tool', 1]);
  });

  test('an account of a department without devices sees none', async () => {
    const { token } = await server.accountWith(['viewer'], ['Plant Z']);
    expect((await get('', {}, token)).body).toMatchObject({ items: [], total: 0 });
  });
});

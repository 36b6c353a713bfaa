import { inventory, packages } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
const ids: Record<string, string> = {};
const machine = (name: string, over: Parameters<typeof inventory>[0] = {}) =>
  inventory({
    hostName: name,
    hardware: { manufacturer: 'Example', model: 'X1', serialNumber: `SN-${name}-77`, memory: 8_192 },
    software: packages(3),
    ...over,
  });

/** Three machines; one changes a day later and goes to another department a day after that. */
beforeAll(async () => {
  server = await startTestServer();
  for (const name of ['alpha', 'beta', 'gamma']) ids[name] = (await server.report(machine(name))).deviceId;
  await place('alpha', 'Plant A/Quality');
  await place('beta', 'Plant B');
  await server.travel('2026-01-06T09:00:00.000Z');
  await server.report(
    machine('alpha', { lastUser: 'mori', software: [...packages(2), { name: 'firefox', version: '140.0' }] }),
    ids.alpha,
  );
  await server.travel('2026-01-07T09:00:00.000Z');
  await server.caughtUp();
});
afterAll(() => server.close());

async function place(name: string, department: string): Promise<void> {
  const answer = await server.call('PATCH', `/api/v1/devices/${ids[name]}`, { body: { department } });
  expect(answer.status).toBe(200);
}

const get = (path: string, query: Record<string, string> = {}, token?: string) =>
  server.call('GET', `/api/v1${path}`, { query, ...(token === undefined ? {} : { token }) });
const names = (answer: { body: { items: { name: string }[] } }) => answer.body.items.map(({ name }) => name);

describe('the list', () => {
  test('rows are flat, times RFC 3339, with total and position', async () => {
    const last = await server.services.events.lastPosition();
    const answer = await get('/devices', { sort: 'name', after: String(last) });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ total: 3, next: null });
    expect(answer.body.position).toBeGreaterThanOrEqual(last);
    expect(answer.body.items[0]).toMatchObject({
      id: ids.alpha,
      name: 'alpha',
      department: 'Plant A/Quality',
      memory: 8_192,
      registeredAt: '2026-01-05T09:00:00.000Z',
    });
  });

  test('a filter is read as a tree and in its short form alike', async () => {
    const tree = JSON.stringify({ op: 'under', column: 'department', path: 'Plant A' });
    expect(names(await get('/devices', { filter: tree }))).toEqual(['alpha']);
    expect(names(await get('/devices', { filter: "department.under.'Plant A'" }))).toEqual(['alpha']);
  });

  test('pages follow each other by cursor, fields narrow the rows', async () => {
    const first = await get('/devices', { sort: '-name', limit: '2', fields: 'name' });
    expect(first.body.items).toEqual([
      { id: ids.gamma, name: 'gamma' },
      { id: ids.beta, name: 'beta' },
    ]);
    const second = await get('/devices', {
      sort: '-name',
      limit: '2',
      fields: 'name',
      cursor: first.body.next,
    });
    expect(names(second)).toEqual(['alpha']);
  });

  test('the past answers as it was, without what was learned later', async () => {
    const users = async (asOf: string) =>
      (await get('/devices', { asOf, sort: 'name', fields: 'user' })).body.items.map(
        (row: { user: string }) => row.user,
      );
    expect(await users('2026-01-05T12:00:00Z')).toEqual(['u10031', 'u10031', 'u10031']);
    expect(await users('2026-01-06T18:00:00+09:00')).toEqual(['mori', 'u10031', 'u10031']);
    expect((await get('/devices', { asOf: '2026-01-05T12:00:00Z', filter: 'user.eq.mori' })).body.total).toBe(
      0,
    );
  });

  test.each([
    ['an unknown column', { filter: '{"op":"missing","column":"colour"}' }, 400, 'QUERY_UNKNOWN_COLUMN'],
    ['an unknown column in the short form', { filter: 'colour.eq.red' }, 400, 'QUERY_INVALID'],
    ['a filter that cannot be read', { filter: 'name.eq' }, 400, 'QUERY_INVALID'],
    ['broken JSON', { filter: '{"op":' }, 400, 'QUERY_INVALID'],
    ['an unknown operator', { filter: '{"op":"where","code":"1"}' }, 400, 'QUERY_INVALID'],
    [
      'an object where a scalar is due',
      { filter: '{"op":"eq","column":"name","value":{"$ne":1}}' },
      400,
      'QUERY_INVALID',
    ],
    [
      'a key of the prototype',
      { filter: '{"op":"eq","column":"constructor","value":"x"}' },
      400,
      'QUERY_UNKNOWN_COLUMN',
    ],
    ['a column of another type', { filter: 'memory.gt.lots' }, 400, undefined],
    [
      'a filter a thousand deep',
      {
        filter: `${'{"op":"not","filter":'.repeat(1_000)}{"op":"missing","column":"name"}${'}'.repeat(1_000)}`,
      },
      400,
      undefined,
    ],
    ['an unknown parameter', { colour: 'red' }, 400, 'VALIDATION_FAILED'],
    ['a limit beyond the most', { limit: '1001' }, 400, 'VALIDATION_FAILED'],
    ['a moment that is none', { asOf: 'yesterday' }, 400, 'VALIDATION_FAILED'],
    ['a foreign cursor', { cursor: 'abc' }, 400, 'QUERY_BAD_CURSOR'],
  ])('%s is refused and said', async (_what, query, status, code) => {
    const answer = await get('/devices', query as unknown as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    if (code !== undefined) expect(answer.body.code).toBe(code);
  });

  test('DEV-009 groups count by a column', async () => {
    const answer = await get('/devices/groups', { column: 'user' });
    expect(answer.body.items).toEqual([
      { value: 'u10031', count: 2 },
      { value: 'mori', count: 1 },
    ]);
  });

  test('two moments compared', async () => {
    const answer = await get('/devices/compare', {
      from: '2026-01-05T12:00:00Z',
      to: '2026-01-07T00:00:00Z',
      columns: 'user',
    });
    expect(answer.body).toMatchObject({ added: 0, removed: 0, changed: 1, byColumn: { user: 1 } });
    expect(answer.body.items).toEqual([
      { id: ids.alpha, kind: 'changed', columns: { user: { from: 'u10031', to: 'mori' } } },
    ]);
  });
});

describe('one device', () => {
  test('where each value comes from, since when and what it was before', async () => {
    const answer = await get(`/devices/${ids.alpha}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.etag).toBe(`"${answer.body.revision}"`);
    expect(answer.body).toMatchObject({
      id: ids.alpha,
      asOf: null,
      managementStatus: 'managed',
      summary: { name: 'alpha', department: 'Plant A/Quality' },
      inventory: { lastUser: 'mori' },
      sources: { lastUser: { before: 'u10031', knownSince: '2026-01-06T09:00:00.000Z' } },
      identity: { decision: 'new' },
    });
  });

  test('as of a day before the change, and by log position', async () => {
    const before = await get(`/devices/${ids.alpha}`, { asOf: '2026-01-05T12:00:00Z' });
    expect(before.body).toMatchObject({ asOf: '2026-01-05T12:00:00Z', inventory: { lastUser: 'u10031' } });
    expect(before.body.summary.user).toBe('u10031');
    const early = await get(`/devices/${ids.alpha}`, { asOf: '@1' });
    expect(early.body.code).toBe('DEVICE_UNKNOWN');
  });

  test('software now, and what was removed', async () => {
    const now = await get(`/devices/${ids.alpha}/software`);
    expect(names(now)).toEqual(['firefox', 'package-0', 'package-1']);
    const before = await get(`/devices/${ids.alpha}/software`, { asOf: '2026-01-05T12:00:00Z' });
    expect(names(before)).toEqual(['package-0', 'package-1', 'package-2']);
    const all = await get(`/devices/${ids.alpha}/software`, { removed: 'true', filter: 'until.any' });
    expect(all.body.items).toMatchObject([{ name: 'package-2', until: '2026-01-06T09:00:00.000Z' }]);
  });

  test('the timeline is readable, latest first', async () => {
    const answer = await get(`/devices/${ids.alpha}/timeline`);
    const texts = answer.body.items.map(({ text }: { text: string }) => text);
    expect(answer.body.items[0].at).toBe('2026-01-06T09:00:00.000Z');
    expect(texts.some((text: string) => text.includes('firefox'))).toBe(true);
    expect(answer.body.items.at(-1)).toMatchObject({
      kind: 'registration',
      eventType: 'DeviceRegistered',
      deviceName: 'alpha',
    });
    const software = await get(`/devices/${ids.alpha}/timeline`, { filter: 'kind.eq.software' });
    expect(software.body.total).toBeGreaterThan(0);
    expect(software.body.total).toBeLessThan(answer.body.total);
  });

  test('compared with itself at another time', async () => {
    const answer = await get(`/devices/${ids.alpha}/compare`, { from: '2026-01-05T12:00:00Z' });
    const software = answer.body.groups.find(({ section }: { section: string }) => section === 'software');
    expect(software).toMatchObject({ added: 1, removed: 1 });
  });

  test('column history, newest first', async () => {
    const answer = await get(`/devices/${ids.alpha}/history`, { column: 'user' });
    expect(answer.body.items).toMatchObject([{ column: 'user', from: 'u10031', to: 'mori' }]);
  });

  test('a sheet as PDF', async () => {
    const answer = await server.app.inject({
      method: 'GET',
      url: `/api/v1/devices/${ids.alpha}/sheet.pdf`,
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('one that does not exist', async () => {
    for (const path of ['', '/software', '/timeline', '/history', '/compare?from=2026-01-01'])
      expect((await get(`/devices/nothing${path}`)).body.code).toBe('DEVICE_UNKNOWN');
  });
});

describe('search', () => {
  test('what is so now and what was so, with the time it was', async () => {
    const now = await get('/search', { q: 'mori' });
    expect(now.body.items).toMatchObject([
      { type: 'device', id: ids.alpha, column: 'user', value: 'mori', held: null },
    ]);
    const former = await get('/search', { q: 'u10031', from: '2026-01-05', to: '2026-01-05T12:00:00Z' });
    const alpha = former.body.items.find(({ id }: { id: string }) => id === ids.alpha);
    expect(alpha).toMatchObject({
      title: 'alpha',
      column: 'user',
      held: { from: { at: '2026-01-05T09:00:00.000Z' }, to: { at: '2026-01-06T09:00:00.000Z' } },
    });
  });
});

describe('an administration scope', () => {
  let scoped: string;
  beforeAll(async () => {
    scoped = (await server.accountWith(['administrator'], ['Plant A'])).token;
  });

  test('other departments are in no list, count, group, export, search or comparison', async () => {
    expect(names(await get('/devices', {}, scoped))).toEqual(['alpha']);
    expect((await get('/devices', {}, scoped)).body.total).toBe(1);
    expect((await get('/devices/groups', { column: 'name' }, scoped)).body.items).toEqual([
      { value: 'alpha', count: 1 },
    ]);
    expect((await get('/devices/export', { format: 'json' }, scoped)).body.items).toHaveLength(1);
    expect((await get('/search', { q: 'beta' }, scoped)).body.items).toEqual([]);
    expect((await get('/search', { q: 'SN-beta-77', from: '2026-01-01' }, scoped)).body.items).toEqual([]);
    const compared = await get(
      '/devices/compare',
      { from: '2026-01-05T09:00:00Z', to: '2026-01-07' },
      scoped,
    );
    expect(compared.body).toMatchObject({ added: 0, removed: 0, changed: 1 });
    expect(compared.body.items.map(({ id }: { id: string }) => id)).toEqual([ids.alpha]);
    const timeline = await get('/timeline', {}, scoped);
    expect(new Set(timeline.body.items.map(({ device }: { device: string }) => device))).toEqual(
      new Set([ids.alpha]),
    );
  });

  test('a device outside answers as one that does not exist, for reading and for acting', async () => {
    for (const path of ['', '/software', '/timeline', '/history', '/sheet.pdf', '/compare?from=2026-01-05'])
      expect((await get(`/devices/${ids.beta}${path}`, {}, scoped)).body.code).toBe('DEVICE_UNKNOWN');
    const acts = [
      ['PATCH', `/devices/${ids.beta}`, { location: 'x' }],
      ['POST', `/devices/${ids.beta}/ignore`, undefined],
      ['DELETE', `/devices/${ids.beta}`, undefined],
      ['POST', `/devices/${ids.beta}/split`, { keys: ['k'] }],
      ['POST', '/devices/merge', { from: ids.beta, into: ids.alpha }],
      ['POST', '/devices/merge', { from: ids.alpha, into: ids.beta }],
    ] as const;
    for (const [method, path, body] of acts)
      expect((await server.call(method, `/api/v1${path}`, { token: scoped, body })).body.code).toBe(
        'DEVICE_UNKNOWN',
      );
  });
});

describe('export', () => {
  test('DEV-031 WIN-006 exactly the view as CSV, with what it is on top', async () => {
    const answer = await get('/devices/export', {
      fields: 'name,user',
      sort: '-name',
      asOf: '2026-01-05T12:00:00Z',
    });
    expect(answer.headers['content-disposition']).toBe(
      'attachment; filename="devices-list_2026-01-05T12-00-00Z.csv"',
    );
    const lines = answer.text.split('\r\n');
    expect(lines[0]).toBe('\ufeff# of,devices.list');
    expect(lines).toContain('# asOf,2026-01-05T12:00:00Z');
    expect(lines.slice(lines.indexOf('id,name,user'))).toEqual([
      'id,name,user',
      `${ids.gamma},gamma,u10031`,
      `${ids.beta},beta,u10031`,
      `${ids.alpha},alpha,u10031`,
      '',
    ]);
  });

  test('JSON carries the same facts beside the rows', async () => {
    const answer = await get('/devices/export', { format: 'json', filter: 'name.eq.beta', fields: 'name' });
    expect(answer.body.about).toMatchObject({ of: 'devices.list', filter: 'name.eq.beta', madeBy: 'system' });
    expect(answer.body.items).toEqual([{ id: ids.beta, name: 'beta' }]);
  });

  test('a bad question is an error, not half a file', async () => {
    const answer = await get('/devices/export', { filter: 'colour.eq.red' });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-disposition']).toBeUndefined();
  });
});

import { inventory } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const call = (method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  server.call(method, `/api/v1${path}`, { body });
const machine = (name: string) =>
  inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-4410` } });
const list = async (filter: string, query = '') => {
  await server.caughtUp();
  const { body } = await call('GET', `/devices?sort=name&filter=${encodeURIComponent(filter)}${query}`);
  return body.items.map(({ name }: { name: string }) => name);
};
const add = async (type: string, en: string, more: object = {}) =>
  (await call('POST', '/device-fields', { type, names: { en }, ...more })).body.id as string;

test('FLD-001 FLD-003 DEV-010 an added field is a column, a filter, a sort, in tables and sheets, on any day', async () => {
  const owner = await add('text', 'Owner', { names: { en: 'Owner', ja: '所有者' } });
  const price = await add('number', 'Price', { rules: { least: 0 } });
  const until = await add('date', 'Warranty until');
  const use = await add('choice', 'Use', { options: ['Lab', 'Office'] });
  const site = await add('tree', 'Site', { options: ['Plant A/Hall 1', 'Plant A/Hall 2', 'Plant B'] });
  const [one, two] = [await server.report(machine('pc-1')), await server.report(machine('pc-2'))];
  await server.caughtUp();
  const values = { [owner]: 'Mori', [price]: 1280, [until]: '2028-03-31', [use]: 'Lab', [site]: 'Plant A' };
  const first = await call('PATCH', `/devices/${one.deviceId}/fields`, { values, reason: 'stocktaking' });
  expect(first.status).toBe(200);
  await call('PATCH', `/devices/${two.deviceId}/fields`, { values: { [owner]: 'Sato', [price]: 900 } });

  expect(await list(`${owner}.eq.Mori`)).toEqual(['pc-1']);
  expect(await list(`${price}.lt.1000`)).toEqual(['pc-2']);
  expect(await list(`${until}.lt.2028-04-01`)).toEqual(['pc-1']);
  expect(await list(`${site}.under.Plant A`)).toEqual(['pc-1']);
  const rows = (await call('GET', `/devices?sort=-${price}&filter=name.prefix.pc-`)).body.items;
  expect(rows.map((row: Record<string, unknown>) => [row[owner], row[price]])).toEqual([
    ['Mori', 1280],
    ['Sato', 900],
  ]);
  // Columns that no field stands for are not shown.
  expect(rows[0]).not.toHaveProperty('text2');
  const table = await call('GET', `/devices/export?fields=name,${owner},${until}&sort=name&about=false`);
  expect(table.text).toContain(`,pc-1,Mori,2028-03-31\r\n`);

  const { body } = await call('GET', `/devices/${one.deviceId}`);
  expect(body.fields).toEqual(values);
  expect(body.sources[`fields.${owner}`]).toMatchObject({ source: expect.stringMatching(/^account:/) });
  const { items } = (await call('GET', `/devices/${one.deviceId}/timeline`)).body;
  expect(items[0].text).toBe('Entered: Owner, Price, Warranty until, Use, Site. Reason: stocktaking');

  const later = await call('PATCH', `/devices/${one.deviceId}/fields`, { values: { [owner]: 'Ito' } });
  expect(await list(`${owner}.eq.Mori`)).toEqual([]);
  expect(await list(`${owner}.eq.Mori`, `&asOf=@${later.body.position - 1}`)).toEqual(['pc-1']);
});

test('DEV-022 FLD-006 who fills a field in and when users are asked is set; a removed field comes back with its values', async () => {
  const ward = await add('text', 'Ward');
  const { deviceId } = await server.report(machine('pc-3'));
  await call('PATCH', `/devices/${deviceId}/fields`, { values: { [ward]: '3 West' } });
  await call('PATCH', '/device-fields/department', { source: 'endUser', required: true });
  const asked = await call('PUT', '/user-form', { start: '2026-04-01T09:00', everyHours: 720 });
  expect(asked.status).toBe(200);
  const before = (await call('GET', '/device-fields')).body;
  expect(before.form).toEqual({ start: '2026-04-01T09:00', everyHours: 720 });
  expect(before.items[0]).toMatchObject({
    id: 'department',
    source: 'endUser',
    required: true,
    common: true,
  });
  expect((await call('DELETE', `/device-fields/${ward}`)).status).toBe(200);
  const gone = (await call('GET', '/device-fields')).body;
  expect(gone.removed).toMatchObject([{ id: ward, names: { en: 'Ward' } }]);
  expect((await call('GET', '/devices?filter=name.eq.pc-3')).body.items[0]).not.toHaveProperty(ward);
  await call('POST', `/device-fields/${ward}/restore`);
  expect(await list(`${ward}.eq.3 West`)).toEqual(['pc-3']);
});

test('what cannot be so is refused with its reason, and nothing is written', async () => {
  const { deviceId } = await server.report(machine('pc-4'));
  await server.caughtUp();
  const last = await server.services.events.lastPosition();
  const values = (given: object) => call('PATCH', `/devices/${deviceId}/fields`, { values: given });
  const answers = [
    await call('POST', '/device-fields', { type: 'choice', names: { en: 'Empty' } }),
    await call('POST', '/device-fields', { type: 'text', names: { en: 'phone' } }),
    await call('DELETE', '/device-fields/phone'),
    await call('PATCH', '/device-fields/text16', { required: true }),
    await call('PUT', '/user-form', { start: '2026-13-01T09:00', everyHours: null }),
    await values({ email: 'nobody' }),
    await values({ text15: 'x' }),
    await values({ department: 'Plant A' }),
    await call('PATCH', '/devices/none/fields', { values: {} }),
  ];
  expect(answers.map(({ body }) => body.code)).toEqual([
    'DEVICE_FIELD_DEFINITION',
    'DEVICE_FIELD_NAME_TAKEN',
    'DEVICE_FIELD_COMMON',
    'DEVICE_FIELD_UNKNOWN',
    'VALIDATION_FAILED',
    'DEVICE_FIELD_VALUE',
    'DEVICE_FIELD_UNKNOWN',
    'DEVICE_FIELD_UNKNOWN',
    'DEVICE_UNKNOWN',
  ]);
  expect(answers[5]?.body.details.faults).toEqual([{ field: 'email', name: 'E-mail', fault: 'CHARACTERS' }]);
  expect(await server.services.events.lastPosition()).toBe(last);
  const dry = await server.call('POST', '/api/v1/device-fields?dryRun=true', {
    body: { type: 'text', names: { en: 'Dry' } },
  });
  expect(dry.status).toBe(200);
  expect(await server.services.events.lastPosition()).toBe(last);
});

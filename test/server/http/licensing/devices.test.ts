import { readFileSync } from 'node:fs';
import { systemIds } from '../../../../adapters/platform/index.ts';
import { createCommandHandler } from '../../../../domain/kernel/index.ts';
import type { Inventory } from '../../../../domain/devices/index.ts';
import { eventCatalogue } from '../../../../src/server/event-catalogue.ts';
import { DeviceRecorder } from '../../../../src/server/intake/device-recorder.ts';
import { DeviceLicences } from '../../../../src/server/licensing/device-licences.ts';
import { inventory, report } from '../../../support/device-reports.ts';
import { LicenceIssuer } from '../../../support/licence-keys.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

const issuer = new LicenceIssuer();
const environment = { MUSTER_LICENSING: 'required', MUSTER_LICENSE_PUBLIC_KEY: issuer.publicKey };

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ environment, firstKey: issuer.issue(2) });
});
afterEach(() => server.close());

const machine = (name: string): Inventory =>
  inventory({ hostName: name, hardware: { serialNumber: `SN-${name}`, chassis: 'Notebook' } });
const seen = async (name: string) => (await server.report(machine(name))).deviceId;
const act = (method: 'POST' | 'DELETE', path: string, body?: object) =>
  server.call(method, `/api/v1/devices/${path}`, body ? { body } : {});
const used = async () => (await server.context.licensing.standing()).used;
const statuses = async (): Promise<Record<string, number>> => {
  await server.caughtUp();
  const { items } = (await server.call('GET', '/api/v1/devices')).body as {
    items: { managementStatus: string }[];
  };
  const counts: Record<string, number> = {};
  for (const { managementStatus } of items) counts[managementStatus] = (counts[managementStatus] ?? 0) + 1;
  return counts;
};
const warnings = async () => {
  const found: unknown[] = [];
  for await (const batch of server.services.events.readAll(0, { types: ['ProductLicenceLimitReached'] }))
    found.push(...batch.map(({ data }) => data));
  return found;
};

test('ACC-005 an agent that reports consumes one licence, however often it reports', async () => {
  await seen('one');
  await seen('one');
  expect(await used()).toBe(1);
});

test('ACC-006 a device for which no licence is left is discovered, with warning 4 and its type, once', async () => {
  await seen('one');
  await seen('two');
  const third = await seen('three');
  await expect(seen('three')).rejects.toThrow('DEVICE_DISCOVERED');
  expect(await statuses()).toEqual({ managed: 2, discovered: 1 });
  expect(await warnings()).toEqual([
    expect.objectContaining({
      number: 4,
      severity: 'warning',
      deviceId: third,
      deviceType: 'pc',
      licensed: 2,
      used: 2,
    }),
  ]);
});

test('ACC-005 ACC-006 an agent and an imported file are counted; the same report again is heard once there is a key', async () => {
  const sample = (name: string) => readFileSync(`test/samples/inventory/${name}`, 'utf8');
  await seen('one');
  const created = await server.call('POST', '/api/v1/enrolment-tokens', {
    body: { uses: 2, expiresInSeconds: 3600, note: 'test' },
  });
  const secret = `Basic ${Buffer.from(`enrol:${created.body.token}`).toString('base64')}`;
  const post = (name: string) =>
    server.call('POST', '/inventory', {
      token: null,
      headers: { authorization: secret, 'content-type': 'application/json' },
      body: sample(name),
    });
  const imported = await server.call('POST', '/api/v1/inventories', {
    headers: { 'content-type': 'application/xml' },
    body: sample('fusioninventory-2.6-debian12-184sw.xml'),
  });
  expect(imported.status).toBe(200);
  expect(await used()).toBe(2);

  expect((await post('glpi-1.12-windows11.json')).status).toBe(200);
  expect(await statuses()).toEqual({ managed: 2, discovered: 1 });
  expect((await post('glpi-1.12-windows11.json')).status).toBe(403);
  await server.call('POST', '/api/v1/licence/keys', { body: { file: issuer.issue(1) } });
  expect((await post('glpi-1.12-windows11.json')).status).toBe(200);
  expect(await statuses()).toEqual({ managed: 3 });
});

test('ACC-006 another key, and the next report of the device makes it managed', async () => {
  await seen('one');
  await seen('two');
  const third = await seen('three');
  await server.call('POST', '/api/v1/licence/keys', { body: { file: issuer.issue(1) } });
  expect(await seen('three')).toBe(third);
  expect(await statuses()).toEqual({ managed: 3 });
  expect(await used()).toBe(3);
});

test('ACC-005 ignored, removed and merged devices give their licence back', async () => {
  const one = await seen('one');
  const two = await seen('two');
  await act('POST', `${one}/ignore`);
  expect(await used()).toBe(1);
  await act('DELETE', two);
  expect(await used()).toBe(0);
  const [three, four] = [await seen('three'), await seen('four')];
  expect((await act('POST', 'merge', { from: three, into: four })).status).toBe(200);
  expect(await used()).toBe(1);
});

test('ACC-005 ACC-006 an administrator manages a device again with a licence, and not without', async () => {
  const one = await seen('one');
  await seen('two');
  await act('POST', `${one}/ignore`);
  await seen('three');
  const refused = {
    status: 409,
    body: { code: 'PRODUCT_LICENCES_USED_UP', details: { licensed: 2, used: 2 } },
  };
  expect(await act('POST', `${one}/manage?dryRun=true`)).toMatchObject(refused);
  expect(await warnings()).toEqual([]);
  expect(await act('POST', `${one}/manage`)).toMatchObject(refused);
  expect(await warnings()).toMatchObject([{ deviceId: one, deviceType: 'pc' }]);
  expect(await statuses()).toEqual({ managed: 2, ignored: 1 });

  await server.call('POST', '/api/v1/licence/keys', { body: { file: issuer.issue(1) } });
  expect((await act('POST', `${one}/manage`)).status).toBe(200);
  expect((await act('POST', `${one}/manage`)).status).toBe(200);
  expect(await used()).toBe(3);
});

test('ACC-005 a merge taken back needs a licence for the record that stands again', async () => {
  const one = await seen('one');
  const two = await seen('two');
  await act('POST', 'merge', { from: one, into: two });
  await seen('three');
  expect(await act('POST', `${two}/split`, { into: one })).toMatchObject({
    status: 409,
    body: { code: 'PRODUCT_LICENCES_USED_UP' },
  });
  expect(await statuses()).toEqual({ managed: 2 });
  await act('DELETE', await seen('three'));
  expect((await act('POST', `${two}/split`, { into: one })).status).toBe(200);
  expect(await used()).toBe(2);
});

test('ACC-005 an act that is refused consumes nothing', async () => {
  const one = await seen('one');
  await act('POST', `${one}/ignore`);
  const stale = await server.call('POST', `/api/v1/devices/${one}/manage`, {
    headers: { 'if-match': '"0"' },
  });
  expect(stale.status).toBe(412);
  expect(await used()).toBe(0);
});

test('ACC-005 ACC-006 many first reports at several servers at once manage exactly as many as are licensed', async () => {
  await server.call('POST', '/api/v1/licence/keys', { body: { file: issuer.issue(5) } });
  const { events, clock, presence } = server.services;
  const recorders = [0, 1, 2].map(() => {
    const ids = systemIds();
    const commands = createCommandHandler({ events, catalogue: eventCatalogue, clock, ids });
    return new DeviceRecorder({
      commands,
      clock,
      ids,
      presence,
      licences: new DeviceLicences({ commands, clock, events }),
    });
  });
  const names = Array.from({ length: 24 }, (_, number) => `pc-${number}`);
  const results = await Promise.all(
    names.map((name, number) =>
      recorders[number % 3]!.record({
        report: report(machine(name), {
          claims: { macs: [], hostName: name, serialNumber: `SN-${name}` },
        }),
        actor: 'agent:test',
        delivery: 'online',
        lastDevice: undefined,
        bodyHash: 'a'.repeat(64),
        keepBody: async () => undefined,
      }),
    ),
  );
  expect(results.filter(result => result.kind === 'recorded' && result.managed)).toHaveLength(7);
  expect(await statuses()).toEqual({ managed: 7, discovered: 17 });
  expect(await used()).toBe(7);
  expect(await warnings()).toHaveLength(17);
});

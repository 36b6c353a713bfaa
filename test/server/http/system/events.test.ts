import { checkProof } from '../../../../domain/system/index.ts';
import { ledgerCrypto } from '../../../../adapters/platform/index.ts';
import { scanLimit } from '../../../../src/server/http/events/scan.ts';
import { inventory } from '../../../support/device-reports.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const get = (path: string, query: Record<string, string> = {}) =>
  server.call('GET', `/api/v1${path}`, { query });
const positions = (answer: { body: { items: { position: number }[] } }) =>
  answer.body.items.map(({ position }) => position);

async function preferences(count: number): Promise<void> {
  for (let n = 0; n < count; n++)
    await server.context.accounts.execute(
      'system',
      { type: 'ChangePreferences', changes: { n } },
      'account:system',
    );
}

describe('the log', () => {
  test('newest first, whole, page by page', async () => {
    await preferences(5);
    const last = await server.services.events.lastPosition();
    const first = await get('/events', { limit: '3' });
    expect(positions(first)).toEqual([last, last - 1, last - 2]);
    expect(first.body.items[0]).toMatchObject({
      type: 'PreferencesChanged',
      stream: 'account-system',
      actor: 'account:system',
      data: { changes: { n: 4 } },
    });
    const second = await get('/events', { limit: '1000', cursor: first.body.next });
    expect(positions(second)).toEqual(Array.from({ length: last - 3 }, (_, n) => last - 3 - n));
    expect(second.body).toMatchObject({ next: null, scannedTo: 0, position: last });
  });

  test('filtered by type, stream, actor and time', async () => {
    const { deviceId } = await server.report(inventory());
    await preferences(3);
    const type = await get('/events', { filter: 'type.eq.DeviceRegistered' });
    expect(type.body.items).toMatchObject([{ stream: `device-${deviceId}` }]);
    const stream = await get('/events', { filter: `stream.eq.device-${deviceId}` });
    expect(stream.body.items).toHaveLength(1);
    const two = await get('/events', { filter: 'stream.eq.account-system', limit: '2' });
    const rest = await get('/events', { filter: 'stream.eq.account-system', cursor: two.body.next });
    expect(two.body.items.length + rest.body.items.length).toBe(5);
    expect((await get('/events', { filter: 'actor.prefix.agent' })).body.items.length).toBeGreaterThan(0);
    expect((await get('/events', { filter: 'at.gt.2026-01-05T09:00:00.000Z' })).body.items).toEqual([]);
  });

  test('as of a moment shows the log as it ended then', async () => {
    const before = await server.services.events.lastPosition();
    await server.travel('2026-01-06T09:00:00.000Z');
    await server.caughtUp();
    expect(positions(await get('/events', { asOf: '2026-01-05T12:00:00Z', limit: '1' }))).toEqual([before]);
    expect(positions(await get('/events', { asOf: `@${before - 1}`, limit: '1' }))).toEqual([before - 1]);
  });

  test('a page looks at a bounded part and says where it stopped', async () => {
    const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    const event = (n: number) => ({
      id: id(n),
      type: 'PreferencesChanged',
      schemaVersion: 1,
      at: server.clock.now(),
      actor: 'system:test' as const,
      correlationId: id(n),
      causationId: null,
      data: { changes: { n } },
    });
    for (let start = 0; start < scanLimit + 500; start += 500)
      await server.services.events.append(
        'account-filler',
        'any',
        Array.from({ length: 500 }, (_, n) => event(start + n)),
      );
    const first = await get('/events', { filter: 'actor.eq.system:start' });
    expect(first.body.items).toEqual([]);
    expect(first.body.next).not.toBeNull();
    expect(first.body.scannedTo).toBe((await server.services.events.lastPosition()) - scanLimit + 1);
    const second = await get('/events', { filter: 'actor.eq.system:start', cursor: first.body.next });
    expect(second.body.items).toMatchObject([{ type: 'AccountCreated' }]);
  });

  test.each([
    [{ sort: 'type' }, 'QUERY_INVALID'],
    [{ filter: '{"op":"missing","column":"colour"}' }, 'QUERY_UNKNOWN_COLUMN'],
    [{ cursor: '!' }, 'QUERY_BAD_CURSOR'],
    [{ offset: '5' }, 'VALIDATION_FAILED'],
  ])('%j is refused', async (query, code) => {
    expect((await get('/events', query as unknown as Record<string, string>)).body.code).toBe(code);
  });

  test('one event by its position', async () => {
    const answer = await get('/events/1');
    expect(answer.body).toMatchObject({ position: 1, type: 'AccountCreated' });
    const again = await server.call('GET', '/api/v1/events/1', {
      headers: { 'if-none-match': String(answer.headers.etag) },
    });
    expect(again.status).toBe(304);
    expect((await get('/events/999')).body.code).toBe('EVENT_NOT_FOUND');
    expect((await get('/events/0')).body.code).toBe('VALIDATION_FAILED');
  });
});

describe('the ledger', () => {
  test('a proof is there once the event is sealed, and holds', async () => {
    expect((await get('/events/1/proof')).body.code).toBe('LEDGER_NOT_SEALED_YET');
    expect((await get('/ledger')).body).toMatchObject({ latest: null, seals: 0 });
    await server.sealer.sealNow();
    const proof = await get('/events/1/proof');
    expect(proof.status).toBe(200);
    expect(checkProof(ledgerCrypto, proof.body)).toBeNull();
    const forged = { ...proof.body, event: { ...proof.body.event, actor: 'account:somebody' } };
    expect(checkProof(ledgerCrypto, forged)).not.toBeNull();
    expect((await get('/events/999/proof')).body.code).toBe('LEDGER_NO_SUCH_EVENT');
  });

  test('seals are listed newest first', async () => {
    await server.sealer.sealNow();
    await preferences(1);
    await server.sealer.sealNow();
    const ledger = await get('/ledger');
    expect(ledger.body).toMatchObject({ seals: 2, problem: null });
    const first = await get('/ledger/seals', { limit: '1' });
    expect(first.body.items[0]).toMatchObject({ hash: ledger.body.latest.hash });
    const second = await get('/ledger/seals', { limit: '1', cursor: first.body.next });
    expect(first.body.items[0].seal.previous).toBe(second.body.items[0].hash);
  });
});

describe('the strip of days', () => {
  test('events per day in the reader’s zone', async () => {
    await server.travel('2026-01-06T16:00:00.000Z');
    await preferences(2);
    await server.caughtUp();
    const utc = await get('/history/strip', { from: '2026-01-04', to: '2026-01-07' });
    expect(utc.body.days.map(({ day, events }: { day: string; events: number }) => [day, events])).toEqual([
      ['2026-01-04', 0],
      ['2026-01-05', 2],
      ['2026-01-06', 3],
      ['2026-01-07', 0],
    ]);
    const tokyo = await get('/history/strip', { from: '2026-01-06', to: '2026-01-07', zone: 'Asia/Tokyo' });
    expect(tokyo.body.days.map(({ events }: { events: number }) => events)).toEqual([0, 3]);
    expect(tokyo.body.first).toBe('2026-01-05T09:00:00.000Z');
  });

  test.each([
    { from: '2026-01-07', to: '2026-01-06' },
    { from: '2020-01-01', to: '2026-01-06' },
    { from: '2026-01-05', to: '2026-01-06', zone: 'Mars/Olympus' },
    { from: '2026-02-30', to: '2026-03-01' },
  ])('%j is refused', async query => {
    expect((await get('/history/strip', query)).body.code).toBe('VALIDATION_FAILED');
  });
});

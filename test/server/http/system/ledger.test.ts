import { checkProof } from '../../../../domain/system/index.ts';
import { ledgerCrypto } from '../../../../adapters/platform/index.ts';
import { changePreferences } from '../../../support/preferences.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const get = (path: string, query: Record<string, string> = {}) =>
  server.call('GET', `/api/v1${path}`, { query });

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
    await changePreferences(server, 1);
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
    await changePreferences(server, 2);
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

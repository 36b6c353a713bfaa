import { inventory } from '../../../support/device-reports.ts';
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
const positions = (answer: { body: { items: { position: number }[] } }) =>
  answer.body.items.map(({ position }) => position);

/** Of the whole log, newest first. */
async function logged(): Promise<number[]> {
  const all: number[] = [];
  for await (const batch of server.services.events.readAll(0))
    all.push(...batch.map(({ position }) => position));
  return all.reverse();
}

describe('the log', () => {
  test('newest first, whole, page by page', async () => {
    await changePreferences(server, 5);
    const all = await logged();
    const first = await get('/events', { limit: '3' });
    expect(positions(first)).toEqual(all.slice(0, 3));
    expect(first.body.items[0]).toMatchObject({
      type: 'PreferencesChanged',
      stream: 'account-system',
      actor: 'account:system',
      data: { changes: { n: 4 } },
    });
    const second = await get('/events', { limit: '1000', cursor: first.body.next });
    expect(positions(second)).toEqual(all.slice(3));
    expect(second.body).toMatchObject({ next: null, scannedTo: 0, position: all[0] });
  });

  test('filtered by type, stream, actor and time', async () => {
    const { deviceId } = await server.report(inventory());
    await changePreferences(server, 3);
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
    const [newest, beforeIt] = await logged();
    await server.travel('2026-01-06T09:00:00.000Z');
    await server.caughtUp();
    expect(positions(await get('/events', { asOf: '2026-01-05T12:00:00Z', limit: '1' }))).toEqual([newest]);
    expect(positions(await get('/events', { asOf: `@${beforeIt}`, limit: '1' }))).toEqual([beforeIt]);
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
    const position = (await logged()).at(-1);
    const answer = await get(`/events/${position}`);
    expect(answer.body).toMatchObject({ position, type: 'AccountCreated' });
    const again = await server.call('GET', `/api/v1/events/${position}`, {
      headers: { 'if-none-match': String(answer.headers.etag) },
    });
    expect(again.status).toBe(304);
    expect((await get('/events/999999999')).body.code).toBe('EVENT_NOT_FOUND');
    expect((await get('/events/0')).body.code).toBe('VALIDATION_FAILED');
  });
});

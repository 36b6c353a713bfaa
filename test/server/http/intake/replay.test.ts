import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';
import { sample } from '../../../support/intake.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const replay = (body?: unknown, options: { token?: string; query?: Record<string, string> } = {}) =>
  server.call('POST', '/api/v1/inventories/replay', { ...(body === undefined ? {} : { body }), ...options });
const importSample = () =>
  server.app.inject({
    method: 'POST',
    url: '/api/v1/inventories',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/octet-stream' },
    payload: sample('ocs'),
  });
const replayEvents = async () => {
  const events = [];
  for await (const batch of server.services.events.readAll(0, { categories: ['replay'] }))
    events.push(...batch);
  return events;
};

test('a replay is a job; the log says who wanted it and how it ended', async () => {
  expect((await importSample()).statusCode).toBe(200);
  const { status, body } = await replay();
  expect([status, body.kind]).toEqual([202, 'inventories.replay']);
  const ended = await server.jobEnded(body.id);
  expect(ended).toMatchObject({ state: 'done', done: 1_000, total: 1_000, startedBy: 'system' });
  expect(ended.result).toMatchObject({ looked: 1, changed: 0, unreadable: 0, refused: 0, dryRun: false });
  const [started, end] = await replayEvents();
  expect(started).toMatchObject({
    type: 'InventoryReplayStarted',
    actor: 'account:system',
    data: { bodies: null },
  });
  expect(end).toMatchObject({ type: 'InventoryReplayEnded', data: { outcome: 'done', changed: 0 } });
  expect(end?.correlationId).toBe(ended.result?.['correlationId']);
});

test('a dry run leaves nothing in the log', async () => {
  await importSample();
  const last = await server.services.events.lastPosition();
  const { body } = await replay({}, { query: { dryRun: 'true' } });
  expect((await server.jobEnded(body.id)).result).toMatchObject({ looked: 1, dryRun: true });
  expect(await server.services.events.lastPosition()).toBe(last);
});

test('a second replay beside the first, a body that is not kept, and one that is no hash are refused', async () => {
  await importSample();
  const both = await Promise.all([replay(), replay()]);
  const [first, second] = both.sort((one, other) => one.status - other.status);
  expect([first!.status, second!.status, second!.body.code]).toEqual([202, 409, 'INVENTORY_REPLAY_BUSY']);
  await server.jobEnded(first!.body.id);
  const unknown = await replay({ bodies: ['0'.repeat(64)] });
  expect([unknown.status, unknown.body.code]).toEqual([404, 'INVENTORY_BODY_UNKNOWN']);
  expect((await replay({ bodies: ['../../etc/passwd'] })).status).toBe(400);
});

test('only who manages devices of the whole organization may replay', async () => {
  const viewer = await server.accountWith(['viewer']);
  expect((await replay({}, { token: viewer.token })).status).toBe(403);
  const scoped = await server.accountWith(['administrator'], ['Plant A']);
  expect((await replay({}, { token: scoped.token })).status).toBe(403);
});

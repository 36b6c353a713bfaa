import type { EventStore } from '../../../../domain/kernel/index.ts';
import type { Job } from '../../../../src/server/contract.ts';
import { agentWithDevice } from '../../../support/agent-twin.ts';
import { inventory } from '../../../support/device-reports.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

/** More than two pages of a list. */
const many = 2_500;

/** Where an act waits with the devices it is about to change. */
let gate: Promise<void> = Promise.resolve();
let reached: () => void = () => undefined;
const wrapEvents = (store: EventStore): EventStore => ({
  ...store,
  async append(stream, expected, events) {
    if (events.some(({ type }) => type === 'DeviceIgnored')) {
      reached();
      await gate;
    }
    return store.append(stream, expected, events);
  },
});

let server: TestServer;
let scoped: string;
const ids: string[] = [];
beforeAll(async () => {
  server = await startTestServer({ wrapEvents });
  for (let at = 0; at < many; at += 100)
    ids.push(
      ...(await Promise.all(
        Array.from({ length: 100 }, async (_, number) => {
          const name = `pc-${at + number}`;
          const report = inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-4711` } });
          return (await server.report(report)).deviceId;
        }),
      )),
    );
  ({ token: scoped } = await server.accountWith(['administrator'], ['Plant A']));
});
afterAll(() => server.close());

const post = (path: string, body: unknown = {}, token?: string) =>
  server.call('POST', `/api/v1${path}`, { body, ...(token !== undefined && { token }) });
/** Asks for an act and waits for its job. */
async function act(body: unknown, { dryRun = false, token }: { dryRun?: boolean; token?: string } = {}) {
  const answer = await post(`/devices/acts?dryRun=${dryRun}`, body, token);
  if (answer.status !== 202) throw new Error(answer.text);
  return server.jobEnded(answer.body.id);
}
async function undo(job: Job) {
  const answer = await post(`/devices/acts/${String(job.result!['act'])}/undo`);
  if (answer.status !== 202) throw new Error(answer.text);
  return server.jobEnded(answer.body.id);
}
const countOf = async (filter: string) => {
  await server.caughtUp();
  return (await server.call('GET', '/api/v1/devices', { query: { filter, limit: '1' } })).body
    .total as number;
};
const typesOf = async (correlationId: unknown) => {
  const found: Record<string, number> = {};
  for await (const batch of server.services.events.readAll(0, {}))
    for (const { type, correlationId: of } of batch)
      if (of === correlationId) found[type] = (found[type] ?? 0) + 1;
  return found;
};

test('an act reaches all that match, is tried first, and is taken back but where somebody was there since', async () => {
  const wanted = {
    act: { kind: 'place', department: 'Plant B' },
    filter: 'name.prefix.pc-',
    reason: 'reform',
  };
  const before = await server.services.events.lastPosition();
  const tried = await act(wanted, { dryRun: true });
  expect(tried).toMatchObject({
    state: 'done',
    total: many,
    result: { act: null, dryRun: true, devices: many, changed: many, already: 0, refused: 0 },
  });
  expect(await server.services.events.lastPosition()).toBe(before);

  const done = await act(wanted);
  expect(done.result).toMatchObject({ dryRun: false, changed: many, already: 0, refused: 0, refusals: [] });
  expect(await countOf('department.eq.Plant B')).toBe(many);
  // One intention, one correlation id, from what was asked to how it ended.
  expect(await typesOf(done.result!['act'])).toEqual({
    BulkActBegun: 1,
    DevicePlaced: many,
    BulkActEnded: 1,
  });
  expect((await act(wanted)).result).toMatchObject({ changed: 0, already: many });

  await server.call('PATCH', `/api/v1/devices/${ids[7]}`, { body: { department: 'Plant A' } });
  expect((await undo(done)).result).toMatchObject({
    changed: many - 1,
    refused: 1,
    refusals: [{ code: 'REVISION_CONFLICT', count: 1, devices: [ids[7]] }],
  });
  expect([await countOf('department.eq.Plant B'), await countOf('department.eq.Plant A')]).toEqual([0, 1]);
  const again = await post(`/devices/acts/${String(done.result!['act'])}/undo`);
  expect([again.status, again.body.code]).toEqual([409, 'BULK_ACT_UNDONE']);
});

test('an act that is stopped says how far it came, nothing else begins meanwhile, and undo takes back just that', async () => {
  let open = () => undefined as void;
  gate = new Promise(resolve => (open = resolve));
  const waiting = new Promise<void>(resolve => (reached = resolve));
  const ignore = { act: { kind: 'ignore' }, filter: 'name.prefix.pc-1' };
  const begun = await post('/devices/acts', ignore);
  await waiting;
  expect((await post('/devices/acts', { act: { kind: 'manage' } })).body.code).toBe('BULK_ACT_BUSY');
  await post(`/jobs/${begun.body.id}/cancel`);
  open();
  const job = await server.jobEnded(begun.body.id);
  expect(job).toMatchObject({ state: 'cancelled', result: { changed: 32, refused: 0 } });
  expect(await countOf('managementStatus.eq.ignored')).toBe(32);
  expect((await undo(job)).result).toMatchObject({ changed: 32, refused: 0 });
  expect(await countOf('managementStatus.eq.ignored')).toBe(0);
});

test('devices join a group and leave it, and are in it again after an undo', async () => {
  const { body } = await post('/device-groups', { name: 'Under repair' });
  const members = `groups.contains.${body.id}`;
  const filter = 'name.in.pc-10,pc-11,pc-12';
  await act({ act: { kind: 'group', add: [body.id] }, filter });
  expect(await countOf(members)).toBe(3);
  const left = await act({ act: { kind: 'group', remove: [body.id] }, filter: members });
  expect([left.result!['changed'], await countOf(members)]).toEqual([3, 0]);
  await undo(left);
  expect(await countOf(members)).toBe(3);
});

test('agents are told, and devices without one are counted by reason, the first of them named', async () => {
  const { agent, deviceId } = await agentWithDevice(server, 'with-agent');
  const told = await act({ act: { kind: 'tell', command: { kind: 'message', text: 'Lunch is ready.' } } });
  expect(told.result).toMatchObject({
    devices: many + 1,
    changed: 1,
    refused: many,
    refusals: [{ code: 'DEVICE_WITHOUT_AGENT', count: many }],
  });
  const [{ devices }] = told.result!['refusals'] as [{ devices: string[] }];
  expect([devices.length, devices.includes(deviceId)]).toEqual([10, false]);
  expect((await agent.ask()).body.commands).toMatchObject([
    { order: { kind: 'message', text: 'Lunch is ready.' } },
  ]);
  const back = await post(`/devices/acts/${String(told.result!['act'])}/undo`);
  expect([back.status, back.body.code]).toEqual([409, 'BULK_ACT_FINAL']);
});

test('who administers one department reaches its devices alone, and takes back nothing of others', async () => {
  const all = await act({ act: { kind: 'place', location: 'Osaka' }, filter: 'name.in.pc-7,pc-8' });
  const own = await act({ act: { kind: 'place', location: 'Kobe' } }, { token: scoped });
  expect(own.result).toMatchObject({ devices: 1, changed: 1 });
  expect(await countOf('location.eq.Kobe')).toBe(1);
  const undoOf = (job: Job) => post(`/devices/acts/${String(job.result!['act'])}/undo`, {}, scoped);
  expect((await undoOf(all)).body.code).toBe('BULK_ACT_UNKNOWN');
  const undone = await undoOf(own);
  expect((await server.jobEnded(undone.body.id)).result).toMatchObject({ changed: 1 });
  expect(await countOf('location.eq.Osaka')).toBe(2);
});

test.each([
  ['an unknown column', { act: { kind: 'ignore' }, filter: 'nonsense.eq.1' }, 400],
  ['too long a filter', { act: { kind: 'ignore' }, filter: 'x'.repeat(20_001) }, 400],
  ['a broken path', { act: { kind: 'place', department: 'Plant A//Quality' } }, 400],
  ['a command for one device', { act: { kind: 'tell', command: { kind: 'newIdentity' } } }, 400],
  ['a group that is gone', { act: { kind: 'group', add: ['gone'] } }, 404],
])('%s begins nothing', async (_why, body, status) => {
  expect((await post('/devices/acts', body)).status).toBe(status);
});

test('an act that was never begun cannot be taken back, and readers begin none', async () => {
  expect((await post('/devices/acts/none/undo')).body.code).toBe('BULK_ACT_UNKNOWN');
  const { token } = await server.accountWith(['viewer']);
  expect((await post('/devices/acts', { act: { kind: 'ignore' } }, token)).status).toBe(403);
});

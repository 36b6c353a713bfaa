import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { openSqliteOperationStore } from '../../adapters/operation-logs/sqlite.ts';
import { batchOf, type OperationBatch } from '../../domain/operation-logs/index.ts';
import type { OperationStore } from '../../projections/operation-logs/index.ts';
import { agentWithDevice, type AgentTwin } from '../support/agent-twin.ts';
import { temporaryFolders } from '../support/folder.ts';
import { operation, recordOperations } from '../support/operation-uploads.ts';
import { startTestServer, type Answer, type TestServer } from '../support/server.ts';

const folder = temporaryFolders();
let operations: OperationStore;
let server: TestServer;
let agent: AgentTwin;
let seq = 1;

beforeAll(async () => {
  operations = await openSqliteOperationStore(folder(), { intakeThreads: 1, readerThreads: 1 });
  // The clock stands: a limit of messages would never be over.
  const environment = { MUSTER_AGENT_MESSAGES_PER_MINUTE: '0', MUSTER_ADDRESS_MESSAGES_PER_MINUTE: '0' };
  server = await startTestServer({ services: { operations }, listen: true, environment });
  ({ agent } = await agentWithDevice(server));
  await recordOperations(server, {
    suspicious: { mail: true, webFtp: true, externalDevice: true, printedPages: 50 },
  });
});
afterAll(async () => {
  await server.close();
  await operations.close();
});

/** A sound batch of two records with the next number. */
const batch = (more = {}): OperationBatch =>
  batchOf([operation(0), operation(1, more)], { seq: seq++, tz: 540 });

const post = (body: Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  server.call('POST', '/agents/operations', {
    token: null,
    headers: { authorization: agent.authorization, 'content-type': 'application/json', ...headers },
    body,
  });
const gzipped = (body: Buffer) => post(body, { 'content-encoding': 'gzip' });
const jsonOf = (batches: readonly unknown[]) => Buffer.from(JSON.stringify({ batches }));

/** The server takes what is sound, and has it at once. */
async function takesSoundOnes(): Promise<void> {
  const before = await operations.count({});
  const { seq: own, n } = batch();
  const sound = batchOf([operation(0), operation(1)], { seq: own, tz: 0 });
  expect((await gzipped(gzipSync(jsonOf([sound])))).body).toEqual({
    batches: [{ seq: own, state: 'recorded' }],
  });
  expect(await operations.count({})).toBe(before + n);
}

const cols = (more: object) => ({ cols: { ...batch().cols, ...more } });
/** What is wrong with a batch, and where that is said to be. */
const wrong: readonly (readonly [string, () => unknown, string])[] = [
  ['a number', () => 7, 'batch'],
  ['a list', () => [batch()], 'batch'],
  ['half of one', () => ({ v: 1, seq: 3, n: 2 }), 'tz'],
  ['another version', () => ({ ...batch(), v: 2 }), 'v'],
  ['a number below zero', () => ({ ...batch(), seq: -4 }), 'seq'],
  ['a number that is a text', () => ({ ...batch(), seq: '4' }), 'seq'],
  ['more records than it may have', () => ({ ...batch(), n: 1_001 }), 'n'],
  ['a time of before computers', () => ({ ...batch(), t0: 1 }), 't0'],
  ['a time beyond all', () => ({ ...batch(), ...cols({ time: [0, 1e13] }) }), 'cols.time[1]'],
  ['times that go back', () => ({ ...batch(), ...cols({ time: [0, -1] }) }), 'cols.time[1]'],
  ['too few times', () => ({ ...batch(), ...cols({ time: [0] }) }), 'cols.time'],
  ['an operation that no list has', () => ({ ...batch(), ...cols({ detail: [1, 36] }) }), 'cols.detail[1]'],
  ['no operation', () => ({ ...batch(), ...cols({ detail: undefined }) }), 'cols.detail'],
  [
    'records out of order',
    () => ({ ...batch(), ...cols({ size: { r: [1, 0], v: [1, 1] } }) }),
    'cols.size.r[1]',
  ],
  ['a text that is not there', () => ({ ...batch(), ...cols({ file: [1, 99] }) }), 'cols.file[1]'],
  ['a mark of the server', () => ({ ...batch(), ...cols({ suspicion: 1 }) }), 'cols.suspicion'],
  ['a column of its own', () => ({ ...batch(), ...cols({ colour: 1 }) }), 'cols.colour'],
  ['a path of a megabyte', () => ({ ...batch(), texts: ['p'.repeat(2 ** 20)] }), 'texts[0]'],
  ['a path that is too long', () => batch({ file: 'p'.repeat(2_084) }), 'cols.file[1]'],
  ['a control character', () => batch({ user: 'a\u001bb' }), 'names[2]'],
  ['half a character', () => batch({ user: '\ud800' }), 'names[2]'],
  ['a user that is a list', () => ({ ...batch(), names: [['ada']] }), 'names[0]'],
  ['too many pages', () => batch({ pages: 2_147_483_648 }), 'cols.pages.v[0]'],
  ['half a page', () => batch({ pages: 0.5 }), 'cols.pages.v[0]'],
  ['a size that is a text', () => ({ ...batch(), ...cols({ size: ['big', 1] }) }), 'cols.size[0]'],
  ['a key of prototypes', () => JSON.parse(`{"__proto__":{"v":1},"seq":${seq++}}`), '__proto__'],
  [
    'such a key among columns',
    () => ({ ...batch(), cols: JSON.parse('{"__proto__":{"time":[0,1]},"time":[0,1],"detail":1}') }),
    'cols.__proto__',
  ],
  ['a constructor', () => ({ ...batch(), constructor: { prototype: { x: 1 } } }), 'constructor'],
];

test.each(wrong)('%s is refused where it is wrong, and nothing beside it', async (_, make, at) => {
  const [before, after] = [batch(), batch()];
  const { status, body } = await post(jsonOf([before, make(), after]));
  expect(status).toBe(200);
  expect(body.batches).toEqual([
    { seq: before.seq, state: 'recorded' },
    {
      seq: expect.any(Number),
      state: 'refused',
      fault: { at: expect.stringContaining(at), what: expect.any(String) },
    },
    { seq: after.seq, state: 'recorded' },
  ]);
  expect(Object.prototype).not.toHaveProperty('v');
});

test('a name that the sender made up is not told back whole', async () => {
  const { body } = await post(jsonOf([{ ...batch(), [`\u001b]0;x\u0007${'n'.repeat(2 ** 20)}`]: 1 }]));
  const [{ fault }] = body.batches;
  expect(fault.at.length).toBeLessThan(100);
  expect(fault.at).not.toMatch(/\p{Cc}/u);
});

test('records of long ago and of years ahead are discarded, those between are kept', async () => {
  const years = 365 * 24 * 60;
  const records = (minutes: readonly number[]) =>
    batchOf(
      minutes.map(at => operation(at)),
      { seq: seq++, tz: 0 },
    );
  const sent = [records([-30 * years, -20 * years]), records([-20 * years, 0, 100 * years])];
  const before = await operations.count({});
  expect((await post(jsonOf(sent))).body.batches).toMatchObject([
    { state: 'discarded' },
    { state: 'recorded' },
  ]);
  expect(await operations.count({})).toBe(before + 1);
});

test('a batch twice in one upload, and the newer before the older, are each stored once', async () => {
  const [older, newer] = [batch(), batch()];
  const before = await operations.count({});
  expect((await post(jsonOf([newer, older, newer]))).body.batches).toEqual([
    { seq: newer.seq, state: 'recorded' },
    { seq: older.seq, state: 'recorded' },
    { seq: newer.seq, state: 'repeated' },
  ]);
  expect(await operations.count({})).toBe(before + older.n + newer.n);
});

test.each<[string, Buffer, Record<string, string>]>([
  ['of no bytes', Buffer.alloc(0), {}],
  ['that is a bomb', gzipSync(Buffer.alloc(200 * 2 ** 20)), { 'content-encoding': 'gzip' }],
  ['that is cut off', gzipSync(jsonOf([batch()])).subarray(0, -12), { 'content-encoding': 'gzip' }],
  ['nested without end', Buffer.alloc(4 * 2 ** 20, '['), {}],
  ['of a wrong encoding', jsonOf([batch()]), { 'content-encoding': 'deflate, gzip' }],
  ['of lines without a number', Buffer.from('{}'), { 'content-type': 'application/x-ndjson' }],
])('an upload %s is refused as a whole', async (_, body, headers) => {
  expect(await post(body, headers)).toMatchObject({
    status: 400,
    body: {
      code: 'OPERATION_BATCH_INVALID',
      details: { at: expect.any(String), what: expect.any(String) },
    },
  });
  await takesSoundOnes();
});

test('an upload that is too large is refused before it is read', async () => {
  const body = Buffer.alloc(5 * 2 ** 20, ' ');
  expect(await post(body)).toMatchObject({ status: 413 });
  await takesSoundOnes();
});

test('no more bytes are under way than are held at once; senders that go away leave their room', async () => {
  const { port } = new URL(server.url);
  const head =
    `POST /agents/operations HTTP/1.1\r\nHost: x\r\nAuthorization: ${agent.authorization}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${4 * 2 ** 20}\r\n\r\n{"batches":[`;
  const sockets: Socket[] = [];
  const [first, second] = [batch(), batch()];
  const sent = async (one: OperationBatch, until: number, meanwhile = () => {}): Promise<Answer> => {
    for (;;) {
      const answer = await post(jsonOf([one]));
      if (answer.status === until) return answer;
      meanwhile();
      // Sockets get their turn.
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  };
  // One that comes while another upload is under way may itself be the one too many: more come until there is no room.
  const holdMore = () => {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
    socket.write(head);
    sockets.push(socket);
  };
  for (let n = 0; n < 16; n++) holdMore();
  const { headers, body } = await sent(first, 429, holdMore);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(body.code).toBe('TOO_MANY_REQUESTS');
  for (const socket of sockets) socket.destroy();
  expect((await sent(second, 200)).body.batches).toMatchObject([{ seq: second.seq, state: 'recorded' }]);
  await takesSoundOnes();
});

test('bytes of any kind are answered, and what is sound afterwards is taken', async () => {
  const original = gzipSync(jsonOf([batch(), batch()]));
  const plain = jsonOf([batch(), batch()]);
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      async (packed, changes) => {
        const bytes = Buffer.from(packed ? original : plain);
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
        const { status, body } = await (packed ? gzipped(bytes) : post(bytes));
        expect([200, 400]).toContain(status);
        if (status === 200)
          for (const { state, fault } of body.batches) expect(state === 'refused').toBe(fault !== undefined);
        else expect(body.details).toEqual({ at: expect.any(String), what: expect.any(String) });
      },
    ),
    { numRuns: 150, seed: 9 },
  );
  await takesSoundOnes();
});

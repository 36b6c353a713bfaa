import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { memoryOperationStore } from '../../../../adapters/operation-logs/memory.ts';
import { openSqliteOperationStore } from '../../../../adapters/operation-logs/sqlite.ts';
import type { AgentOrder } from '../../../../domain/agents/index.ts';
import { readWholeStream } from '../../../../domain/kernel/index.ts';
import { OperationsRefused, type OperationStore } from '../../../../projections/operation-logs/index.ts';
import { obey, type ObeyPorts } from '../../../../src/agent/acts/obey.ts';
import { OperationSpool } from '../../../../src/agent/operations/spool/operation-spool.ts';
import { OperationUpload } from '../../../../src/agent/operations/upload.ts';
import { ServerClient } from '../../../../src/agent/server/client.ts';
import { Patience } from '../../../../src/agent/server/delivery.ts';
import { agentWithDevice } from '../../../support/agent-twin.ts';
import { temporaryFolders } from '../../../support/folder.ts';
import { operation, recordOperations, today, upload } from '../../../support/operation-uploads.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

const folder = temporaryFolders();

/** Everything that is told of losses and of room. */
async function told(server: TestServer, stream: string) {
  const events = await readWholeStream(server.services.events, stream);
  return events.map(({ type, data }) => ({ type, ...(data as object) }));
}

describe('a day that is damaged', () => {
  const place = folder();
  let store: OperationStore;
  let server: TestServer;
  beforeAll(async () => {
    store = await openSqliteOperationStore(place, { intakeThreads: 1, readerThreads: 1 });
    server = await startTestServer({ services: { operations: store }, listen: true });
  });
  afterAll(async () => {
    await server.close();
    await store.close();
  });

  test('LOG-044: is mended, its agent is asked for what was lost, sends it again, and that is told', async () => {
    const { agent, deviceId } = await agentWithDevice(server);
    await recordOperations(server);
    const log = pino({ level: 'silent' });
    const now = () => Date.parse(server.clock.now());
    const spool = new OperationSpool(folder(), { log, now, minutesAhead: () => 0 });
    for (let minute = 0; minute < 3; minute++) {
      spool.add(operation(minute, { file: `C:\\${'long name '.repeat(20)}${minute}` }), 0);
      spool.end();
    }
    const [first] = spool.waiting;
    const sending = new OperationUpload({
      client: new ServerClient(server.url, agent.agentId, agent.secret),
      patience: new Patience(agent.agentId, 1),
      log,
      now,
      pace: 1,
      onAnswer: () => undefined,
    });
    await sending.drain(spool);
    expect(await store.count({})).toBe(3);

    spoilFirstBody();
    await store.days();
    const { recovery } = server.context.operationLogs;
    const started = await server.call('POST', `/api/v1/operations/days/${today}/check`);
    expect(started.status).toBe(202);
    const job = await server.jobEnded(started.body.id);
    expect(job).toMatchObject({ state: 'done', result: { day: today, lost: 1, unnamed: false } });
    expect(await store.count({})).toBe(2);
    const losses = `operationLogLosses-${today}`;
    expect(await told(server, losses)).toMatchObject([
      { type: 'OperationLogDayDamaged', lost: [{ deviceId, seq: first, records: 1 }], unnamed: [] },
    ]);
    await recovery.tend();
    expect(await told(server, losses)).toHaveLength(1);

    const { commands } = (await agent.ask()).body as {
      commands: { sequence: number; order: AgentOrder }[];
    };
    expect(commands.map(({ order }) => order)).toEqual([
      { kind: 'operationsAgain', from: first, until: first },
    ]);
    const ports = {
      operationsAgain: (from: number, until: number) => spool.again(from, until),
    } as ObeyPorts;
    const outcome = await obey(commands[0]!.order, ports);
    expect(outcome).toEqual({ outcome: 'done' });
    expect(spool.waiting).toEqual([first]);
    await agent.answer(commands[0]!.sequence, outcome);
    await sending.drain(spool);
    await recovery.tend();
    expect(await store.count({})).toBe(3);
    expect((await told(server, losses)).at(-1)).toMatchObject({
      type: 'OperationLogDayRecovered',
      batches: 1,
      records: 1,
      missing: [],
    });
    expect(await recovery.check(today)).toEqual({ day: today, lost: 0, unnamed: false });
    expect(await obey({ kind: 'operationsAgain', from: 0, until: 1 }, ports)).toMatchObject({
      outcome: 'failed',
      code: 'NOTHING_KEPT',
    });
  });

  test('is checked only where there is one', async () => {
    const { status, body } = await server.call('POST', '/api/v1/operations/days/2020-01-01/check');
    expect([status, body.code]).toEqual([404, 'OPERATION_DAY_NOT_FOUND']);
  });

  /** In its page a body lies after those that came later. */
  function spoilFirstBody(): void {
    const [name] = readdirSync(place).filter(each => each.endsWith('.db-wal'));
    const path = join(place, name!);
    const bytes = readFileSync(path);
    const at = bytes.lastIndexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.from([0xff]), 0, 1, at + 30);
    closeSync(file);
  }
});

test('LOG-044: where files cannot grow nothing is taken for a minute and nothing is lost; that is event 1036', async () => {
  const data = folder();
  mkdirSync(join(data, 'operations'));
  const memory = memoryOperationStore();
  let isFull = true;
  const operations: OperationStore = {
    ...memory,
    record: one =>
      isFull ? Promise.reject(new OperationsRefused('disk', 'no room left')) : memory.record(one),
  };
  const server = await startTestServer({
    services: { operations },
    environment: { MUSTER_DATA: data },
  });
  try {
    const { agent } = await agentWithDevice(server);
    await recordOperations(server);
    const send = () => upload(server, agent, [[operation(0)]]);
    const refused = await send();
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '60']);
    isFull = false;
    expect((await send()).status).toBe(503);
    expect((await server.call('GET', '/api/v1/devices')).status).toBe(200);
    await server.travel(new Date(Date.parse(server.clock.now()) + 61_000).toISOString());
    await server.context.operationLogs.space!.look();
    expect((await send()).body).toEqual({ batches: [{ seq: 1, state: 'recorded' }] });
    expect((await told(server, 'operationLogs-space')).map(({ type }) => type)).toEqual([
      'OperationStoreCannotGrow',
      'OperationIntakeLimited',
      'OperationIntakeResumed',
    ]);
  } finally {
    await server.close();
  }
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openSqliteOperationStore } from '../../adapters/operation-logs/sqlite.ts';
import { batchOf, defaultOperationLogSettings } from '../../domain/operation-logs/index.ts';
import { benchRow, quantile, type BenchRow } from './row.ts';
import { AgentCrowd } from './support/agent-crowd.ts';
import { generate } from './support/operation-work.ts';
import { ServerProcess } from './support/server-process.ts';
import { intake } from './support/store-intake.ts';
import { upload, type UploadResult } from './support/upload-load.ts';

/** At the steady rate; the design's budget is ten minutes. */
const steadySeconds = Number(process.env.MUSTER_BENCH_UPLOAD_SECONDS ?? 60);
const fastSeconds = 60;
const steadily = 100_000;
const connections = 200;
const agents = 400;
const pool = 400_000;
const everyMs = 250;
/** What is told of the event loop holds the period of who looks. */
const samplerMs = 10;
/** What the store takes without a server is told of so many. */
const alone = 2_000_000;

/** What was to be seen of a server while it took uploads. */
interface Seen {
  /** Milliseconds: a search for the newest of a user, for a part of a path, and for what was just acknowledged. */
  readonly user: number[];
  readonly text: number[];
  readonly own: number[];
}

/**
 * Uploads to the real server in a process of its own, from another one that was given its requests ready: as fast as
 * they are answered, and at a steady rate with searches beside.
 */
export async function* measureUploads(): AsyncGenerator<BenchRow> {
  const limit = await withoutHttp();
  const server = await ServerProcess.start(undefined, {
    MUSTER_ADDRESS_MESSAGES_PER_MINUTE: '0',
    MUSTER_AGENT_MESSAGES_PER_MINUTE: '0',
  });
  const crowd = new AgentCrowd(server.url, 0, agents);
  try {
    await prepare(server, crowd);
    const plan = {
      url: server.url,
      agents: crowd.agents.map(agent => crowd.authorizationOf(agent)),
      connections,
      pool,
    };
    const fast = await watched(server, () =>
      upload({ ...plan, seconds: fastSeconds, perSecond: null }, async () => null),
    );
    yield* costs('at full speed', fast);
    yield benchRow({
      work: `Operation-log intake over HTTP at full speed, gzip, batches of 200, ${connections} connections, ${fastSeconds} s`,
      value: fast.result.records / fast.result.seconds,
      unit: 'records/s',
      limit,
      limitName: 'the store without HTTP',
      budget: 200_000,
      better: 'higher',
    });
    const steady = await watched(server, () =>
      upload({ ...plan, seconds: steadySeconds, perSecond: steadily }, over => lookOn(server, crowd, over)),
    );
    yield* costs(`at ${told(steadily)} records/s`, steady);
    yield* steadyRows(steady);
  } finally {
    crowd.close();
    await server.stop();
  }
}

/** Records a second. */
async function withoutHttp(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const store = await openSqliteOperationStore(join(folder, 'operations'));
  try {
    return await intake(store, generate(alone, 17));
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare(server: ServerProcess, crowd: AgentCrowd): Promise<void> {
  const token = await server.enrolmentToken(agents);
  await crowd.each(8, async agent => {
    await crowd.enrol(agent, token);
    await crowd.report(agent);
  });
  await server.json('PUT', '/api/v1/operation-log-settings', {
    ...defaultOperationLogSettings,
    acquire: true,
    suspicious: { mail: true, webFtp: true, externalDevice: false, printedPages: 100 },
  });
  await server.caughtUp();
}

type Watched<S> = { readonly result: UploadResult; readonly seen: S } & ReturnType<typeof difference>;

async function watched<S>(
  server: ServerProcess,
  work: () => Promise<{ readonly result: UploadResult; readonly seen: S }>,
): Promise<Watched<S>> {
  const before = await stateOf(server);
  const done = await work();
  return { ...done, ...difference(before, await stateOf(server)) };
}

async function stateOf(server: ServerProcess) {
  const metrics = await server.text('/metrics');
  return {
    threads: server.threadSeconds(),
    resident: server.residentBytes(),
    // The largest since it was asked for last.
    loopMs: Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics)?.[1]) * 1_000 - samplerMs,
  };
}

type State = Awaited<ReturnType<typeof stateOf>>;

function difference(before: State, after: State) {
  const used = [...after.threads].map(([id, thread]) => {
    const start = before.threads.get(id);
    return { name: thread.name, seconds: thread.seconds - (start?.seconds ?? 0) };
  });
  const byName = new Map<string, number>();
  for (const { name, seconds: own } of used) byName.set(name, (byName.get(name) ?? 0) + own);
  return { byName, loopMs: after.loopMs, resident: [before.resident, after.resident] as const };
}

/** Processor time of each kind of thread, memory, and how long the main thread was not to be had. */
function* costs(when: string, { result, byName, loopMs, resident }: Watched<unknown>): Generator<BenchRow> {
  const row = (work: string, value: number, unit: string, budget: number | null = null) =>
    benchRow({ work: `${work}, uploads ${when}`, value, unit, limit: null, budget, better: 'lower' });
  const each = (spent: number): number => (spent / result.records) * 1e6;
  const parts = [...byName]
    .map(([name, spent]) => [name, each(spent)] as const)
    .filter(([, micros]) => micros >= 0.02)
    .sort(([, one], [, other]) => other - one)
    .map(([name, micros]) => `${name} ${micros.toFixed(2)}`);
  const whole = [...byName.values()].reduce((sum, spent) => sum + spent, 0);
  yield row(`Processor time of the server for a record (${parts.join(', ')})`, each(whole), 'µs');
  yield row('Processor time of the uploading process for a record', each(result.processorSeconds), 'µs');
  yield row('Longest delay of the event loop, waiting for a processor included', loopMs, 'ms', 50);
  const [begin, end] = resident.map(bytes => bytes / 2 ** 20);
  yield row(`Resident memory at the end (at the beginning ${begin!.toFixed(0)})`, end!, 'MiB');
}

function* steadyRows({ result, seen }: Watched<Seen>): Generator<BenchRow> {
  const row = (
    work: string,
    value: number,
    unit: string,
    budget: number | null,
    better: 'higher' | 'lower',
  ) => benchRow({ work, value, unit, limit: null, budget, better });
  yield row(
    `Operation-log intake over HTTP, ${told(steadily)} records/s asked for, ${steadySeconds} s, searches beside`,
    result.records / result.seconds,
    'records/s',
    null,
    'higher',
  );
  yield row(
    `The same: from when an upload was due to its acknowledgement, median ${result.p50.toFixed(1)} ms`,
    result.p99,
    'ms p99',
    150,
    'lower',
  );
  for (const [what, times] of [
    ['newest 100 of a user', seen.user],
    ['newest 100 with a part of a path', seen.text],
    [
      `a record whose upload was just acknowledged, found ${seen.own.length} times of ${seen.own.length}`,
      seen.own,
    ],
  ] as const)
    yield row(
      `The same: search over HTTP meanwhile, ${what}, median ${quantile(times, 0.5).toFixed(0)} ms`,
      quantile(times, 0.99),
      'ms p99',
      null,
      'lower',
    );
}

/** Searches until it is over; what was acknowledged must be found at once. */
async function lookOn(server: ServerProcess, crowd: AgentCrowd, over: AbortSignal): Promise<Seen> {
  const seen: Seen = { user: [], text: [], own: [] };
  const ask = async (times: number[], filter: string): Promise<number> => {
    const begun = performance.now();
    const query = new URLSearchParams({ filter, limit: '100' }).toString();
    const { items } = await server.json<{ items: unknown[] }>('GET', `/api/v1/operations?${query}`);
    times.push(performance.now() - begun);
    return items.length;
  };
  for (let round = 0; !over.aborted; round++) {
    await ask(seen.user, `user.eq.user${(round * 37) % 25_000}`);
    await ask(seen.text, JSON.stringify({ op: 'contains', column: 'file', value: `word${round % 50}x` }));
    const file = `C:\\own\\${round}-${Date.now()}.txt`;
    const own = batchOf([{ time: Date.now(), detail: 'create-file', file }], { seq: Date.now(), tz: 0 });
    await crowd.upload(crowd.agents[0]!, [own]);
    if ((await ask(seen.own, JSON.stringify({ op: 'contains', column: 'file', value: file }))) !== 1)
      throw new Error(`${file} was acknowledged and is not found`);
    await pause(everyMs, undefined, { signal: over }).catch(() => undefined);
  }
  return seen;
}

function told(records: number): string {
  return records.toLocaleString('en-GB');
}

import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openSqliteEventStore } from '../../adapters/event-store/sqlite.ts';
import { systemIds } from '../../adapters/platform/index.ts';
import type { EventStore, NewEvent } from '../../domain/kernel/index.ts';
import { benchRow, quantile, type BenchRow } from './row.ts';

/** Rounds of probe and work in turn: on a machine shared with others only neighbours in time compare. */
const rounds = 7;
const roundMs = 700;
const streams = 20_000;
const replayed = 400_000;

const ids = systemIds();
let seed = 1;
function random(): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
  return seed / 2 ** 31;
}

/** 100 to 1,024 bytes of JSON, small ones more often; about 380 on average. */
const payloads = Array.from({ length: 2_000 }, (_, no) => {
  const length = Math.round(60 * (1_000 / 60) ** random());
  return {
    no,
    name: `device-${no}`,
    values: [no % 7, no % 11],
    text: 'inventory '.repeat(length / 10 + 1).slice(0, length),
  };
});

function event(): NewEvent {
  return {
    id: ids.next(),
    type: 'InventoryChanged',
    schemaVersion: 1,
    at: new Date().toISOString(),
    actor: 'agent:bench',
    correlationId: 'c0000000-0000-4000-8000-000000000000',
    causationId: null,
    data: payloads[Math.floor(random() * payloads.length)],
  };
}

/** Writes of 4 KiB made durable one by one in a growing file, per second. */
function fsyncRate(folder: string): number {
  const file = path.join(folder, 'probe');
  const probe = openSync(file, 'w');
  const page = Buffer.alloc(4_096, 1);
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < roundMs) {
    writeSync(probe, page);
    fdatasyncSync(probe);
    count++;
  }
  const rate = (count / (performance.now() - start)) * 1_000;
  closeSync(probe);
  rmSync(file);
  return rate;
}

/** Callers that each append one event after the other to streams of their own; answers events a second. */
async function appendRate(store: EventStore, callers: number, latencies: number[]): Promise<number> {
  const end = performance.now() + roundMs;
  let count = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        const before = performance.now();
        await store.append(`bench-${Math.floor(random() * streams)}`, 'any', [event()]);
        latencies.push(performance.now() - before);
        count++;
      }
    }),
  );
  return (count / (performance.now() - start)) * 1_000;
}

const median = (samples: readonly number[]): number => quantile(samples, 0.5);

async function* measureAppends(store: EventStore, folder: string): AsyncGenerator<BenchRow> {
  for (const { callers, budget, budgetIsRatio } of [
    { callers: 1, budget: 1, budgetIsRatio: true },
    { callers: 16, budget: null, budgetIsRatio: false },
    { callers: 64, budget: 30_000, budgetIsRatio: false },
    { callers: 256, budget: null, budgetIsRatio: false },
  ]) {
    const [probes, rates, latencies]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      probes.push(fsyncRate(folder));
      rates.push(await appendRate(store, callers, latencies));
    }
    const who = callers === 1 ? 'one caller' : `${callers} callers`;
    yield benchRow({
      work: `Durable append, ${who}`,
      value: median(rates),
      unit: 'events/s',
      limit: median(probes),
      limitName: 'fsync rate',
      budget,
      budgetIsRatio,
      better: 'higher',
    });
    yield benchRow({
      work: `Durable append, ${who}, p99`,
      value: quantile(latencies, 0.99),
      unit: 'ms',
      limit: null,
      budget: null,
      better: 'lower',
    });
  }
}

/** Only parsing the same texts, in this thread. */
function parseRate(): number {
  const bodies = Array.from({ length: 50_000 }, () => {
    const { id, schemaVersion, actor, correlationId, causationId, data } = event();
    return JSON.stringify([id, schemaVersion, actor, correlationId, causationId, null, data]);
  });
  const start = performance.now();
  for (const body of bodies) JSON.parse(body);
  return (bodies.length / (performance.now() - start)) * 1_000;
}

async function replayRate(
  store: EventStore,
  options: Parameters<EventStore['readAll']>[1] = {},
): Promise<number> {
  let count = 0;
  const start = performance.now();
  for await (const batch of store.readAll(0, options)) count += batch.length;
  return (count / (performance.now() - start)) * 1_000;
}

async function* measureReplay(store: EventStore): AsyncGenerator<BenchRow> {
  const [parses, replays, filtered]: [number[], number[], number[]] = [[], [], []];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  for (let round = 0; round < 3; round++) {
    parses.push(parseRate());
    delay.enable();
    replays.push(await replayRate(store));
    delay.disable();
    filtered.push(await replayRate(store, { types: ['Rare'] }));
  }
  const limit = { limit: median(parses), limitName: 'JSON.parse of the same texts' };
  yield benchRow({
    work: 'Replay of the log with parsing',
    value: median(replays),
    unit: 'events/s',
    ...limit,
    budget: 200_000,
    better: 'higher',
  });
  yield benchRow({
    work: 'Replay of one rare event type',
    value: median(filtered),
    unit: 'events/s',
    ...limit,
    budget: null,
    better: 'higher',
  });
  yield benchRow({
    work: 'Event loop delay while replaying, p99',
    value: delay.percentile(99) / 1e6,
    unit: 'ms',
    limit: null,
    budget: null,
    better: 'lower',
  });
}

async function* measureStreams(store: EventStore): AsyncGenerator<BenchRow> {
  const latencies: number[] = [];
  for (let turn = 0; turn < 3_000; turn++) {
    const before = performance.now();
    for await (const _ of store.readStream(`bench-${Math.floor(random() * streams)}`));
    latencies.push(performance.now() - before);
  }
  yield benchRow({
    work: 'Read of one stream, p99',
    value: quantile(latencies, 0.99),
    unit: 'ms',
    limit: null,
    budget: null,
    better: 'lower',
  });
}

/** Append, group commit, replay and stream reads of the embedded event store. About a minute. */
export async function* measureEventStore(): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-bench-'));
  const store = await openSqliteEventStore(path.join(folder, 'log.db'));
  try {
    yield* measureAppends(store, folder);
    for (let filled = await store.lastPosition(); filled < replayed; filled += 1_000)
      await store.append(
        `fill-${filled}`,
        'any',
        Array.from({ length: 1_000 }, (_, no) => ({
          ...event(),
          ...(no % 50 === 0 ? { type: 'Rare' } : {}),
        })),
      );
    yield* measureReplay(store);
    yield* measureStreams(store);
    const { sizeBytes, position } = await store.status();
    yield benchRow({
      work: 'Size of the log',
      value: (sizeBytes ?? 0) / position,
      unit: 'bytes/event',
      limit: null,
      budget: null,
      better: 'lower',
    });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

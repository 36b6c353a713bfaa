import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openSqliteEventStore } from '../../adapters/event-store/sqlite.ts';
import type { EventStore } from '../../domain/kernel/index.ts';
import { benchRow, quantile, type BenchRow } from './row.ts';
import { fsyncRate } from './support/disk-limits.ts';
import { appendRate, appendTo, fillLog, parseRate, random, replayRate, streams } from './support/log-work.ts';

/** Rounds of probe and work in turn: on a machine shared with others only neighbours in time compare. */
const rounds = 7;
const roundMs = 700;
const replayed = 400_000;

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
      probes.push(fsyncRate(folder, roundMs));
      rates.push(await appendRate(appendTo(store), callers, roundMs, latencies));
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
    await fillLog(store, replayed - (await store.lastPosition()));
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

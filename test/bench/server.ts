import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEventStore } from '../../adapters/event-store/open.ts';
import { systemIds } from '../../adapters/platform/index.ts';
import type { NewEvent } from '../../domain/kernel/index.ts';
import { placesIn } from '../../src/server/data-places.ts';
import { benchRow, quantile, type BenchRow } from './row.ts';
import { commandsVisible } from './support/commands.ts';
import { filledStore } from './support/filled-store.ts';
import { ServerProcess } from './support/server-process.ts';

const largeLog = 10_000_000;

/**
 * What people and operators feel of a running server: pages, freshness, start, memory. Filling the store takes most of
 * the time: with `MUSTER_BENCH_STORE=FOLDER` it is filled there once, kept, and used again.
 */
export async function* measureServer(): AsyncGenerator<BenchRow> {
  const { folder, streams, release } = await filledStore();
  try {
    yield* pages(folder);
    yield await visible(folder, streams.slice(0, 2_000));
    const grown = await grow(folder, streams);
    yield* start(folder, grown);
  } finally {
    release();
  }
}

async function* pages(folder: string): AsyncGenerator<BenchRow> {
  const server = await ServerProcess.start(folder);
  await server.caughtUp();
  const filter = encodeURIComponent(JSON.stringify({ op: 'contains', column: 'osName', value: 'linux' }));
  const page = `/api/v1/devices?filter=${filter}&sort=-diskFree&limit=50`;
  const health = await latencies(() => server.json('GET', '/health/live'), 400);
  const now = await latencies(() => server.json('GET', page), 400);
  const past = await latencies(
    index => server.json('GET', `${page}&asOf=2026-01-${10 + (index % 20)}T00:00:00Z`),
    200,
  );
  await server.stop();
  const limit = {
    limit: quantile(health, 0.99),
    limitName: 'an empty answer over the same HTTP, p99',
    unit: 'ms p99',
    better: 'lower',
  } as const;
  yield benchRow({
    work: 'List page of 50 with filter and sort over HTTP, 50,000 devices',
    value: quantile(now, 0.99),
    budget: 40,
    ...limit,
  });
  yield benchRow({
    work: 'The same as of a past day, over HTTP',
    value: quantile(past, 0.99),
    budget: 40,
    ...limit,
  });
}

async function latencies(call: (index: number) => Promise<unknown>, times: number): Promise<number[]> {
  for (let index = 0; index < 30; index++) await call(index);
  const taken: number[] = [];
  for (let index = 0; index < times; index++) {
    const began = performance.now();
    await call(index);
    taken.push(performance.now() - began);
  }
  return taken;
}

async function visible(folder: string, streams: readonly string[]): Promise<BenchRow> {
  const taken = await commandsVisible({ MUSTER_DATA: folder }, streams, { perSecond: 500, seconds: 20 });
  return benchRow({
    work: 'Accepted command visible in every read model, at 500 commands/s',
    value: quantile(taken, 0.99),
    unit: 'ms p99',
    limit: null,
    budget: 100,
    better: 'lower',
  });
}

/** Brings the log to ten million events with the smallest of changes; answers by how many. */
async function grow(folder: string, streams: readonly string[]): Promise<number> {
  const ids = systemIds();
  const log = await openEventStore(`sqlite:${join(folder, 'events.db')}`);
  const at = new Date().toISOString();
  const source = { dialect: 'glpi' };
  const perAppend = 200;
  const missing = largeLog - (await log.lastPosition());
  for (let made = 0, turn = 0; made < missing; turn++) {
    const appends = Array.from({ length: 50 }, (_, lane) => {
      const events = Array.from({ length: perAppend }, (_unused, index): NewEvent => {
        const user = (made + lane + index) % 40_000;
        const data = { source, since: at, from: `u${user}`, to: `u${user + 1}` };
        return {
          id: ids.next(),
          type: 'LastUserChanged',
          schemaVersion: 1,
          at,
          actor: 'agent:bench',
          correlationId: 'bench',
          causationId: null,
          data,
        };
      });
      return log.append(streams[(turn * 50 + lane) % streams.length] as string, 'any', events);
    });
    await Promise.all(appends);
    made += 50 * perAppend;
  }
  await log.close();
  return Math.max(0, missing);
}

async function* start(folder: string, grown: number): AsyncGenerator<BenchRow> {
  // The first start reads what the log has grown by: all at once, which a rebuild does quicker than catching up.
  const { read } = placesIn(folder);
  if (grown > 1_000_000) rmSync(read, { recursive: true, force: true });
  const catchingUp = await ServerProcess.start(folder);
  await catchingUp.caughtUp();
  await catchingUp.stop();
  const server = await ServerProcess.start(folder);
  await new Promise(resolve => setTimeout(resolve, 40_000));
  const idle = server.residentBytes();
  await server.stop();
  yield benchRow({
    work: 'Server start on a store of 10 million events',
    value: server.startedIn / 1000,
    unit: 's',
    limit: null,
    budget: 2,
    better: 'lower',
  });
  yield benchRow({
    work: 'Idle memory on that store',
    value: idle / 2 ** 20,
    unit: 'MiB',
    limit: null,
    budget: 200,
    better: 'lower',
  });
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEventStore } from '../../adapters/event-store/open.ts';
import { systemIds } from '../../adapters/platform/index.ts';
import type { NewEvent } from '../../domain/kernel/index.ts';
import { placesIn } from '../../src/server/data-places.ts';
import { benchRow, quantile, type BenchRow, type Skipped } from './row.ts';
import { commandsVisible } from './support/commands.ts';
import { filledStore } from './support/filled-store.ts';
import { timed } from './support/list-work.ts';
import { ServerProcess } from './support/server-process.ts';

const largeLog = 10_000_000;
/** People who look at lists at once. */
const crowd = 16;

/**
 * What people and operators feel of a running server: pages, freshness, start, memory. Filling the store takes most of
 * the time: with `MUSTER_BENCH_STORE=FOLDER` it is filled there once, kept, and used again.
 */
export async function* measureServer(): AsyncGenerator<BenchRow | Skipped> {
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
  const health = await timed(400, () => server.json('GET', '/health/live'));
  const pageNow = () => server.json('GET', page);
  const pageOfDay = (round: number) =>
    server.json('GET', `${page}&asOf=2026-01-${10 + (Math.abs(round) % 20)}T00:00:00Z`);
  const now = await timed(400, pageNow);
  const past = await timed(200, pageOfDay);
  const nowTogether = await timedTogether(30, pageNow);
  const pastTogether = await timedTogether(30, pageOfDay);
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
  const crowds = [
    ['Such a page now', nowTogether],
    ['Such a page of a past day', pastTogether],
  ] as const;
  for (const [what, times] of crowds)
    yield benchRow({
      work: `${what}, ${crowd} callers who each ask again at once, median ${quantile(times, 0.5).toFixed(0)} ms`,
      value: quantile(times, 0.99),
      unit: 'ms p99',
      limit: null,
      budget: null,
      better: 'lower',
    });
}

async function timedTogether(
  rounds: number,
  work: (round: number) => Promise<unknown>,
): Promise<readonly number[]> {
  const callers = Array.from({ length: crowd }, (_, caller) => timed(rounds, round => work(caller + round)));
  return (await Promise.all(callers)).flat();
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

async function* start(folder: string, grown: number): AsyncGenerator<BenchRow | Skipped> {
  // The first start reads what the log has grown by: all at once, which a rebuild does quicker than catching up.
  const { read } = placesIn(folder);
  const rebuilds = grown > 1_000_000;
  if (rebuilds) rmSync(read, { recursive: true, force: true });
  const catchingUp = await ServerProcess.start(folder);
  const began = performance.now();
  await catchingUp.caughtUp();
  const took = (performance.now() - began) / 1000;
  await catchingUp.stop();
  if (rebuilds)
    yield benchRow({
      work: 'Rebuild of all read models by a serving server, 10 million events, most of them one fact of a device',
      value: largeLog / took,
      unit: 'events/s',
      limit: null,
      budget: 50_000,
      better: 'higher',
    });
  else yield { skipped: 'rebuild of 10 million events: the kept store has its read models already' };
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

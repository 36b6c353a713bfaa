import { deviceList, seeded } from '../support/device-collections.ts';
import { mongodbMissing, startMongodb } from '../support/mongodb.ts';
import { connections, intakeRows, parsingAlone, takeIn } from './intake.ts';
import { benchRow, quantile, type BenchRow, type Skipped } from './row.ts';
import { commandsVisible } from './support/commands.ts';
import { embeddedPair } from './support/embedded-pair.ts';
import { applyRate, buildList, questions, shown, timed } from './support/list-work.ts';
import { appendKnown, appendRate, fillLog, replayRate } from './support/log-work.ts';
import { ServerProcess } from './support/server-process.ts';
import { servedPair } from './support/served-pair.ts';
import { sideBySide } from './support/side-by-side.ts';
import type { Limit, ServerPlace, StorePair } from './support/store-pair.ts';

const rounds = 3;
const roundMs = 700;
const replayed = 10_000;
const listed = 2_000;
const batches = 10;
const questioned = 60;
const packages = 184;
const reporting = 200;
const commandRate = { perSecond: 25, seconds: 15, warmUpSeconds: 5 };

const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/**
 * The same work on both pairs of stores, one after the other for each row, small enough for servers that are only there
 * to be right. No row has a budget: those are measured at their own sizes by the other suites. Some minutes.
 */
export async function* measureBeyond(): AsyncGenerator<BenchRow | Skipped> {
  const missing = mongodbMissing();
  const mongodb = missing === null ? await startMongodb() : null;
  try {
    const served = servedPair(mongodb ?? { database: () => '' }, process.env);
    const pairs = [embeddedPair, served];
    yield* sideBySide(pairs, measureAppends);
    yield* sideBySide(pairs, measureReplay);
    if (missing !== null) yield { skipped: `lists, intake and commands on ${served.lists.name}: ${missing}` };
    const whole = missing === null ? pairs : [embeddedPair];
    yield* sideBySide(whole, measureLists);
    yield* sideBySide(whole, measureServer);
  } finally {
    await mongodb?.stop();
  }
}

async function* measureAppends({ log: { name, open } }: StorePair): AsyncGenerator<BenchRow> {
  const log = await open();
  try {
    for (const callers of [1, 64]) {
      const [limits, rates, latencies]: [number[], number[], number[]] = [[], [], []];
      let limitName = '';
      for (let round = 0; round < rounds; round++) {
        const bound = await log.appends(callers, roundMs);
        limits.push(bound.limit);
        limitName = bound.limitName;
        rates.push(await appendRate(appendKnown(log.store), callers, roundMs, latencies));
      }
      const work = `Durable append, ${callers === 1 ? 'one caller' : `${callers} callers`}`;
      yield row(work, name, median(rates), 'events/s', { limit: median(limits), limitName });
      yield row(`${work}, p99`, name, quantile(latencies, 0.99), 'ms', null);
    }
  } finally {
    await log.close();
  }
}

async function* measureReplay({ log: { name, open } }: StorePair): AsyncGenerator<BenchRow> {
  const log = await open();
  try {
    await fillLog(log.store, replayed);
    const [limits, rates]: [number[], number[]] = [[], []];
    let limitName = '';
    for (let round = 0; round < rounds; round++) {
      const bound = await log.reads(replayed);
      limits.push(bound.limit);
      limitName = bound.limitName;
      rates.push(await replayRate(log.store));
    }
    yield row('Replay of the log with parsing', name, median(rates), 'events/s', {
      limit: median(limits),
      limitName,
    });
  } finally {
    await log.close();
  }
}

async function* measureLists({ lists: { name, open } }: StorePair): AsyncGenerator<BenchRow> {
  const lists = await open();
  const devices = `${listed.toLocaleString('en-GB')} devices`;
  try {
    await buildList(lists.store, listed);
    const random = seeded(listed);
    const upserts = await lists.upserts(listed);
    const applied = await applyRate(lists.store, listed, batches, random);
    yield row(
      `Live events applied in batches of 1,000, history included, ${devices}`,
      name,
      applied,
      'events/s',
      upserts,
    );
    const byKey = await lists.byKey(listed);
    for (const past of [false, true]) {
      const ask = questions['filter and sort without an index']!;
      const times = await timed(questioned, async round => {
        const asOf = past ? { asOf: { position: listed + 1 + Math.floor(random() * batches * 1_000) } } : {};
        await lists.store.find(deviceList.name, { limit: 50, fields: shown, ...ask(random, round), ...asOf });
      });
      const what = past ? 'as of a past moment' : 'now';
      yield row(
        `Page of 50 with filter and sort, ${what}, ${devices}, slowest of ${questioned}`,
        name,
        Math.max(...times),
        'ms',
        byKey,
      );
    }
  } finally {
    await lists.close();
  }
}

async function* measureServer({ both: { name, open } }: StorePair): AsyncGenerator<BenchRow> {
  const place = await open();
  try {
    const parsing = {
      limit: await parsingAlone(packages),
      limitName: 'decode and normalise alone, one thread',
    };
    const many = await place.turns(connections);
    const storing = many && { limit: many.perSecond, limitName: `${many.name}, ${connections} callers` };
    const server = await ServerProcess.start(place.folder, place.environment);
    try {
      const taken = await takeIn(server, packages, reporting);
      for (const { what, work, value, unit } of intakeRows(taken, `Inventory intake, ${packages} packages`))
        yield row(work, name, value, unit, what === 'unchanged' ? parsing : (storing ?? parsing));
    } finally {
      await server.stop();
    }
    const streams = await devicesIn(place);
    const one = await place.turns(1);
    const taken = await commandsVisible(
      { MUSTER_DATA: place.folder, ...place.environment },
      streams,
      commandRate,
    );
    const work = `Accepted command visible in every read model, at ${commandRate.perSecond} commands/s, p99`;
    const bound = one && { limit: one.p99, limitName: `${one.name}, p99` };
    yield row(work, name, quantile(taken, 0.99), 'ms', bound);
  } finally {
    await place.close();
  }
}

async function devicesIn(place: ServerPlace): Promise<string[]> {
  const log = await place.openLog();
  const streams: string[] = [];
  for await (const events of log.readAll(0, { types: ['DeviceRegistered'] }))
    for (const { stream } of events) streams.push(stream);
  await log.close();
  return streams;
}

function row(work: string, on: string, value: number, unit: string, bound: Limit | null): BenchRow {
  const better = unit === 'ms' ? 'lower' : 'higher';
  return benchRow({
    work: `${work}: ${on}`,
    value,
    unit,
    budget: null,
    better,
    ...(bound ?? { limit: null }),
  });
}

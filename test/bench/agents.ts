import { setTimeout as pause } from 'node:timers/promises';
import { mongodbMissing, startMongodb } from '../support/mongodb.ts';
import { benchRow, quantile, type BenchRow, type Skipped } from './row.ts';
import { CrowdProcess } from './support/crowd-process.ts';
import { embeddedPair } from './support/embedded-pair.ts';
import { ServerProcess } from './support/server-process.ts';
import { servedPair } from './support/served-pair.ts';
import type { ServerPlace } from './support/store-pair.ts';

const designed = 30_000;
/** Of one server, and of one process that plays agents: here a process may have 20,000 files and sockets open. */
const most = 15_000;
/** More than one server needs stores that servers share. */
const size = Number(process.env['MUSTER_BENCH_AGENTS'] ?? most);
const servers = Math.ceil(size / most);
const each = Math.floor(size / servers);
/** On each computer: of those with twenty the stores of the tests take in sixteen a second. */
const packages = servers === 1 ? 20 : 2;
const of = `${(each * servers).toLocaleString('en')} agents`;
/** All of the design's in ten minutes is so many a second; fewer agents are watched for a minute of it. */
const stormPerSecond = designed / 600;
const stormSeconds = size < designed ? 60 : 600;
/** Within it servers have let go of lines that were cut. */
const cutMs = 10_000;

/**
 * Muster's own agents: how they come, what they cost while they are connected, and how long it takes until all of them
 * work by a configuration that was edited. One server with the embedded stores, or as many on shared stores as the
 * sockets need; servers, stores and agents share both cores.
 */
export async function* measureAgents(): AsyncGenerator<BenchRow | Skipped> {
  const missing = servers === 1 ? null : mongodbMissing();
  if (missing !== null) return yield { skipped: `more than ${most} agents: ${missing}` };
  const mongodb = servers === 1 ? null : await startMongodb({ memory: '8g' });
  const pair = mongodb ? servedPair(mongodb, process.env) : embeddedPair;
  const place = await pair.both.open();
  const fleet = new Fleet(
    mongodb ? `${servers} servers on ${pair.both.name}` : 'one server on embedded stores',
  );
  try {
    await fleet.start(place);
    yield await arrive(fleet);
    const before = fleet.residentBytes();
    yield await storm(fleet);
    yield await connectAll(fleet);
    yield* await connected(fleet, before);
    yield await configured(fleet);
  } finally {
    await fleet.stop();
    await place.close();
    await mongodb?.stop();
  }
}

/** Servers, and at each of them a crowd. */
class Fleet {
  readonly on: string;
  readonly #servers: ServerProcess[] = [];
  crowds: readonly CrowdProcess[] = [];

  constructor(on: string) {
    this.on = on;
  }

  async start({ folder, environment }: ServerPlace): Promise<void> {
    for (let turn = 0; turn < servers; turn++)
      this.#servers.push(
        await ServerProcess.start(turn === 0 ? folder : undefined, {
          ...environment,
          MUSTER_ADDRESS_MESSAGES_PER_MINUTE: '0',
          MUSTER_AGENT_MESSAGES_PER_MINUTE: '0',
        }),
      );
    this.crowds = this.#servers.map(({ url }, turn) => new CrowdProcess(url, turn * each, each, packages));
  }

  get leader(): ServerProcess {
    return this.#servers[0]!;
  }

  residentBytes(): number {
    return Math.max(...this.#servers.map(server => server.residentBytes()));
  }

  processorSeconds(): number {
    return this.#servers.reduce((sum, server) => sum + server.processorSeconds(), 0);
  }

  async stop(): Promise<void> {
    for (const crowd of this.crowds) await crowd.stop();
    for (const server of this.#servers.toReversed()) await server.stop();
  }
}

const row = (
  { on }: Fleet,
  measured: Omit<Parameters<typeof benchRow>[0], 'limit' | 'budget'> & { budget?: number },
) =>
  // The budgets are for all of the design's.
  benchRow({
    limit: null,
    ...measured,
    budget: size < designed ? null : (measured.budget ?? null),
    work: `${measured.work}, ${of}, ${on}`,
  });

async function arrive(fleet: Fleet): Promise<BenchRow> {
  const tokens = await Promise.all(fleet.crowds.map(() => fleet.leader.enrolmentToken(each)));
  const began = performance.now();
  await Promise.all(fleet.crowds.map((crowd, turn) => crowd.ask({ work: 'arrive', token: tokens[turn]! })));
  const seconds = (performance.now() - began) / 1_000;
  await fleet.leader.caughtUp();
  return row(fleet, {
    work: `Enrolment and first inventory (${packages} packages)`,
    value: size / seconds,
    unit: 'agents/s',
    better: 'higher',
  });
}

/** They start at the rate of a site in the morning: a line, a question for work, what changed with the start. */
async function storm(fleet: Fleet): Promise<BenchRow> {
  const asked = { work: 'storm', perSecond: stormPerSecond / servers, seconds: stormSeconds } as const;
  const taken = await Promise.all(fleet.crowds.map(crowd => crowd.ask(asked)));
  return row(fleet, {
    work: `Boot storm: ${stormPerSecond} agents a second start (30,000 in ten minutes), for ${stormSeconds} s; line, question, part of an inventory`,
    value: quantile(taken.flat(), 0.99),
    unit: 'ms p99',
    better: 'lower',
  });
}

async function connectAll(fleet: Fleet): Promise<BenchRow> {
  await Promise.all(fleet.crowds.map(crowd => crowd.ask({ work: 'cut' })));
  await pause(cutMs);
  const began = performance.now();
  await Promise.all(fleet.crowds.map(crowd => crowd.ask({ work: 'connect' })));
  const seconds = (performance.now() - began) / 1_000;
  return row(fleet, {
    work: 'Agents connect again after their lines were cut, all at once: line and question for work',
    value: (each * servers) / seconds,
    unit: 'agents/s',
    better: 'higher',
  });
}

async function connected(fleet: Fleet, before: number): Promise<readonly BenchRow[]> {
  // Two looks whether they are there pass meanwhile.
  const processor = fleet.processorSeconds();
  await pause(60_000);
  const busy = (fleet.processorSeconds() - processor) / 60;
  const bytes = fleet.residentBytes();
  const open = await Promise.all(fleet.crowds.map(crowd => crowd.ask({ work: 'count' })));
  const away = each * servers - open.reduce((sum, number) => sum + number, 0);
  if (away > 0) throw new Error(`${away} of ${of} are not connected any more`);
  return [
    row(fleet, {
      work: `Resident memory of the largest server with its agents connected (before: ${Math.round(before / 2 ** 20)} MiB); the budget is for 30,000 at one`,
      value: bytes / 2 ** 20,
      unit: 'MiB',
      budget: 2_048,
      better: 'lower',
    }),
    row(fleet, {
      work: `Processor time of all servers while they are connected and nothing happens`,
      value: busy * 100,
      unit: '% of a core',
      better: 'lower',
    }),
  ];
}

async function configured(fleet: Fleet): Promise<BenchRow> {
  const reached = Promise.all(fleet.crowds.map(crowd => crowd.ask({ work: 'configured', version: 2 })));
  const began = performance.now();
  await fleet.leader.json('PATCH', '/api/v1/agent-configurations/default', {
    settings: { pollingMinutes: 30 },
  });
  await reached;
  return row(fleet, {
    work: `An edited configuration reaches all connected agents and each has said so`,
    value: (performance.now() - began) / 1_000,
    unit: 's',
    budget: 60,
    better: 'lower',
  });
}

import { setTimeout as pause } from 'node:timers/promises';
import { benchRow, quantile, type BenchRow } from './row.ts';
import { AgentCrowd } from './support/agent-crowd.ts';
import { ServerProcess } from './support/server-process.ts';

/** Half of the design's: a process of this kind of machine may have 20,000 files and sockets open. */
const size = Number(process.env['MUSTER_BENCH_AGENTS'] ?? 15_000);
const designed = 30_000;
const of = `${size.toLocaleString('en')} agents`;
/** All of the design's in ten minutes is so many a second. */
const stormPerSecond = designed / 600;
const stormSeconds = 60;

/**
 * Muster's own agents at one server with the embedded stores: how they come, what they cost while they are connected,
 * and how long it takes until all of them work by a configuration that was edited. The crowd shares both cores.
 */
export async function* measureAgents(): AsyncGenerator<BenchRow> {
  const server = await ServerProcess.start(undefined, {
    MUSTER_ADDRESS_MESSAGES_PER_MINUTE: '0',
    MUSTER_AGENT_MESSAGES_PER_MINUTE: '0',
  });
  const crowd = new AgentCrowd(server.url, size);
  try {
    yield await arrive(server, crowd);
    const before = server.residentBytes();
    yield await storm(crowd);
    yield await connectAll(crowd);
    yield* await connected(server, crowd, before);
    yield await configured(server, crowd);
  } finally {
    crowd.close();
    await server.stop();
  }
}

const row = (measured: Omit<Parameters<typeof benchRow>[0], 'limit' | 'budget'> & { budget?: number }) =>
  benchRow({ limit: null, budget: null, ...measured });

async function arrive(server: ServerProcess, crowd: AgentCrowd): Promise<BenchRow> {
  const token = await server.enrolmentToken(size);
  const began = performance.now();
  await crowd.each(16, async agent => {
    await crowd.enrol(agent, token);
    await crowd.report(agent);
  });
  const seconds = (performance.now() - began) / 1_000;
  await server.caughtUp();
  return row({
    work: `Enrolment and first inventory (60 packages), ${of}`,
    value: size / seconds,
    unit: 'agents/s',
    better: 'higher',
  });
}

/** They start at the rate of a site in the morning: a line, a question for work, what changed with the start. */
async function storm(crowd: AgentCrowd): Promise<BenchRow> {
  const taken: number[] = [];
  const under: Promise<void>[] = [];
  const starting = crowd.agents.slice(0, Math.min(size, stormPerSecond * stormSeconds));
  const began = performance.now();
  for (const [turn, agent] of starting.entries()) {
    await pause(Math.max(0, began + (turn * 1_000) / stormPerSecond - performance.now()));
    const start = performance.now();
    const work = async () => {
      await crowd.connect(agent);
      await crowd.askForWork(agent);
      await crowd.reportPart(agent);
      taken.push(performance.now() - start);
    };
    under.push(work());
  }
  await Promise.all(under);
  return row({
    work: `Boot storm: ${stormPerSecond} agents a second start (30,000 in ten minutes), seen for a minute; line, question, part of an inventory`,
    value: quantile(taken, 0.99),
    unit: 'ms p99',
    better: 'lower',
  });
}

async function connectAll(crowd: AgentCrowd): Promise<BenchRow> {
  const others = crowd.agents.filter(({ socket }) => socket === undefined);
  const began = performance.now();
  await crowd.each(64, async agent => {
    if (agent.socket) return;
    await crowd.connect(agent);
    await crowd.askForWork(agent);
  });
  const seconds = (performance.now() - began) / 1_000;
  return row({
    work: 'Agents connect again after a server was away, all at once: line and question for work',
    value: others.length / seconds,
    unit: 'agents/s',
    better: 'higher',
  });
}

async function connected(
  server: ServerProcess,
  crowd: AgentCrowd,
  before: number,
): Promise<readonly BenchRow[]> {
  // Two looks whether they are there pass meanwhile.
  const processor = server.processorSeconds();
  await pause(60_000);
  const busy = (server.processorSeconds() - processor) / 60;
  const bytes = server.residentBytes();
  const open = crowd.agents.filter(({ socket }) => socket?.readyState === 1).length;
  if (open !== size) throw new Error(`${size - open} of ${size} agents are not connected any more`);
  return [
    row({
      work: `Resident memory with ${of} connected (before: ${Math.round(before / 2 ** 20)} MiB); the budget is for 30,000`,
      value: bytes / 2 ** 20,
      unit: 'MiB',
      budget: 2_048,
      better: 'lower',
    }),
    row({
      work: `Processor time of the server while they are connected and nothing happens`,
      value: busy * 100,
      unit: '% of a core',
      better: 'lower',
    }),
  ];
}

async function configured(server: ServerProcess, crowd: AgentCrowd): Promise<BenchRow> {
  const left = new Set(crowd.agents.map(({ number }) => number));
  const all = Promise.withResolvers<void>();
  crowd.onAsked = ({ number, version }) => {
    if (version < 2) return;
    left.delete(number);
    if (left.size === 0) all.resolve();
  };
  const began = performance.now();
  await server.json('PATCH', '/api/v1/agent-configurations/default', { settings: { pollingMinutes: 30 } });
  await all.promise;
  return row({
    work: `An edited configuration reaches all connected agents and each has said so, ${of}`,
    value: (performance.now() - began) / 1_000,
    unit: 's',
    budget: 60,
    better: 'lower',
  });
}

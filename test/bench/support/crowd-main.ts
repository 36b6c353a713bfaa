// A crowd of agents in a process of its own: takes the works of `CrowdWork` one after the other, and answers each.
import { setTimeout as pause } from 'node:timers/promises';
import { AgentCrowd } from './agent-crowd.ts';
import type { CrowdAnswers, CrowdWork } from './crowd-process.ts';

const [url = '', ...numbers] = process.argv.slice(2);
const [first = 0, size = 0, packages] = numbers.map(Number);
const crowd = new AgentCrowd(url, first, size, packages);

/** Longer than all agents together take, and shorter than an agent waits for its next question by itself. */
const patienceMs = 600_000;

process.on('message', (work: CrowdWork) => {
  void run(work)
    .catch((error: unknown) => ({
      failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    .then(answer => process.send!(answer));
});
process.on('disconnect', () => process.exit());

async function run(work: CrowdWork): Promise<CrowdAnswers[keyof CrowdAnswers]> {
  switch (work.work) {
    case 'arrive':
      await crowd.each(8, async agent => {
        await crowd.enrol(agent, work.token);
        await crowd.report(agent);
      });
      return null;
    case 'storm':
      return storm(work.perSecond, work.seconds);
    case 'cut':
      for (const agent of crowd.agents) crowd.cut(agent);
      return null;
    case 'connect':
      await crowd.each(32, async agent => {
        await crowd.connect(agent);
        await crowd.askForWork(agent);
      });
      return null;
    case 'count':
      return crowd.agents.filter(({ socket }) => socket?.readyState === 1).length;
    case 'configured':
      return allHave(work.version);
  }
}

/** Agents that start at an even pace: a line, a question for work, what changed with the start. Milliseconds of each. */
async function storm(perSecond: number, seconds: number): Promise<readonly number[]> {
  const taken: number[] = [];
  const under: Promise<void>[] = [];
  const began = performance.now();
  for (const [turn, agent] of crowd.agents.slice(0, perSecond * seconds).entries()) {
    await pause(Math.max(0, began + (turn * 1_000) / perSecond - performance.now()));
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
  return taken;
}

/** Resolves once each agent has asked and been told that version or a later one. */
function allHave(version: number): Promise<null> {
  const left = new Set(crowd.agents.filter(agent => agent.version < version).map(({ number }) => number));
  if (left.size === 0) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      const [one] = left;
      reject(new Error(`${left.size} agents work by what was after ${patienceMs} ms, number ${one} for one`));
    }, patienceMs);
    crowd.onAsked = agent => {
      if (agent.version < version) return;
      left.delete(agent.number);
      if (left.size > 0) return;
      clearTimeout(patience);
      resolve(null);
    };
  });
}

import { reportOf } from './dialects.ts';
import { cloneOf, makeMachine, passDay, type Machine } from './machine.ts';
import { Random } from './random.ts';
import type { Sender } from './sender.ts';

export interface FleetPlan {
  readonly devices: number;
  readonly seed: number;
  /** Further reports of every device after the first. */
  readonly rounds: number;
  /** Share of devices that differ in a round, 0 to 1. */
  readonly changes: number;
  /** Share of reports that are sent twice, as agents do after a lost answer. */
  readonly duplicates: number;
  /** Number of devices that are disk images of another. */
  readonly clones: number;
  readonly connections: number;
  /** Spread each round evenly over this many seconds; 0 sends as fast as the server takes it. */
  readonly overSeconds: number;
  /** Packages per device; otherwise 60 to 400. */
  readonly software?: number;
}

export interface RoundResult {
  readonly round: number;
  readonly sent: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly postponed: number;
}

/** Runs the plan; each round's figures are handed out as it ends. Failures of the connection count as status 0. */
export async function runFleet(
  plan: FleetPlan,
  sender: Sender,
  onRound: (result: RoundResult) => void,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<void> {
  const machines = makeFleet(plan);
  const random = new Random(plan.seed, 0x7fff);
  for (let round = 0; round <= plan.rounds; round++) {
    if (round > 0) for (const machine of machines) passDay(machine, plan.seed, random.chance(plan.changes));
    const order = round === 0 ? machines : shuffled(machines, random);
    onRound(await runRound(round, order, plan, sender, random, onProgress));
  }
}

function makeFleet(plan: FleetPlan): Machine[] {
  const originals = Math.max(1, plan.devices - plan.clones);
  const machines = Array.from({ length: originals }, (_, number) =>
    makeMachine(plan.seed, number, plan.software),
  );
  for (let number = originals; number < plan.devices; number++)
    machines.push(cloneOf(machines[number % originals] as Machine, number, plan.seed));
  return machines;
}

async function runRound(
  round: number,
  machines: readonly Machine[],
  plan: FleetPlan,
  sender: Sender,
  random: Random,
  onProgress: (done: number, total: number) => void,
): Promise<RoundResult> {
  const latencies: number[] = [];
  const statuses: Record<string, number> = {};
  const postponedBefore = sender.postponed;
  const began = performance.now();
  let next = 0;
  const work = async () => {
    while (next < machines.length) {
      const index = next++;
      const wait = (index / machines.length) * plan.overSeconds * 1000 - (performance.now() - began);
      if (wait > 1) await new Promise(resolve => setTimeout(resolve, wait));
      const report = reportOf(machines[index] as Machine);
      for (let times = random.chance(plan.duplicates) ? 2 : 1; times > 0; times--) {
        const { status, latency } = await sender.send(report).catch(() => ({ status: 0, latency: 0 }));
        statuses[status] = (statuses[status] ?? 0) + 1;
        latencies.push(latency);
      }
      onProgress(Math.min(next, machines.length), machines.length);
    }
  };
  await Promise.all(Array.from({ length: plan.connections }, work));
  const seconds = (performance.now() - began) / 1000;
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    round,
    sent: latencies.length,
    seconds,
    perSecond: latencies.length / seconds,
    p50: quantile(0.5),
    p99: quantile(0.99),
    statuses,
    postponed: sender.postponed - postponedBefore,
  };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.between(0, i);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}

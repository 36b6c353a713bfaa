import { makeMachine } from '../../src/fleet/machine.ts';
import { reportOf } from '../../src/fleet/dialects.ts';
import { runFleet, type RoundResult } from '../../src/fleet/run.ts';
import { Sender } from '../../src/fleet/sender.ts';
import { benchRow, type BenchRow } from './row.ts';
import { parseRate } from './support/parse-rate.ts';
import { ServerProcess } from './support/server-process.ts';

/**
 * An OCS Inventory 2.8 server with MariaDB on a machine of the same size, both cores full: inventories stored
 * per second of the same agents' bodies (184 and 992 packages). Recorded, not run here.
 */
const ocsServer = { 184: 17.5, 992: 3.6 } as const;

/** Reports under way at once. */
export const connections = 8;

const limitName = 'decode and normalise alone, one thread';

interface Round {
  /** Inventories a second until the last was answered, and until the last was to be seen. */
  readonly answered: number;
  readonly visible: number;
}

/** Of new, unchanged and changed inventories. */
export type IntakeRounds = Readonly<Record<'new' | 'unchanged' | 'changed', Round>>;

/**
 * Intake over HTTP by the real server in its own process; the agents share the two cores. New, unchanged and
 * changed inventories of 184 and 992 packages, all three dialects. The limit is parsing alone on one thread.
 */
export async function* measureIntake(): AsyncGenerator<BenchRow> {
  for (const [software, devices] of [
    [184, 3_000],
    [992, 600],
  ] as const) {
    const server = await ServerProcess.start();
    try {
      const rounds = await takeIn(server, software, devices);
      const limit = { limit: await parsingAlone(software), limitName };
      // The design's budget speaks of machines that are known.
      const budget = 20 * ocsServer[software];
      for (const { what, ...row } of intakeRows(rounds, `Inventory intake, ${software} packages`))
        yield benchRow({ ...row, ...limit, budget: what === 'new' ? null : budget });
    } finally {
      await server.stop();
    }
  }
}

/** Inventories a second that one thread decodes and normalises, nothing else. */
export function parsingAlone(software: number): Promise<number> {
  return parseRate(Array.from({ length: 60 }, (_, number) => reportOf(makeMachine(7, number, software))));
}

/** Three rounds of a fleet; each ends when every list shows what came in: work left over is not the next round's. */
export async function takeIn(
  server: ServerProcess,
  software: number,
  devices: number,
): Promise<IntakeRounds> {
  const sender = new Sender(server.url, await server.enrolmentToken(devices), connections);
  const plan = { devices, seed: 7, duplicates: 0, clones: 0, connections, overSeconds: 0, software };
  /** The last round of a plan. */
  const run = async (rounds: number, changes: number): Promise<Round> => {
    let last: RoundResult | undefined;
    await runFleet({ ...plan, rounds, changes }, sender, round => (last = round));
    const answered = performance.now();
    await server.caughtUp();
    const seconds = last!.seconds + (performance.now() - answered) / 1_000;
    const refused = Object.keys(last!.statuses).filter(status => !status.startsWith('2'));
    if (refused.length > 0) throw new Error(`intake answered ${JSON.stringify(last!.statuses)}`);
    return { answered: last!.perSecond, visible: last!.sent / seconds };
  };
  try {
    return { new: await run(0, 0), unchanged: await run(0, 0), changed: await run(1, 1) };
  } finally {
    sender.close();
  }
}

/** What the rounds come to, without limit and budget. An unchanged inventory changes no list. */
export function* intakeRows(rounds: IntakeRounds, work: string) {
  for (const what of ['new', 'unchanged', 'changed'] as const) {
    const figure = { what, unit: 'inventories/s', better: 'higher' } as const;
    yield { ...figure, work: `${work}, ${what}: answered`, value: rounds[what].answered };
    if (what !== 'unchanged')
      yield { ...figure, work: `${work}, ${what}: answered and in every list`, value: rounds[what].visible };
  }
}

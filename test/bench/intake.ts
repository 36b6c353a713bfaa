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

const limitName = 'decode and normalise alone, one thread';

interface Round {
  readonly statuses: RoundResult['statuses'];
  /** Inventories a second until the last was answered, and until the last was to be seen. */
  readonly answered: number;
  readonly visible: number;
}

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
      const sender = new Sender(server.url, await server.enrolmentToken(devices), 8);
      const plan = { devices, seed: 7, duplicates: 0, clones: 0, connections: 8, overSeconds: 0, software };
      /** The last round of a plan, when every list shows what came in: work left over is not the next round's. */
      const run = async (rounds: number, changes: number): Promise<Round> => {
        let last: RoundResult | undefined;
        await runFleet({ ...plan, rounds, changes }, sender, round => (last = round));
        const answered = performance.now();
        await server.caughtUp();
        const seconds = last!.seconds + (performance.now() - answered) / 1_000;
        return { statuses: last!.statuses, answered: last!.perSecond, visible: last!.sent / seconds };
      };
      const rounds = { new: await run(0, 0), unchanged: await run(0, 0), changed: await run(1, 1) };
      sender.close();
      const bodies = Array.from({ length: 60 }, (_, number) => reportOf(makeMachine(7, number, software)));
      const limit = await parseRate(bodies);
      for (const [what, round] of Object.entries(rounds)) {
        const refused = Object.keys(round.statuses).filter(status => !status.startsWith('2'));
        if (refused.length > 0) throw new Error(`intake answered ${JSON.stringify(round.statuses)}`);
        const limits = { unit: 'inventories/s', limit, limitName, better: 'higher' } as const;
        const work = `Inventory intake, ${software} packages, ${what}`;
        // The design's budget speaks of machines that are known.
        const budget = what === 'new' ? null : 20 * ocsServer[software];
        yield benchRow({ work: `${work}: answered`, value: round.answered, budget, ...limits });
        if (what !== 'unchanged')
          yield benchRow({
            work: `${work}: answered and in every list`,
            value: round.visible,
            budget,
            ...limits,
          });
      }
    } finally {
      await server.stop();
    }
  }
}

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
      const rounds: RoundResult[] = [];
      const plan = { devices, seed: 7, duplicates: 0, clones: 0, connections: 8, overSeconds: 0, software };
      await runFleet({ ...plan, rounds: 0, changes: 0 }, sender, round => rounds.push(round));
      await runFleet({ ...plan, rounds: 0, changes: 0 }, sender, round => rounds.push(round));
      await runFleet({ ...plan, rounds: 1, changes: 1 }, sender, round => rounds.push(round));
      sender.close();
      const [fresh, unchanged, , changed] = rounds as [RoundResult, RoundResult, RoundResult, RoundResult];
      const bodies = Array.from({ length: 60 }, (_, number) => reportOf(makeMachine(7, number, software)));
      const limit = await parseRate(bodies);
      for (const [what, round] of Object.entries({ new: fresh, unchanged, changed })) {
        const refused = Object.keys(round.statuses).filter(status => !status.startsWith('2'));
        if (refused.length > 0) throw new Error(`intake answered ${JSON.stringify(round.statuses)}`);
        yield benchRow({
          work: `Inventory intake, ${software} packages, ${what}`,
          value: round.perSecond,
          unit: 'inventories/s',
          limit,
          limitName: 'decode and normalise alone, one thread',
          budget: 20 * ocsServer[software],
          better: 'higher',
        });
      }
    } finally {
      await server.stop();
    }
  }
}

// `npm run fleet -- --devices 50000 --token … [--url …]`: simulated agents against a running server.
import { Command, InvalidArgumentError } from 'commander';
import { progress } from '../cli/progress.ts';
import { runFleet, type FleetPlan } from './run.ts';
import { Sender } from './sender.ts';

const whole = (text: string) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('a whole number from 0 on is wanted.');
  return value;
};
const share = (text: string) => {
  const value = Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('a share from 0 to 1 is wanted.');
  return value;
};

const program = new Command('fleet')
  .description(
    'Simulated agents against a running server. Create a token first: npx muster token create --uses N --expires 2h',
  )
  .requiredOption('--devices <n>', 'how many computers', whole)
  .requiredOption('--token <token>', 'enrolment token with as many uses')
  .option('--url <url>', 'the server', process.env['MUSTER_URL'] ?? 'http://127.0.0.1:8080')
  .option('--seed <n>', 'the same seed makes the same fleet', whole, 1)
  .option('--rounds <n>', 'further reports of every computer', whole, 0)
  .option('--changes <share>', 'computers that changed between two reports', share, 0.1)
  .option('--duplicates <share>', 'reports that are sent twice', share, 0.01)
  .option('--clones <n>', 'computers that are disk images of another', whole, 0)
  .option('--connections <n>', 'reports under way at once', whole, 16)
  .option(
    '--over <seconds>',
    'spread each round over this long; 0 sends at full speed (a boot storm)',
    whole,
    0,
  )
  .option('--software <n>', 'packages of each computer; otherwise 60 to 400', whole)
  .option('--json', 'print each round as a JSON line');

program.parse();
const options = program.opts<FleetPlan & { token: string; url: string; over: number; json?: true }>();
const plan: FleetPlan = {
  ...options,
  overSeconds: options.over,
  connections: Math.max(1, options.connections),
};
const sender = new Sender(options.url, options.token, plan.connections);
const view = progress('Reports');
let failed = false;
await runFleet(
  plan,
  sender,
  result => {
    failed ||= Object.keys(result.statuses).some(status => !status.startsWith('2'));
    if (options.json) console.log(JSON.stringify(result));
    else
      console.log(
        `round ${result.round}: ${result.sent} reports in ${result.seconds.toFixed(1)} s = ${result.perSecond.toFixed(0)}/s, ` +
          `p50 ${result.p50.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms, answers ${JSON.stringify(result.statuses)}, postponed ${result.postponed}`,
      );
  },
  (done, total) => view.set(done, total),
);
view.end();
sender.close();
process.exitCode = failed ? 1 : 0;

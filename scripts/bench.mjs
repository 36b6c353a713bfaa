// `npm run bench [-- NAME… --json]`: measures the budgets of the design on this machine.
import { become, compiledOnce, install } from './prepare.mjs';

install();
become(['--expose-gc', 'test/bench/main.ts', ...process.argv.slice(2)], compiledOnce);

// `npm run fleet -- --devices N …`: simulated agents against a running server.
import { become, install } from './prepare.mjs';

install();
become(['src/fleet/main.ts', ...process.argv.slice(2)]);

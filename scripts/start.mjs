// `npm start`: installs, builds the console and serves.
import { become, buildConsole, install } from './prepare.mjs';

install();
buildConsole();
become(['src/server/main.ts', ...process.argv.slice(2)]);

#!/usr/bin/env node
// The command line. Hands over to the pinned runtime, whatever Node called it.
import { become, install } from '../scripts/prepare.mjs';

install();
become(['src/cli/main.ts', ...process.argv.slice(2)]);

#!/usr/bin/env node
// The agent. Hands over to the pinned runtime, whatever Node called it.
import { become, install } from '../scripts/prepare.mjs';

install();
become(['src/agent/main.ts', ...process.argv.slice(2)]);

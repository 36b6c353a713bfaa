import { AgentFault } from '../fault.ts';
import { linux } from './linux.ts';
import type { Platform } from './platform.ts';

/** Throws `PLATFORM_UNSUPPORTED`. */
export function thisPlatform(name: NodeJS.Platform = process.platform): Platform {
  if (name === 'linux') return linux;
  throw new AgentFault('PLATFORM_UNSUPPORTED', `the agent runs on Linux for now, not on ${name}`);
}

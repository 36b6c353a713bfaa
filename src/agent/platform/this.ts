import { AgentFault } from '../fault.ts';
import { darwin } from './darwin.ts';
import { linux } from './linux.ts';
import type { Platform } from './platform.ts';
import { windows } from './windows.ts';

const platforms: Readonly<Partial<Record<NodeJS.Platform, Platform>>> = { linux, darwin, win32: windows };

/** Throws `PLATFORM_UNSUPPORTED`. */
export function thisPlatform(name: NodeJS.Platform = process.platform): Platform {
  const found = platforms[name];
  if (found) return found;
  throw new AgentFault('PLATFORM_UNSUPPORTED', `the agent runs on Linux, Windows and macOS, not on ${name}`);
}

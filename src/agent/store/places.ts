import { join } from 'node:path';

export const defaultDataFolder = folderOn(process.platform);

function folderOn(platform: NodeJS.Platform): string {
  if (platform === 'win32') return join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'Muster Agent');
  return platform === 'darwin' ? '/Library/Application Support/Muster Agent' : '/var/lib/muster-agent';
}

/** What an agent keeps, below its data folder. */
export interface Places {
  readonly identity: string;
  /** Which server computers of which network speak to; seldom there. */
  readonly connections: string;
  readonly memory: string;
  readonly spool: string;
  /** Messages to the person at the computer, as they were shown. */
  readonly messages: string;
  /** What the person at the computer is asked, and what they answered last. */
  readonly form: string;
  /** What is searched for on the disks, and what was found. */
  readonly search: string;
  /** What was set up on the computer itself. */
  readonly setup: string;
  /** Operations that wait for the server, and what their collectors keep. */
  readonly operations: string;
}

export function placesIn(folder: string): Places {
  return {
    identity: join(folder, 'identity.json'),
    connections: join(folder, 'connections.txt'),
    memory: join(folder, 'memory.json'),
    spool: join(folder, 'spool'),
    messages: join(folder, 'messages.log'),
    form: join(folder, 'form.json'),
    search: join(folder, 'search.json'),
    setup: join(folder, 'setup.json'),
    operations: join(folder, 'operations'),
  };
}

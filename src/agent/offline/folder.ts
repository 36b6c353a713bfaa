import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { AgentFault } from '../fault.ts';

/** Characters of the folder that the tool lies in, and of the one with the results in it. */
const longestTool = 128;
const longestData = 133;
/** Where results lie, below the folder they are collected to. */
export const dataFolder = 'Data';

/** File systems that lie on another computer, as statfs numbers them (linux/magic.h). */
const networkFileSystems = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2
  0x5346414f, // AFS
  0x00c36400, // Ceph
]);

/**
 * The folder for results below the folder of the tool, made where it is not there. Throws `USAGE`, `PATH_TOO_LONG`,
 * `NOT_LOCAL` and `TOOL_FOLDER_UNUSABLE`.
 */
export function openDataFolder(output: string): string {
  const tool = checkedPath(output, longestTool);
  requireLocal(tool);
  const data = join(tool, dataFolder);
  try {
    mkdirSync(data, { recursive: true });
    accessSync(data, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new AgentFault(
      'TOOL_FOLDER_UNUSABLE',
      `${data} cannot be written (${(error as NodeJS.ErrnoException).code}); results are kept there`,
    );
  }
  return data;
}

/** The folder whose results are sent (AGT-045). Throws `USAGE` and `PATH_TOO_LONG`. */
export function checkedDataFolder(folder: string): string {
  const path = checkedPath(folder, longestData);
  if (!path.split(sep).includes(dataFolder))
    throw new AgentFault('USAGE', `${path} has no ${dataFolder} folder in it; name the one with the results`);
  return path;
}

function checkedPath(folder: string, longest: number): string {
  // Of ASCII: what would end a line in a list, or a path in a script.
  if (/[\u0000-\u001f\u007f]/.test(folder))
    throw new AgentFault('USAGE', 'the path holds control characters');
  const path = resolve(folder);
  if ([...path].length > longest)
    throw new AgentFault('PATH_TOO_LONG', `${path} is longer than ${longest} characters; use a shorter path`);
  return path;
}

function requireLocal(path: string): void {
  const away = path.startsWith('\\\\') || networkFileSystems.has(fileSystemOf(path));
  if (away)
    throw new AgentFault(
      'NOT_LOCAL',
      `${path} lies on another computer; copy the tool to this one and run it here`,
    );
}

/** Of the nearest folder that is there; 0 where nobody says. */
function fileSystemOf(path: string): number {
  for (let at = path; ; at = resolve(at, '..'))
    try {
      return statfsSync(at).type;
    } catch {
      if (at === resolve(at, '..')) return 0;
    }
}

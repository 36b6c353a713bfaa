import type { ZipEntry } from '../../../adapters/zip/index.ts';
import type { PackagePlatform } from '../../../domain/agents/index.ts';
import type { Agents } from '../agents/agents.ts';
import type { AgentPackages } from '../agents/packages.ts';
import { AppError } from '../errors/index.ts';
import type { Services } from '../services.ts';
import type { Installation } from '../installation.ts';
import { Definitions } from './definitions.ts';
import { readMe, startScript, type ToolText } from './scripts.ts';

export interface OfflineToolPorts {
  readonly agentPackages: Pick<AgentPackages, 'latest'>;
  readonly agents: Pick<Agents, 'offlineTool' | 'offlineDefinitions'>;
  readonly services: Pick<Services, 'commands'>;
  readonly installation: Pick<Installation, 'id'>;
}

/** Everything in the archive lies in this folder. */
const folder = 'MusterOffline';

/**
 * The information collection tool for one platform: the agent's program, who it collects for, and a script that starts
 * it.
 *
 * @throws AppError OFFLINE_TOOL_NO_PACKAGE where no package of the agent is kept for the platform
 */
export async function offlineToolFor(
  { agentPackages, agents, installation, services }: OfflineToolPorts,
  platform: PackagePlatform,
): Promise<readonly ZipEntry[]> {
  const kept = await agentPackages.latest(platform);
  if (!kept) throw new AppError('OFFLINE_TOOL_NO_PACKAGE', { details: { platform } });
  const id = await installation.id();
  if (id === undefined) throw new Error('an installation without a log cannot be asked for a tool');
  const tool = await agents.offlineTool(id);
  const definitions = await agents.offlineDefinitions(await new Definitions(services.commands).now());
  const start = startScript(platform, kept.file);
  return [
    jsonEntry('tool.json', tool),
    jsonEntry('definitions.json', definitions),
    textEntry(start),
    textEntry(readMe(start.path)),
    { path: `${folder}/program/${kept.file}`, size: kept.size, open: () => kept.open() },
  ];
}

const jsonEntry = (path: string, content: object): ZipEntry =>
  textEntry({ path, text: `${JSON.stringify(content, null, 2)}\n`, executable: false });

function textEntry({ path, text, executable }: ToolText): ZipEntry {
  const bytes = Buffer.from(text);
  return { path: `${folder}/${path}`, executable, size: bytes.length, open: () => [bytes] };
}

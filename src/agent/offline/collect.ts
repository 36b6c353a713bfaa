import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { offlineFormat, offlineVersion, type OfflineStatement } from '../../../domain/devices/index.ts';
import { AgentFault } from '../fault.ts';
import { look } from '../inventory/collectors.ts';
import { messageOf } from '../inventory/report.ts';
import type { AgentOptions } from '../options.ts';
import type { Places } from '../store/places.ts';
import { agentName } from '../version.ts';
import { openDataFolder } from './folder.ts';
import { hostHere } from './host.ts';
import { lockFolder } from './lock.ts';
import { keepResults, nextSequence, packed } from './results.ts';
import { toolIn } from './tool.ts';

export interface Collected {
  readonly path: string;
  readonly hostName: string;
  /** What could not be read or had no room, by section. */
  readonly leftOut: readonly string[];
}

/** Without these nobody knows which computer the results are of. */
const named = ['hardware', 'bios'];

/**
 * Looks at everything on this computer and keeps it as a file below `output`. The computer needs no agent, no server
 * and no network. Throws `USAGE`, `PATH_TOO_LONG`, `NOT_LOCAL`, `TOOL_FOLDER_UNUSABLE`, `TOOL_DAMAGED`,
 * `COLLECTION_RUNNING`, `COLLECTION_INTERRUPTED`, `COLLECTION_FAILED` and `IDENTITY_DAMAGED`.
 */
export async function collectTo(
  output: string,
  places: Pick<Places, 'identity'>,
  { source, collectors }: AgentOptions,
  now: () => Date,
  onLocked: (release: () => void) => void = () => undefined,
): Promise<Collected> {
  const data = openDataFolder(output);
  const tool = toolIn(resolve(output));
  const host = await hostHere(places.identity, source);
  const release = lockFolder(data);
  onLocked(release);
  try {
    const { sections, failed } = await look(source, collectors);
    const unread = failed.flatMap(each => each.sections);
    if (named.some(section => unread.includes(section)))
      throw new AgentFault('COLLECTION_FAILED', `the computer does not say who it is: ${failed[0]?.why}`);
    const at = now();
    const { message, leftOut } = messageOf(host.hostId, sections, unread.length > 0, at);
    const statement: OfflineStatement = {
      format: offlineFormat,
      version: offlineVersion,
      product: agentName,
      installation: tool?.installation ?? null,
      hostId: host.hostId,
      hostName: hostname(),
      collectedAt: at.toISOString(),
      utcOffset: -at.getTimezoneOffset(),
      sequence: nextSequence(data, host.hostId),
      // As it is read again: what says nothing is not in it.
      inventory: JSON.parse(JSON.stringify(message)) as OfflineStatement['inventory'],
    };
    const path = keepResults(data, statement, packed(statement, host.sign));
    return { path, hostName: statement.hostName, leftOut: [...unread, ...leftOut] };
  } catch (error) {
    throw passing(error);
  } finally {
    release();
  }
}

/** A medium that is full, busy or gone. */
function passing(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (path === undefined && code !== 'ENOSPC' && code !== 'EIO') return error;
  return new AgentFault('COLLECTION_INTERRUPTED', `the results could not be kept (${code}); try again`);
}

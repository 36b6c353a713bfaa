import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { FormField, SearchedSoftware } from '../../../domain/agents/index.ts';
import {
  offlineFormat,
  offlineVersion,
  type EnteredThere,
  type OfflineStatement,
} from '../../../domain/devices/index.ts';
import { AgentFault } from '../fault.ts';
import { personHere } from '../form/person.ts';
import type { Source } from '../inventory/collector.ts';
import { look } from '../inventory/collectors.ts';
import { messageOf } from '../inventory/report.ts';
import type { AgentOptions } from '../options.ts';
import { thisPlatform } from '../platform/this.ts';
import { addFound } from '../search/listed.ts';
import { searchBounds, searchDisks, type FoundSoftware } from '../search/search-disks.ts';
import type { Places } from '../store/places.ts';
import { SearchFile } from '../store/search-file.ts';
import { agentName } from '../version.ts';
import { openDataFolder } from './folder.ts';
import { hostHere } from './host.ts';
import { lockFolder } from './lock.ts';
import { keepResults, nextSequence, packed } from './results.ts';
import { definitionsIn, toolIn } from './tool.ts';

export interface Collected {
  readonly path: string;
  readonly hostName: string;
  /** What could not be read or had no room, by section. */
  readonly leftOut: readonly string[];
}

export interface Collecting {
  /** Asks the person at the computer; undefined: nobody was asked. Not called where nothing is to be asked. */
  readonly ask: (fields: readonly FormField[]) => Promise<EnteredThere['values'] | undefined>;
  /** Whether disks are searched for the software of search conditions. */
  readonly search: boolean;
  /** Before such a search, with the number of conditions: it may take minutes. */
  readonly onSearch: (conditions: number) => void;
  /** Once the folder is this collection's. */
  readonly onLocked: (release: () => void) => void;
}

/** Somebody waits for it, and the computer does little else meanwhile. */
const bounds = { ...searchBounds, lasting: 10 * 60_000, restMs: 0 };

/** Without these nobody knows which computer the results are of. */
const named = ['hardware', 'bios'];

/**
 * Looks at everything on this computer and keeps it as a file below `output`. The computer needs no agent, no server
 * and no network. Throws `USAGE`, `PATH_TOO_LONG`, `NOT_LOCAL`, `TOOL_FOLDER_UNUSABLE`, `TOOL_DAMAGED`,
 * `COLLECTION_RUNNING`, `COLLECTION_INTERRUPTED`, `COLLECTION_FAILED` and `IDENTITY_DAMAGED`.
 */
export async function collectTo(
  output: string,
  places: Pick<Places, 'identity' | 'search'>,
  { source, collectors }: AgentOptions,
  now: () => Date,
  { ask, search, onSearch, onLocked }: Collecting,
): Promise<Collected> {
  const data = openDataFolder(output);
  const tool = toolIn(resolve(output));
  const definitions = tool && definitionsIn(resolve(output), tool);
  const host = await hostHere(places.identity, source);
  const release = lockFolder(data);
  onLocked(release);
  try {
    const entered = await enteredHere(definitions?.fields ?? [], ask, now);
    const conditions =
      definitions?.conditions ?? new SearchFile(places.search).value.search?.conditions ?? [];
    if (search && conditions.length > 0) onSearch(conditions.length);
    const found = search ? await searched(conditions, source) : [];
    const looked = await look(source, collectors);
    const { failed } = looked;
    const sections = addFound(looked.sections, conditions, found);
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
      ...(definitions && { definitions: definitions.definitions }),
      hostId: host.hostId,
      hostName: hostname(),
      collectedAt: at.toISOString(),
      utcOffset: -at.getTimezoneOffset(),
      sequence: nextSequence(data, host.hostId),
      ...(entered && { entered }),
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

/** What the person entered; undefined: nothing, and nothing is said of it. */
async function enteredHere(
  fields: readonly FormField[],
  ask: Collecting['ask'],
  now: () => Date,
): Promise<EnteredThere | undefined> {
  if (fields.length === 0) return undefined;
  const values = await ask(fields);
  if (!values || Object.keys(values).length === 0) return undefined;
  return { values: { ...values }, by: personHere(), finishedAt: now().toISOString() };
}

/** Disks that nobody can tell from others keep nothing else from being collected. */
async function searched(
  conditions: readonly SearchedSoftware[],
  source: Source,
): Promise<readonly FoundSoftware[]> {
  if (conditions.length === 0) return [];
  const disks = await thisPlatform()
    .disks(source)
    .catch(() => undefined);
  if (!disks) return [];
  return (await searchDisks(conditions, disks, { root: source.root }, bounds)).found;
}

/** A medium that is full, busy or gone. */
function passing(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (path === undefined && code !== 'ENOSPC' && code !== 'EIO') return error;
  return new AgentFault('COLLECTION_INTERRUPTED', `the results could not be kept (${code}); try again`);
}

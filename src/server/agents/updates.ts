import {
  agentPackages,
  compareVersions,
  isWithinShare,
  packageKey,
  PackagePlatform,
  packagesStream,
  type AgentPackagesState,
  type AgentUpdate,
  type UpdateOrder,
  type UpdateTarget,
} from '../../../domain/agents/index.ts';
import type { CommandHandler } from '../../../domain/kernel/index.ts';
import { havingConfiguration } from '../../../projections/agents/index.ts';
import type { Filter, Row, ScopedReads } from '../../../projections/kernel/index.ts';
import type { ReadStore } from '../../../projections/kernel/index.ts';
import { everyRow } from '../rows.ts';
import type { AgentConfigurations } from './configurations.ts';
import type { UpdateReach } from './contract.ts';
import type { AgentPackages } from './packages.ts';

/** What an agent says of itself when it asks for work. */
export interface Teller {
  readonly version: string;
  readonly platform: PackagePlatform;
}

/** An update as it is ordered, before it has an id of its own to be known by. */
export type UpdateWish = Pick<AgentUpdate, 'version' | 'target' | 'percent' | 'downgrade'>;

const namesShown = 10;
/** Agents of ours, and nobody else's. */
const ours: Filter = { op: 'eq', column: 'agentName', value: 'Muster-Agent' };
const managed: Filter = { op: 'eq', column: 'managementStatus', value: 'managed' };

/**
 * Who is to have which version. An update stands until it is stopped: agents are told as they ask, so that nobody who
 * comes later is left out and nobody is told after it was stopped, but for the moment until other servers have heard.
 */
export class AgentUpdates {
  readonly #packages: AgentPackages;
  readonly #configurations: AgentConfigurations;
  readonly #configurationOf: (deviceId: string) => Promise<string>;
  readonly #followed: Pick<CommandHandler, 'load'>;

  /** `followed`: for what agents ask again and again; it may be a moment late. */
  constructor(
    packages: AgentPackages,
    configurations: AgentConfigurations,
    configurationOf: (deviceId: string) => Promise<string>,
    followed: Pick<CommandHandler, 'load'>,
  ) {
    this.#followed = followed;
    this.#packages = packages;
    this.#configurations = configurations;
    this.#configurationOf = configurationOf;
  }

  /** What the agent of a device is to be told; undefined: nothing. The newest update that is meant for it counts. */
  async due(
    deviceId: string,
    teller: Teller,
  ): Promise<{ order: UpdateOrder; reason: string | null } | undefined> {
    const { state } = await this.#followed.load(packagesStream, agentPackages);
    for (const [id, update] of newestFirst(state)) {
      if (!isWithinShare(id, deviceId, update.percent)) continue;
      if (!(await this.#isFor(update.target, deviceId))) continue;
      const found = state.packages[packageKey(teller.platform, update.version)];
      if (!found || standing(teller.version, update) !== 'told') return undefined;
      const { pieces: _pieces, ...offered } = found;
      const order = { kind: 'update', update: id, package: offered, downgrade: update.downgrade } as const;
      return { order, reason: update.reason };
    }
    return undefined;
  }

  /** Whom an update reaches as the lists stand now. */
  async reach(reads: ScopedReads, id: string, update: UpdateWish): Promise<UpdateReach> {
    const { packages } = await this.#packages.load();
    const counts = { devices: 0, told: 0, there: 0, later: 0, withoutPackage: 0 };
    const names: string[] = [];
    for await (const row of this.#rows(reads, update.target)) {
      counts.devices++;
      if (!isWithinShare(id, row.id, update.percent)) continue;
      const platform = platformOf(row);
      const offered = platform === null || packages[packageKey(platform, update.version)] !== undefined;
      const how = standing(String(row.columns['agentVersion']), update);
      if (how === 'told' && !offered) counts.withoutPackage++;
      else counts[how]++;
      if (how === 'told' && offered && names.length < namesShown)
        names.push(String(row.columns['name'] ?? row.id));
    }
    return { ...counts, names };
  }

  /** Agents that are to ask anew, of an update that is ordered or became wider. */
  async *agentsOf(read: Pick<ReadStore, 'find'>, id: string): AsyncGenerator<string> {
    const update = (await this.#packages.load()).updates[id];
    if (!update || update.stopped) return;
    for await (const row of this.#rows(read, update.target)) {
      const { agentId } = row.columns;
      if (typeof agentId === 'string' && isWithinShare(id, row.id, update.percent)) yield agentId;
    }
  }

  async #isFor(target: UpdateTarget, deviceId: string): Promise<boolean> {
    switch (target.kind) {
      case 'all':
        return true;
      case 'devices':
        return target.devices.includes(deviceId);
      case 'configuration':
        return (await this.#configurationOf(deviceId)) === target.configuration;
    }
  }

  async *#rows(read: Pick<ReadStore, 'find'>, target: UpdateTarget): AsyncGenerator<Row> {
    const filter: Filter = { op: 'and', filters: [managed, ours, ...(await this.#membersOf(target))] };
    yield* everyRow(read, 'devices.list', {
      filter,
      fields: ['name', 'agentId', 'agentVersion', 'osFamily', 'architecture'],
      sort: [{ column: 'name', direction: 'asc' }],
    });
  }

  async #membersOf(target: UpdateTarget): Promise<readonly Filter[]> {
    if (target.kind === 'all') return [];
    if (target.kind === 'devices') return [{ op: 'in', column: 'id', values: target.devices }];
    const state = await this.#configurations.load();
    return [havingConfiguration(await this.#configurations.assignments(state), target.configuration)];
  }
}

function newestFirst({ updates }: AgentPackagesState): readonly (readonly [string, AgentUpdate])[] {
  return Object.entries(updates)
    .filter(([, { stopped }]) => !stopped)
    .reverse();
}

function standing(version: string, { version: wanted, downgrade }: UpdateWish): 'told' | 'there' | 'later' {
  const order = compareVersions(version, wanted);
  if (order === 0) return 'there';
  return order > 0 && !downgrade ? 'later' : 'told';
}

const families: Readonly<Record<string, string>> = { linux: 'linux', windows: 'win', macos: 'darwin' };
const processors: Readonly<Record<string, string>> = {
  x86_64: 'x64',
  amd64: 'x64',
  aarch64: 'arm64',
  arm64: 'arm64',
};

/** As its inventory tells; null where it does not. A Windows on ARM runs the package for the other processor. */
function platformOf({ columns }: Row): PackagePlatform | null {
  const family = families[String(columns['osFamily'])];
  const processor = family === 'win' ? 'x64' : processors[String(columns['architecture']).toLowerCase()];
  const found = PackagePlatform.safeParse(`${family}-${processor}`);
  return found.success ? found.data : null;
}

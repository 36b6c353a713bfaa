import { accept, refuse, unreachable, type Decider, type Decision } from '../kernel/index.ts';
import type { PackageEvent, UpdateTarget } from './package-events.ts';
import {
  evolvePackages,
  initialPackages,
  packageKey,
  packagesIn,
  type AgentPackagesState,
  type KnownPackage,
} from './packages-state.ts';
import type { PackagePlatform } from './package.ts';

export const packagesStream = 'packages-agents';
/** Packages that are offered at a time: more are a mistake. */
export const packageLimit = 200;

/** Every "no" about packages and updates. Texts and remedies live in the error catalogue. */
export const packageRefusals = [
  /** Details: `version`, `platform` where one was named. */
  'AGENT_PACKAGE_UNKNOWN',
  /** Another file is offered under this version and platform. Details: `version`, `platform`, `sha256` of it. */
  'AGENT_PACKAGE_OTHERWISE',
  /** Details: `keyId` it is signed with, `known` key of the last package. */
  'AGENT_PACKAGE_KEY_OTHER',
  /** Details: `limit`. */
  'AGENT_PACKAGE_LIMIT',
  /** An update that is under way needs it. Details: `update`. */
  'AGENT_PACKAGE_WANTED',
  /** Details: `update`. */
  'AGENT_UPDATE_UNKNOWN',
  /** Details: `update`. */
  'AGENT_UPDATE_STOPPED',
  /** An update reaches as many as before, or more. Details: `percent` it reaches. */
  'AGENT_UPDATE_NARROWER',
] as const;
export type PackageRefusal = (typeof packageRefusals)[number];

export type PackageCommand =
  | {
      readonly type: 'AddPackage';
      /** Its signature was found good. */
      readonly package: KnownPackage;
      /** Signed with another key than those before: the key was changed on purpose. */
      readonly newKey: boolean;
    }
  | { readonly type: 'RemovePackage'; readonly version: string; readonly platform: PackagePlatform }
  | {
      readonly type: 'OrderUpdate';
      readonly update: string;
      readonly version: string;
      readonly target: UpdateTarget;
      readonly percent: number;
      readonly downgrade: boolean;
      readonly reason?: string;
    }
  | { readonly type: 'WidenUpdate'; readonly update: string; readonly percent: number }
  | { readonly type: 'StopUpdate'; readonly update: string; readonly reason?: string };

type Outcome = Decision<PackageEvent, PackageRefusal>;
type CommandOf<T extends PackageCommand['type']> = Extract<PackageCommand, { readonly type: T }>;

/**
 * Packages of the agent and the updates by them, in one stream: what an update needs cannot be removed, and what is
 * not there cannot be ordered, however many administrators work at once.
 */
export const agentPackages: Decider<AgentPackagesState, PackageCommand, PackageEvent, PackageRefusal> = {
  name: 'agent-packages',
  stateVersion: 2,
  initial: initialPackages,
  decide(command, state): Outcome {
    switch (command.type) {
      case 'AddPackage':
        return add(command, state);
      case 'RemovePackage':
        return remove(command, state);
      case 'OrderUpdate':
        return order(command, state);
      case 'WidenUpdate':
        return widen(command, state);
      case 'StopUpdate':
        return stop(command, state);
      default:
        return unreachable(command);
    }
  },
  evolve: evolvePackages,
};

function add({ package: given, newKey }: CommandOf<'AddPackage'>, state: AgentPackagesState): Outcome {
  const { version, platform, sha256, releaseKey } = given;
  const known = state.packages[packageKey(platform, version)];
  if (known?.sha256 === sha256) return accept();
  if (known) return refuse('AGENT_PACKAGE_OTHERWISE', { version, platform, sha256: known.sha256 });
  if (state.keyId !== null && state.keyId !== releaseKey.keyId && !newKey)
    return refuse('AGENT_PACKAGE_KEY_OTHER', { keyId: releaseKey.keyId, known: state.keyId });
  if (Object.keys(state.packages).length >= packageLimit)
    return refuse('AGENT_PACKAGE_LIMIT', { limit: packageLimit });
  return accept({ type: 'AgentPackageAdded', data: { ...given, pieces: [...given.pieces] } });
}

function remove({ version, platform }: CommandOf<'RemovePackage'>, state: AgentPackagesState): Outcome {
  const known = state.packages[packageKey(platform, version)];
  if (!known) return refuse('AGENT_PACKAGE_UNKNOWN', { version, platform });
  const [wanting] =
    Object.entries(state.updates).find(([, update]) => !update.stopped && update.version === version) ?? [];
  if (wanting !== undefined) return refuse('AGENT_PACKAGE_WANTED', { update: wanting });
  return accept({ type: 'AgentPackageRemoved', data: { version, platform, sha256: known.sha256 } });
}

function order(command: CommandOf<'OrderUpdate'>, state: AgentPackagesState): Outcome {
  const { update, version, target, percent, downgrade, reason } = command;
  if (state.updates[update]) return accept();
  if (!packagesIn(state).some(each => each.version === version))
    return refuse('AGENT_PACKAGE_UNKNOWN', { version });
  const why = reason === undefined ? {} : { reason };
  return accept({
    type: 'AgentUpdateOrdered',
    data: { update, version, target, percent, downgrade, ...why },
  });
}

function widen({ update, percent }: CommandOf<'WidenUpdate'>, state: AgentPackagesState): Outcome {
  const known = state.updates[update];
  if (!known) return refuse('AGENT_UPDATE_UNKNOWN', { update });
  if (known.stopped) return refuse('AGENT_UPDATE_STOPPED', { update });
  if (percent < known.percent) return refuse('AGENT_UPDATE_NARROWER', { percent: known.percent });
  if (percent === known.percent) return accept();
  return accept({
    type: 'AgentUpdateWidened',
    data: { update, percent: { from: known.percent, to: percent } },
  });
}

function stop({ update, reason }: CommandOf<'StopUpdate'>, state: AgentPackagesState): Outcome {
  const known = state.updates[update];
  if (!known) return refuse('AGENT_UPDATE_UNKNOWN', { update });
  const why = reason === undefined ? {} : { reason };
  return known.stopped ? accept() : accept({ type: 'AgentUpdateStopped', data: { update, ...why } });
}

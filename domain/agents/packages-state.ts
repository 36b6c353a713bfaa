import { unreachable } from '../kernel/index.ts';
import type { PackageEvent, UpdateTarget } from './package-events.ts';
import { compareVersions, type PackagePlatform, type SignedPackage } from './package.ts';

export interface KnownPackage extends SignedPackage {
  readonly pieces: readonly string[];
}

export interface AgentUpdate {
  readonly version: string;
  readonly target: UpdateTarget;
  readonly percent: number;
  readonly downgrade: boolean;
  readonly reason: string | null;
  readonly stopped: boolean;
}

export interface AgentPackagesState {
  /** By `packageKey`. */
  readonly packages: Readonly<Record<string, KnownPackage>>;
  /** Of the key that the last package was signed with; null before the first. */
  readonly keyId: string | null;
  /** By id, the newest last. */
  readonly updates: Readonly<Record<string, AgentUpdate>>;
}

export const initialPackages: AgentPackagesState = { packages: {}, keyId: null, updates: {} };

/** Updates that are kept in mind; others are in the log. */
const updatesKept = 200;

export function packageKey(platform: PackagePlatform, version: string): string {
  return `${platform}/${version}`;
}

export function evolvePackages(state: AgentPackagesState, event: PackageEvent): AgentPackagesState {
  switch (event.type) {
    case 'AgentPackageAdded': {
      const { platform, version, releaseKey } = event.data;
      const packages = { ...state.packages, [packageKey(platform, version)]: event.data };
      return { ...state, packages, keyId: releaseKey.keyId };
    }
    case 'AgentPackageRemoved': {
      const { [packageKey(event.data.platform, event.data.version)]: _gone, ...packages } = state.packages;
      return { ...state, packages };
    }
    case 'AgentUpdateOrdered': {
      const { update, version, target, percent, downgrade, reason = null } = event.data;
      const ordered = { version, target, percent, downgrade, reason, stopped: false };
      return { ...state, updates: { ...withRoom(state.updates), [update]: ordered } };
    }
    case 'AgentUpdateWidened':
      return changed(state, event.data.update, { percent: event.data.percent.to });
    case 'AgentUpdateStopped':
      return changed(state, event.data.update, { stopped: true });
    default:
      return unreachable(event);
  }
}

/**
 * Without the one that is forgotten for the next: the oldest that leads nobody any more, else the oldest of chosen
 * devices. Single devices that are updated one by one must not push out what stands for all.
 */
function withRoom(updates: AgentPackagesState['updates']): AgentPackagesState['updates'] {
  const known = Object.entries(updates);
  if (known.length < updatesKept) return updates;
  // Of several that are meant for a device the newest counts.
  const forAll = known.findLastIndex(
    ([, { stopped, target, percent }]) => !stopped && target.kind === 'all' && percent === 100,
  );
  const idle = known.findIndex(([, { stopped }], index) => stopped || index < forAll);
  const chosen = known.findIndex(([, { target }]) => target.kind === 'devices');
  const forgotten = [idle, chosen, 0].find(index => index >= 0);
  return Object.fromEntries(known.filter((_, index) => index !== forgotten));
}

function changed(state: AgentPackagesState, id: string, change: Partial<AgentUpdate>): AgentPackagesState {
  const update = state.updates[id];
  return update ? { ...state, updates: { ...state.updates, [id]: { ...update, ...change } } } : state;
}

/** Latest first, of each version the platforms in their order. */
export function packagesIn({ packages }: AgentPackagesState): readonly KnownPackage[] {
  return Object.values(packages).sort(
    (one, other) => compareVersions(other.version, one.version) || (one.platform < other.platform ? -1 : 1),
  );
}

/** What a new agent of this platform is installed from: no version that comes before one, unless there is nothing else. */
export function latestPackage(
  state: AgentPackagesState,
  platform: PackagePlatform,
): KnownPackage | undefined {
  const all = packagesIn(state).filter(each => each.platform === platform);
  return all.find(({ version }) => !version.includes('-')) ?? all[0];
}

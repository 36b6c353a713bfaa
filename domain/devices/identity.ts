import type { IdentityClaims } from './report.ts';
import { heldKeys, kindOf, usableKeys, valueOf } from './identity-keys.ts';
import type { IdentityKey, IdentityKind, RejectedKey } from './identity-keys.ts';

/** A device that holds at least one of an inventory's keys, as its stream says it stands. */
export interface IdentityCandidate {
  readonly deviceId: string;
  readonly keys: readonly IdentityKey[];
}

export interface Evidence {
  readonly kind: IdentityKind;
  readonly value: string;
  /** Points for (positive) or against (negative). */
  readonly points: number;
}

/** Why an inventory belongs to the device it was recorded for; kept in the event and shown. */
export interface IdentityExplanation {
  readonly decision: 'new' | 'matched';
  /** Sum of the evidence for the device chosen; 0 for a new one. */
  readonly points: number;
  /** Points that are enough. */
  readonly needed: number;
  readonly matched: readonly Evidence[];
  /** What this inventory tells otherwise than the device chosen. */
  readonly contradicted: readonly Evidence[];
  /** Keys that count for nothing, and why. */
  readonly rejected: readonly RejectedKey[];
  /** Other devices that hold some of the keys, best first; two at or above `needed` are worth a merge. */
  readonly others: readonly {
    readonly deviceId: string;
    readonly points: number;
    readonly matched: readonly Evidence[];
    /** Absent where nothing spoke against it. */
    readonly contradicted?: readonly Evidence[] | undefined;
  }[];
}

export interface Resolution {
  /** Undefined: no known device; make one. */
  readonly deviceId: string | undefined;
  readonly explanation: IdentityExplanation;
  /** What the device should claim: keys of the inventory that can be looked up. */
  readonly keys: readonly IdentityKey[];
}

export const pointsNeeded = 100;

/**
 * What agreement is worth. An agent's own id needs no support and survives one replaced part; hardware ids need
 * no support but no contradiction either; an adapter address needs the host name or a second adapter beside it.
 */
const agreement: Readonly<Record<IdentityKind, number>> = {
  agentId: 200,
  deviceId: 200,
  uuid: 100,
  serialNumber: 100,
  motherboardSerial: 60,
  mac: 60,
  hostName: 40,
};

/** What it costs where both sides tell a kind and share no value of it. */
const contradiction: Readonly<Record<IdentityKind, number>> = {
  agentId: 0,
  deviceId: 0,
  uuid: 100,
  serialNumber: 100,
  motherboardSerial: 60,
  mac: 20,
  hostName: 20,
};

/**
 * What other adapters cost where the name is another one too and nothing but the agent's own id agrees: images carry
 * that id along, and machines whose firmware tells no serial number have nothing else to be told apart by.
 */
const imagedMac = 100;

/** Of several adapters that agree, each beyond the first. */
const furtherMac = 20;

/**
 * Decides which device an inventory belongs to. Pure: the caller brings the candidates.
 *
 * How to call it, right with several servers at once:
 * 1. `usableKeys(claims)`; for every key load the stream `identity-<ids.from(key)>` with the decider
 *    `identityRegister` and keep its revision. `state[key]` lists the devices that hold or held it.
 * 2. Load each of those devices once. A merged one stands for the device it was merged into (follow
 *    `mergedInto`). Removed ones are no candidates, ignored ones are (their reports are then refused). A device
 *    whose stream is empty is being registered by another server: it holds the keys found for it; register into
 *    that stream.
 *    `candidatesOf` does all of this on loaded states.
 * 3. `resolveIdentity`. For a new device take `ids.next()`.
 * 4. Handle `ClaimIdentityKey` on the stream of each of `keys` that the device does not hold, with
 *    `expectedRevision` from step 1. A conflict means another server was quicker: start again at 1.
 * 5. Handle `RecordInventory` with the explanation on `device-<id>`. Refused as `DEVICE_REMOVED` or
 *    `DEVICE_MERGED` (details `into`) because that happened in between: start again at 1.
 *
 * Short cut for the ordinary case: where the device last used by this agent is known, load it and skip all of
 * this if `speaksOfSameMachine(state, claims)`.
 */
export function resolveIdentity(
  claims: IdentityClaims,
  candidates: readonly IdentityCandidate[],
): Resolution {
  const { keys, rejected } = usableKeys(claims);
  const shared = sharedMacs(keys, candidates);
  const counted = keys.filter(key => !shared.has(key));
  const ranked = candidates
    .map(candidate => ({ candidate, ...weigh(counted, candidate.keys) }))
    .filter(({ matched }) => matched.length > 0)
    // Time-ordered ids: of equals the older device.
    .sort(
      (one, two) => two.points - one.points || (one.candidate.deviceId < two.candidate.deviceId ? -1 : 1),
    );
  const best = ranked[0] && ranked[0].points >= pointsNeeded ? ranked[0] : undefined;
  return {
    deviceId: best?.candidate.deviceId,
    keys,
    explanation: {
      decision: best ? 'matched' : 'new',
      points: best?.points ?? 0,
      needed: pointsNeeded,
      matched: best?.matched ?? [],
      contradicted: best?.contradicted ?? [],
      rejected: [
        ...rejected,
        ...[...shared].map(key => ({
          kind: kindOf(key),
          value: valueOf(key),
          reason: 'shared-by-devices' as const,
        })),
      ],
      others: ranked
        .filter(entry => entry !== best)
        .slice(0, 10)
        .map(({ candidate, points, matched, contradicted }) => ({
          deviceId: candidate.deviceId,
          points,
          matched,
          ...(contradicted.length > 0 && { contradicted }),
        })),
    },
  };
}

/** The address of a dock or a handed-on adapter: several devices have shown it, so it speaks for none. */
function sharedMacs(
  keys: readonly IdentityKey[],
  candidates: readonly IdentityCandidate[],
): ReadonlySet<IdentityKey> {
  const macs = keys.filter(key => kindOf(key) === 'mac');
  return new Set(macs.filter(mac => candidates.filter(candidate => candidate.keys.includes(mac)).length > 1));
}

function weigh(
  told: readonly IdentityKey[],
  held: readonly IdentityKey[],
): { points: number; matched: Evidence[]; contradicted: Evidence[] } {
  const has = new Set(held);
  const matched: Evidence[] = [];
  let contradicted: Evidence[] = [];
  let agentCounted = false;
  const seen = new Set<IdentityKind>();
  for (const key of told) {
    const kind = kindOf(key);
    if (!has.has(key)) continue;
    const ofAgent = kind === 'agentId' || kind === 'deviceId';
    const again = ofAgent ? agentCounted : seen.has(kind);
    const points = !again ? agreement[kind] : kind === 'mac' ? furtherMac : 0;
    matched.push({ kind, value: valueOf(key), points });
    seen.add(kind);
    agentCounted ||= ofAgent;
  }
  for (const key of told) {
    const kind = kindOf(key);
    if (seen.has(kind) || contradiction[kind] === 0 || !held.some(other => kindOf(other) === kind)) continue;
    seen.add(kind);
    contradicted.push({ kind, value: valueOf(key), points: -contradiction[kind] });
  }
  if (isImage(matched, contradicted))
    contradicted = contradicted.map(one => (one.kind === 'mac' ? { ...one, points: -imagedMac } : one));
  const points = [...matched, ...contradicted].reduce((sum, evidence) => sum + evidence.points, 0);
  return { points, matched, contradicted };
}

/** Only the agent's id agrees, and neither the name nor an adapter does. */
function isImage(matched: readonly Evidence[], contradicted: readonly Evidence[]): boolean {
  const against = (kind: IdentityKind) => contradicted.some(evidence => evidence.kind === kind);
  return (
    matched.every(({ kind }) => kind === 'agentId' || kind === 'deviceId') &&
    against('mac') &&
    against('hostName')
  );
}

/** True where the claims tell nothing that the device does not hold already: no resolving is needed. */
export function speaksOfSameMachine(
  device: { readonly keys: readonly IdentityKey[] },
  claims: IdentityClaims,
): boolean {
  const { keys } = usableKeys(claims);
  const identified = keys.some(key => device.keys.includes(key) && agreement[kindOf(key)] >= pointsNeeded);
  return identified && heldKeys(device.keys, keys) === device.keys;
}

/** What `candidatesOf` needs of a device's state. */
export interface KnownDevice {
  readonly status: 'none' | 'discovered' | 'managed' | 'ignored' | 'removed' | 'merged';
  readonly mergedInto: string | null;
  readonly keys: readonly IdentityKey[];
  readonly disowned: readonly IdentityKey[];
}

/**
 * Candidates from what was loaded: `holders` says per key which devices claimed it, `devices` has the state of each
 * of them and of those they were merged into.
 */
export function candidatesOf(
  holders: ReadonlyMap<IdentityKey, readonly string[]>,
  devices: ReadonlyMap<string, KnownDevice>,
): readonly IdentityCandidate[] {
  const candidates = new Map<string, Set<IdentityKey>>();
  for (const [key, ids] of holders)
    for (const id of ids) {
      const deviceId = survivorOf(id, devices);
      const device = devices.get(deviceId);
      // Merged still: the records stand for each other in a circle, and none of them for the machine.
      if (!device || device.status === 'removed' || device.status === 'merged') continue;
      const keys = candidates.get(deviceId) ?? new Set(device.keys);
      if (device.status === 'none' && !device.disowned.includes(key)) keys.add(key);
      candidates.set(deviceId, keys);
    }
  return [...candidates].map(([deviceId, keys]) => ({ deviceId, keys: [...keys] }));
}

/** Follows merges to the device that stands for this one now; a circle ends where it began. */
export function survivorOf(
  deviceId: string,
  devices: ReadonlyMap<string, Pick<KnownDevice, 'mergedInto'>>,
): string {
  let current = deviceId;
  for (const visited = new Set<string>(); !visited.has(current);) {
    visited.add(current);
    const into = devices.get(current)?.mergedInto;
    if (into == null) return current;
    current = into;
  }
  return deviceId;
}

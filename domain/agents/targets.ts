import { z } from 'zod';
import { ViewId } from '../accounts/index.ts';
import { deviceType } from '../devices/index.ts';
import { containsNetwork, networkText, parseNetwork } from './network.ts';

const path = z
  .string()
  .trim()
  .max(1_000)
  .regex(/^[^/]+(\/[^/]+)*$/, 'is a path such as Plant A/Quality');
const network = z
  .string()
  .max(40)
  .refine(text => parseNetwork(text) !== undefined, 'is an IPv4 network such as 10.1.0.0/16');

/** What a configuration is assigned to by choosing it. A `view` is a shared view: its filter says who belongs to it. */
export const AssignmentTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('computer'), device: z.string().min(1).max(100) }),
  z.strictObject({ kind: z.literal('view'), view: ViewId }),
  z.strictObject({ kind: z.literal('department'), path }),
  z.strictObject({ kind: z.literal('location'), path }),
  z.strictObject({ kind: z.literal('network'), network }),
  z.strictObject({ kind: z.literal('deviceType'), deviceType }),
]);
export type AssignmentTarget = z.infer<typeof AssignmentTarget>;
export type GroupTarget = Exclude<AssignmentTarget, { readonly kind: 'computer' }>;

/**
 * The types of groups, the one that counts first in front: what somebody described in their own words, then where
 * the computer belongs, where it stands, how it is connected, and what it is.
 */
export const groupTypes = ['view', 'department', 'location', 'network', 'deviceType'] as const;
export type GroupType = (typeof groupTypes)[number];

/** One target has one spelling: networks begin with their first address. */
export function canonicalTarget(target: AssignmentTarget): AssignmentTarget {
  if (target.kind !== 'network') return target;
  const parsed = parseNetwork(target.network);
  return parsed ? { ...target, network: networkText(parsed) } : target;
}

/** Which field says what the target is called within its kind. */
const nameFields = {
  computer: 'device',
  view: 'view',
  department: 'path',
  location: 'path',
  network: 'network',
  deviceType: 'deviceType',
} as const satisfies Record<AssignmentTarget['kind'], string>;

/** What the target is called within its kind: a path, a network, a type, an id. */
export function targetName(target: AssignmentTarget): string {
  return (target as unknown as Record<string, string>)[nameFields[target.kind]] ?? '';
}

/** `department:Plant A/Quality`. */
export const targetKey = (target: AssignmentTarget): string => `${target.kind}:${targetName(target)}`;

/** The target a key is of; undefined where it is none. */
export function targetOfKey(key: string): AssignmentTarget | undefined {
  const colon = key.indexOf(':');
  const kind = key.slice(0, colon);
  if (!Object.hasOwn(nameFields, kind)) return undefined;
  const field = nameFields[kind as AssignmentTarget['kind']];
  return AssignmentTarget.safeParse({ kind, [field]: key.slice(colon + 1) }).data;
}

/** True where the group lies within the other, of the same type, or is it. */
export function isWithin(inner: GroupTarget, outer: GroupTarget): boolean {
  const [one, other] = [targetName(inner), targetName(outer)];
  if (inner.kind !== outer.kind) return false;
  if (inner.kind === 'department' || inner.kind === 'location')
    return one === other || one.startsWith(`${other}/`);
  if (inner.kind !== 'network') return one === other;
  const [within, around] = [parseNetwork(one), parseNetwork(other)];
  return within !== undefined && around !== undefined && containsNetwork(around, within);
}

/** How far down in its tree a group lies: of two that hold the same computer the deeper one is nearer to it. */
export function depthOf(target: GroupTarget): number {
  if (target.kind === 'department' || target.kind === 'location') return target.path.split('/').length;
  return target.kind === 'network' ? (parseNetwork(target.network)?.bits ?? 0) : 0;
}

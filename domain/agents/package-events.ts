import { z } from 'zod';
import { defineEvent, type EventsOf } from '../kernel/index.ts';
import { ConfigurationId } from './configuration-events.ts';
import { largestPackage, PackagePlatform, PackageVersion, SignedPackage } from './package.ts';
import { hash } from './signed-parts.ts';

/** Bytes of each piece a package is kept in, but the last. */
export const packagePiece = 2 ** 20;

const deviceId = z.string().min(1).max(255);
/** Devices one update can name. */
export const updateDevicesAtOnce = 1_000;
/** Percent of the target. */
export const UpdateShare = z.int().min(1).max(100);

/** Whose agents are to be updated. */
export const UpdateTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('configuration'), configuration: ConfigurationId }),
  z.strictObject({
    kind: z.literal('devices'),
    devices: z.array(deviceId).min(1).max(updateDevicesAtOnce),
  }),
]);
export type UpdateTarget = z.infer<typeof UpdateTarget>;

const reason = z.string().max(1_000).optional();
const updateId = z.uuid();

/** Stream `packages-agents`: packages of the agent, and who is to have which. */
export const packageEvents = {
  AgentPackageAdded: defineEvent(
    'AgentPackageAdded',
    1,
    SignedPackage.extend({
      /** SHA-256 of the pieces the file is kept in, in order. */
      pieces: z
        .array(hash)
        .min(1)
        .max(Math.ceil(largestPackage / packagePiece)),
    }),
  ),
  /** It is offered no more; its bytes stay, as all that the log names. */
  AgentPackageRemoved: defineEvent(
    'AgentPackageRemoved',
    1,
    z.strictObject({ version: PackageVersion, platform: PackagePlatform, sha256: hash }),
  ),
  AgentUpdateOrdered: defineEvent(
    'AgentUpdateOrdered',
    1,
    z.strictObject({
      update: updateId,
      version: PackageVersion,
      target: UpdateTarget,
      /** The first of them; the rest later, or never. */
      percent: UpdateShare,
      /** Also agents that have a later version. */
      downgrade: z.boolean(),
      reason,
    }),
  ),
  AgentUpdateWidened: defineEvent(
    'AgentUpdateWidened',
    1,
    z.strictObject({ update: updateId, percent: z.strictObject({ from: UpdateShare, to: UpdateShare }) }),
  ),
  /** No further agent is told; those that were go on. */
  AgentUpdateStopped: defineEvent('AgentUpdateStopped', 1, z.strictObject({ update: updateId, reason })),
} as const;
export type PackageEvent = EventsOf<typeof packageEvents>;

import { z } from 'zod';
import {
  PackageManifest,
  PackageVersion,
  ReleaseKey,
  UpdateShare,
  UpdateTarget,
} from '../../../domain/agents/index.ts';
import { fieldFaults } from '../../../domain/devices/index.ts';

/** Packages and updates of agents as the interface answers them and the console reads them. */
export const AgentPackage = PackageManifest.extend({
  releaseKey: ReleaseKey,
  /** What a new agent of this platform is installed from. */
  latest: z.boolean(),
});
export type AgentPackage = z.infer<typeof AgentPackage>;

/** What an update means for the computers it is meant for. */
export const UpdateReach = z.object({
  /** Computers with an agent of ours in the target. */
  devices: z.number(),
  /** Of them those in its share that have another version they are led away from: they are told as they ask. */
  told: z.number(),
  /** In its share, and they have the version. */
  there: z.number(),
  /** In its share, and they have a later one that they keep. */
  later: z.number(),
  /** In its share, and the version is not there for their platform. */
  withoutPackage: z.number(),
  /** The first by name of those that are told. */
  names: z.array(z.string()),
});
export type UpdateReach = z.infer<typeof UpdateReach>;

/** An order that leads agents to a version. */
export const AgentUpdateRow = z.object({
  id: z.string(),
  version: z.string(),
  target: UpdateTarget,
  percent: z.number(),
  downgrade: z.boolean(),
  reason: z.string().nullable(),
  stopped: z.boolean(),
  /** Devices whose newest update it is, by how it went so far. */
  progress: z.object({ ordered: z.number(), updated: z.number(), failed: z.number() }),
});
export type AgentUpdateRow = z.infer<typeof AgentUpdateRow>;

/** What is ordered. */
export const UpdateWish = z.strictObject({
  version: PackageVersion,
  target: UpdateTarget,
  percent: UpdateShare.default(100),
  downgrade: z.boolean().default(false),
  reason: z.string().trim().min(1).max(1_000).optional(),
});
export type UpdateWish = z.infer<typeof UpdateWish>;

/** What came, or would come, of one file of results. Times RFC 3339. */
export const OfflineReceived = z.object({
  /** `late`: newer facts stand. `known`: the same file was delivered before, and nothing happened. */
  outcome: z.enum(['registered', 'changed', 'unchanged', 'late', 'known']),
  /** Null in a dry run for a computer that no device stands for. */
  deviceId: z.string().nullable(),
  hostName: z.string(),
  hostId: z.string(),
  /** Counts the files of this host ID on the medium they were collected on. */
  sequence: z.number(),
  /** Never after the server's time. */
  collectedAt: z.string(),
  /** What the file says, where the computer's clock was ahead. */
  claimedAt: z.string().nullable(),
  /** Minutes the computer's local time was ahead of UTC. */
  utcOffset: z.number(),
  /** Collection time of the newest facts before; null: none were known. */
  newest: z.string().nullable(),
  /** By the computer's own agent, with the key it enrolled with. */
  signed: z.boolean(),
  /** It was collected for another installation. */
  foreign: z.boolean(),
  /** By an information collection tool that is older than search conditions or device fields: create it anew. */
  outdated: z.boolean(),
  /** False: no licence is left, the computer is known and not managed. */
  managed: z.boolean(),
  /** What came of what the person at the computer entered; null: nothing was, or the same file was delivered before. */
  entered: z
    .object({
      /** `late`: newer results stand, so it is left out. `refused`: the faults say why; none: the device is ignored. */
      outcome: z.enum(['recorded', 'late', 'refused']),
      faults: z.array(z.object({ field: z.string(), name: z.string(), fault: z.enum(fieldFaults) })),
    })
    .nullable(),
  /** Types of the events, without those of the receipt and of what was entered. */
  changes: z.array(z.string()),
  /** Null in a dry run. */
  position: z.number().nullable(),
});
export type OfflineReceived = z.infer<typeof OfflineReceived>;

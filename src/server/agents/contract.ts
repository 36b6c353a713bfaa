import { z } from 'zod';
import {
  PackageManifest,
  PackageVersion,
  ReleaseKey,
  UpdateShare,
  UpdateTarget,
} from '../../../domain/agents/index.ts';

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

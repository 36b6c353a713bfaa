import { z } from 'zod';
import { defineEvent, type EventsOf } from '../kernel/index.ts';
import { PackageVersion } from './package.ts';
import { SignedCommand } from './signed.ts';

const id = z.string().min(1).max(255);
const about = {
  agentId: id,
  sequence: z.int().min(1),
};

const updated = {
  deviceId: id,
  /** The order it was part of. */
  update: z.uuid(),
  version: PackageVersion,
};

/** Characters of what an agent says of how a command went. */
export const longestDetail = 500;

/** Streams `command-<first 32 hex of SHA-256 of the agent id>`. */
export const agentCommandEvents = {
  /** The command as the agent gets it; that it was signed stays provable. */
  AgentCommandIssued: defineEvent(
    'AgentCommandIssued',
    1,
    z.strictObject({
      /** The device that the agent reported for when it was issued. */
      deviceId: id,
      command: SignedCommand,
      reason: z.string().max(1_000).optional(),
    }),
  ),
  AgentCommandCompleted: defineEvent('AgentCommandCompleted', 1, z.strictObject(about)),
  /** `refused`: the agent did not believe or would not do it; `failed`: it tried. */
  AgentCommandFailed: defineEvent(
    'AgentCommandFailed',
    1,
    z.strictObject({
      ...about,
      outcome: z.enum(['failed', 'refused']),
      code: z.string().min(1).max(60),
      detail: z.string().max(longestDetail),
    }),
  ),
  /** The agent reported as this version; beside `AgentCommandCompleted`, for whoever asks about a device. */
  AgentUpdated: defineEvent('AgentUpdated', 1, z.strictObject({ ...about, ...updated })),
  /** It has the version it had. `expired`: nothing was heard in time. */
  AgentUpdateFailed: defineEvent(
    'AgentUpdateFailed',
    1,
    z.strictObject({
      ...about,
      ...updated,
      outcome: z.enum(['failed', 'refused', 'expired']),
      code: z.string().min(1).max(60),
      detail: z.string().max(longestDetail),
    }),
  ),
  /** Its time was over before the agent had said anything. */
  AgentCommandExpired: defineEvent('AgentCommandExpired', 1, z.strictObject(about)),
} as const;
export type AgentCommandEvent = EventsOf<typeof agentCommandEvents>;

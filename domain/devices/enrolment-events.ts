import { z } from 'zod';
import { defineEvent } from '../kernel/index.ts';
import type { EventsOf } from '../kernel/index.ts';

const time = z.string().max(40);
const id = z.string().min(1).max(255);
const dialect = z.enum(['glpi', 'fusioninventory', 'ocs', 'muster']);

/** Streams `enrolment-<tokenId>`. The secret itself is in no event. */
export const enrolmentTokenEvents = {
  EnrolmentTokenCreated: defineEvent(
    'EnrolmentTokenCreated',
    1,
    z.strictObject({
      tokenId: id,
      /** What it is for, in the administrator's words. */
      note: z.string().max(200),
      /** The installation set it speaks for; absent: it stands for itself. */
      set: z.string().max(64).optional(),
      uses: z.number().int().positive(),
      createdAt: time,
      expiresAt: time,
    }),
  ),
  EnrolmentTokenUsed: defineEvent('EnrolmentTokenUsed', 1, z.strictObject({ tokenId: id, agentId: id })),
  EnrolmentTokenRevoked: defineEvent('EnrolmentTokenRevoked', 1, z.strictObject({ tokenId: id })),
} as const;
export type EnrolmentTokenEvent = EventsOf<typeof enrolmentTokenEvents>;

/** Streams `agent-<first 32 hex of SHA-256 of the agent id>`. */
export const agentEvents = {
  /** First sight of an agent with a good token: from now on that secret is this agent's own. */
  AgentEnrolled: defineEvent('AgentEnrolled', 1, z.strictObject({ agentId: id, tokenId: id, dialect })),
  /** An administrator gave the agent a secret of its own; any earlier one ended. */
  AgentCredentialIssued: defineEvent('AgentCredentialIssued', 1, z.strictObject({ agentId: id })),
  AgentCredentialRevoked: defineEvent('AgentCredentialRevoked', 1, z.strictObject({ agentId: id })),
  /** A good credential was shown for an agent it does not belong to; the message was refused. */
  AgentIdentityConflicted: defineEvent(
    'AgentIdentityConflicted',
    1,
    z.strictObject({
      /** Whose stream this is: the agent whose credential was shown, or the enrolled agent that was claimed. */
      agentId: id,
      /** `agent:<id>` or `token:<id>`: what was shown. */
      presented: z.string().max(300),
      /** The agent id that the message claimed. */
      claimed: id,
      address: z.string().max(100),
      observedAt: time,
    }),
  ),
  /** Several machines report as this agent: disk images with an identity in them. */
  AgentCloned: defineEvent(
    'AgentCloned',
    1,
    z.strictObject({ agentId: id, deviceIds: z.array(id).min(2).max(1_000) }),
  ),
} as const;
export type AgentEvent = EventsOf<typeof agentEvents>;

/** Streams `replay-<id>`. What a replay changed is in the events of the devices, under the same correlation id. */
export const inventoryReplayEvents = {
  InventoryReplayStarted: defineEvent(
    'InventoryReplayStarted',
    1,
    z.strictObject({
      startedAt: time,
      /** Hashes of the bodies asked for; null: the newest of every device. */
      bodies: z.array(z.string().max(64)).max(1_000).nullable(),
    }),
  ),
  InventoryReplayEnded: defineEvent(
    'InventoryReplayEnded',
    1,
    z.strictObject({
      endedAt: time,
      outcome: z.enum(['done', 'cancelled', 'failed']),
      /** Devices the replay changed; null where it did not come to its end. */
      changed: z.number().int().nonnegative().nullable(),
    }),
  ),
} as const;
export type InventoryReplayEvent = EventsOf<typeof inventoryReplayEvents>;

export const enrolmentEvents = {
  ...enrolmentTokenEvents,
  ...agentEvents,
  ...inventoryReplayEvents,
} as const;

import { z } from 'zod';
import { defineEvent } from '../kernel/index.ts';
import { time } from './event-parts.ts';

const agentId = z.string().min(1).max(255);
/** The installation set, as the context of agents names it. */
const fromSet = {
  set: z.string().min(1).max(64),
  setName: z.string().max(80),
  configuration: z.string().max(64),
  platform: z.string().max(20),
};
/** What the computer is called; null: it has not said. */
const computer = z.string().max(255).nullable();

/** How the agent came to a device and left it. */
export const deploymentEvents = {
  /** Its agent was installed from an installation set. */
  AgentInstalled: defineEvent(
    'AgentInstalled',
    1,
    z.strictObject({
      since: time,
      agentId,
      ...fromSet,
      computer,
      /** Of the agent; null: it has not said. */
      version: z.string().max(255).nullable(),
    }),
  ),
  /** Warning 5 of the event list. */
  AgentUninstalled: defineEvent(
    'AgentUninstalled',
    1,
    z.strictObject({
      number: z.literal(5),
      severity: z.literal('warning'),
      since: time,
      agentId,
      /** `computer`: by whoever administers the computer; `order`: the server had told it to. */
      by: z.enum(['computer', 'order']),
      computer,
      /** Null: the agent was not installed from a set. */
      set: z.string().max(64).nullable(),
    }),
  ),
} as const;

import { z } from 'zod';
import { SignedPackage } from './package.ts';
import { AgentSettings } from './settings.ts';

/** Characters of a message to the person at the computer. */
export const longestMessage = 1_000;

const messageText = z
  .string()
  .trim()
  .min(1)
  .max(longestMessage)
  // What could move the cursor of a terminal it is shown on has no place in it; line breaks have.
  .refine(text => !/[^\P{C}\n]/u.test(text), 'holds control characters');

/** What an administrator may ask an agent for, beside an inventory. */
const askableOrders = [
  z.strictObject({ kind: z.literal('message'), text: messageText }),
  z.strictObject({ kind: z.literal('restart') }),
  z.strictObject({ kind: z.literal('shutdown') }),
  /** Off the computer, without the password a person is asked for. */
  z.strictObject({ kind: z.literal('uninstall') }),
  /** For one of several machines that report as one: make a host ID and a key of your own. */
  z.strictObject({ kind: z.literal('newIdentity') }),
] as const;

/** Everything the agent collects, now and whole. */
const inventory = z.strictObject({ kind: z.literal('inventory') });

export const AskedOrder = z.discriminatedUnion('kind', [inventory, ...askableOrders]);
export type AskedOrder = z.infer<typeof AskedOrder>;

/** Ordered for many at once, each in its turn: see `AgentUpdateOrdered`. */
export const UpdateOrder = z.strictObject({
  kind: z.literal('update'),
  /** Of the update it belongs to. */
  update: z.uuid(),
  package: SignedPackage,
  /** Also where the agent has a later version. */
  downgrade: z.boolean(),
});
export type UpdateOrder = z.infer<typeof UpdateOrder>;

/** All that an agent can be told to do. */
export const AgentOrder = z.discriminatedUnion('kind', [
  inventory.extend({
    /** The computer was off and is started for this: it goes down again, unless it was on before. */
    thenShutdown: z.literal(true).optional(),
  }),
  ...askableOrders,
  UpdateOrder,
  /** Call a sleeping computer of this segment. */
  z.strictObject({
    kind: z.literal('wake'),
    mac: z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/),
    broadcast: z.ipv4(),
  }),
  z.strictObject({ kind: z.literal('settings'), settings: AgentSettings }),
  /** Send batches of operations again that have arrived before: the server has lost some of these numbers. */
  z.strictObject({ kind: z.literal('operationsAgain'), from: z.int().min(0), until: z.int().min(0) }),
]);
export type AgentOrder = z.infer<typeof AgentOrder>;
export type OrderKind = AgentOrder['kind'];

const hour = 3_600;

/**
 * Seconds a command is good for. Nobody wants a computer to go down the next morning because it was off when it
 * was told to, or two machines to change their identity long after the clone was put away.
 */
export const goodForSeconds: Readonly<Record<OrderKind, number>> = {
  inventory: 24 * hour,
  message: 24 * hour,
  wake: hour / 12,
  settings: 7 * 24 * hour,
  restart: hour / 4,
  shutdown: hour / 4,
  uninstall: 7 * 24 * hour,
  newIdentity: hour,
  update: 7 * 24 * hour,
  operationsAgain: 7 * 24 * hour,
};

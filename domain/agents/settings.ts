import { z } from 'zod';

const minutes = (least: number, most: number) => z.int().min(least).max(most);

/**
 * What an agent is told to do: the items of an agent configuration that reach the endpoint. Passwords are told as
 * the hash an agent checks an entry against, never as they are.
 */
export const AgentSettings = z.strictObject({
  /** "Communicate with the higher system"; off: an offline agent, its results are carried by hand. */
  communicate: z.boolean(),
  /** "Periodically notify the higher system of the information collected from the computer". */
  notify: z.boolean(),
  /** Minutes between two looks at what bears on security: software, updates, accounts, firewall, antivirus. */
  securityMinutes: minutes(5, 10_080),
  /** Minutes between two looks at everything else. */
  otherMinutes: minutes(5, 10_080),
  /** Minutes after which the agent asks the server for work, whether or not it was nudged. */
  pollingMinutes: minutes(1, 1_440),
  /** The form in which the person at the computer enters department, location and other fields. */
  userForm: z.boolean(),
  /** Short notices of what the agent does, where the desktop can show them. */
  balloonHints: z.boolean(),
  /** Results may be carried from an offline computer only with the password. */
  protectDelivery: z.boolean(),
});
export type AgentSettings = z.infer<typeof AgentSettings>;

/** Of the default configuration until somebody changes it. */
export const defaultAgentSettings: AgentSettings = {
  communicate: true,
  notify: true,
  securityMinutes: 30,
  otherMinutes: 60,
  pollingMinutes: 60,
  userForm: true,
  balloonHints: true,
  protectDelivery: false,
};

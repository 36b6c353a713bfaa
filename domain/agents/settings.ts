import { z } from 'zod';
import { CollectionSettings } from '../operation-logs/index.ts';
import { defaultRemoteControl, RemoteControlSettings } from './remote-control-settings.ts';

const minutes = (least: number, most: number) => z.int().min(least).max(most);

const items = {
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
};

/** What an administrator sets in an agent configuration, beside its passwords. */
export const ConfigurationSettings = z.strictObject({ ...items, remoteControl: RemoteControlSettings });
export type ConfigurationSettings = z.infer<typeof ConfigurationSettings>;

/**
 * `scrypt$N$r$p$salt$key`, the last two in base64url, of the password in Unicode's normal form C: what an agent checks
 * an entry against.
 */
const passwordHash = z.string().max(300);

/**
 * What an agent is told to do: the items of an agent configuration that reach the endpoint. Passwords are told as
 * the hash an agent checks an entry against, never as they are.
 */
export const AgentSettings = z.strictObject({
  ...items,
  /** Asked for before the agent's set-up is opened; absent: nothing is asked. */
  setupPassword: passwordHash.optional(),
  /** Asked for before the agent is uninstalled; absent: nothing is asked. */
  uninstallPassword: passwordHash.optional(),
  remoteControl: RemoteControlSettings.optional(),
  /** Asked of a controller where `remoteControl.userAuthentication` is on; absent: nobody is let in then. */
  remoteControlPassword: passwordHash.optional(),
  /** What is recorded of the operations of users; null or absent: nothing. */
  operations: CollectionSettings.nullable().optional(),
});
export type AgentSettings = z.infer<typeof AgentSettings>;

/** Of the default configuration until somebody changes it. */
export const defaultAgentSettings: Omit<ConfigurationSettings, 'remoteControl'> = {
  communicate: true,
  notify: true,
  securityMinutes: 30,
  otherMinutes: 60,
  pollingMinutes: 60,
  userForm: true,
  balloonHints: true,
  protectDelivery: false,
};

export const defaultConfigurationSettings: ConfigurationSettings = {
  ...defaultAgentSettings,
  remoteControl: defaultRemoteControl,
};

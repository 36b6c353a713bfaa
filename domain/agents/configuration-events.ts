import { z } from 'zod';
import { defineEvent } from '../kernel/index.ts';
import type { EventsOf } from '../kernel/index.ts';
import { ConfigurationSettings } from './settings.ts';
import { AssignmentTarget } from './targets.ts';

/** `default`, or a UUID. */
export const ConfigurationId = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'lower-case letters, digits and -; 1 to 64 characters');
export const ConfigurationName = z.string().trim().min(1).max(80);
/** A drive or a folder variable of Windows, and a folder on it. */
export const InstallFolder = z
  .string()
  .trim()
  .max(200)
  .regex(
    /^([A-Za-z]:|%[A-Za-z0-9()]+%)(\\[^<>:"/\\|?*%\r\n]+)+$/,
    'is a folder on a drive such as D:\\Muster',
  );

/** What a configuration asks a password for. */
export const passwordKinds = ['setup', 'uninstall', 'remoteControl'] as const;
export type PasswordKind = (typeof passwordKinds)[number];

/** Under which id the hash of a password is kept; the password and its hash are in no event. */
const kept = z.uuid();
const passwords = z.partialRecord(z.enum(passwordKinds), kept);

/** Targets one command takes. */
export const targetsAtOnce = 1_000;

type Changes = { readonly [K in keyof ConfigurationSettings]?: ChangeOf<ConfigurationSettings[K]> };
interface ChangeOf<Value> {
  readonly from: Value;
  readonly to: Value;
}

/** Of every item that was changed what it was and what it is. */
const changes = z.strictObject(
  Object.fromEntries(
    Object.entries(ConfigurationSettings.shape).map(([item, value]) => [
      item,
      z.strictObject({ from: value, to: value }).optional(),
    ]),
  ),
) as unknown as z.ZodType<Changes>;
export type SettingChanges = Changes;

const assigned = z.strictObject({
  target: AssignmentTarget,
  /** What had been assigned to just this target; null: nothing. */
  from: ConfigurationId.nullable(),
});

/** Stream `configurations-agents`: all agent configurations, and what each is assigned to. */
export const configurationEvents = {
  AgentConfigurationAdded: defineEvent(
    'AgentConfigurationAdded',
    1,
    z.strictObject({
      configuration: ConfigurationId,
      name: ConfigurationName,
      settings: ConfigurationSettings,
      passwords,
    }),
  ),
  AgentConfigurationEdited: defineEvent(
    'AgentConfigurationEdited',
    1,
    z.strictObject({
      configuration: ConfigurationId,
      /** Counts the edits; agents are told it with the settings. The first is 2. */
      version: z.int().min(2),
      name: z.strictObject({ from: ConfigurationName, to: ConfigurationName }).optional(),
      changes,
      /** Passwords that were set anew, or null where nothing is asked any more. */
      passwords: z.partialRecord(z.enum(passwordKinds), kept.nullable()).optional(),
      /** Of the default configuration only. */
      installFolder: z.strictObject({ from: InstallFolder, to: InstallFolder }).optional(),
    }),
  ),
  AgentConfigurationsRemoved: defineEvent(
    'AgentConfigurationsRemoved',
    1,
    z.strictObject({
      configurations: z
        .array(z.strictObject({ configuration: ConfigurationId, name: ConfigurationName }))
        .min(1),
    }),
  ),
  AgentConfigurationAssigned: defineEvent(
    'AgentConfigurationAssigned',
    1,
    z.strictObject({
      configuration: ConfigurationId,
      targets: z.array(assigned).min(1),
    }),
  ),
  AgentConfigurationAssignmentCancelled: defineEvent(
    'AgentConfigurationAssignmentCancelled',
    1,
    z.strictObject({
      targets: z.array(z.strictObject({ target: AssignmentTarget, from: ConfigurationId })).min(1),
    }),
  ),
} as const;
export type ConfigurationEvent = EventsOf<typeof configurationEvents>;

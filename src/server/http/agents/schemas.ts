import { z } from 'zod';
import {
  AssignmentTarget,
  ConfigurationId,
  ConfigurationName,
  ConfigurationSettings,
  InstallFolder,
  servingItems,
  targetsAtOnce,
} from '../../../../domain/agents/index.ts';
import { Row } from '../../contract.ts';
import { Outcome } from '../kernel/outcome.ts';

export const tags = ['agent configurations'];
export const configurationParams = z.object({ id: ConfigurationId });

/** How a computer or group comes to its configuration. */
const Kind = z.enum(['direct', 'indirect', 'default']);

/** Items that must be switched on before its computers may be site servers or network monitors; empty: they may. */
const Lacking = z.array(z.enum(servingItems));

/** Set where it is asked; what it is, nobody is told. */
const PasswordsSet = z.object({ setup: z.boolean(), uninstall: z.boolean(), remoteControl: z.boolean() });

export const Configuration = z.object({
  id: z.string(),
  name: z.string(),
  default: z.boolean(),
  /** 1, and one more with each edit; the ETag. */
  version: z.number(),
  settings: ConfigurationSettings,
  passwords: PasswordsSet,
  lackingToServe: Lacking,
  /** Where pushed agents are installed; null but for the default configuration. */
  installFolder: z.string().nullable(),
  /** Groups and computers it is assigned to directly. */
  groups: z.number(),
  computers: z.number(),
  /** Computers with an agent that have it, however; null where its groups are too much for one question. */
  devices: z.number().nullable(),
});
export type Configuration = z.infer<typeof Configuration>;

/** 8 to 128 characters. */
const password = z.string().min(8).max(128);

/** What is left out of the settings is as in the default configuration when it was delivered. */
export const NewConfiguration = z.strictObject({
  name: ConfigurationName,
  settings: ConfigurationSettings.partial().default({}),
  passwords: z
    .strictObject({
      setup: password.optional(),
      uninstall: password.optional(),
      remoteControl: password.optional(),
    })
    .default({}),
});

/** What is left out stays; null: that password is asked no more. */
export const ConfigurationChange = z.strictObject({
  name: ConfigurationName.optional(),
  settings: ConfigurationSettings.partial().optional(),
  passwords: z
    .strictObject({
      setup: password.nullable().optional(),
      uninstall: password.nullable().optional(),
      remoteControl: password.nullable().optional(),
    })
    .optional(),
  installFolder: InstallFolder.optional(),
});

const targets = z.array(AssignmentTarget).min(1).max(targetsAtOnce);

export const Assignment = z.strictObject({ configuration: ConfigurationId, targets });
export const Cancellation = z.strictObject({
  targets,
  /** Also what is assigned to groups within these groups. */
  within: z.boolean().default(false),
});

/** What an act answers: whom it reaches, and under which id it can be undone. */
export const ActOutcome = Outcome.extend({
  act: z.string(),
  /** Computers with an agent whose settings it changes: how many (null: cannot be told), and the first by name. */
  reach: z.object({ count: z.number().nullable(), names: z.array(z.string()) }),
  /** `OPERATION_LOGS_ACQUIRED`: computers go offline while operation logs are acquired, and go on to record them. */
  warnings: z.array(z.enum(['OPERATION_LOGS_ACQUIRED'])),
});

export const GroupType = z.enum(['view', 'department', 'location', 'network', 'deviceType']);

export const Group = z.object({
  /** Such as `department:Plant A`; what `group` of the list of computers takes. */
  key: z.string(),
  target: AssignmentTarget,
  /** For people: the path, network, type or the name of the shared view; its id where it is shared no more. */
  name: z.string(),
  /** Computers with an agent that belong to it. */
  devices: z.number(),
  configuration: z.string(),
  kind: Kind,
  /** Key of the target it was assigned to; null for the default. */
  by: z.string().nullable(),
});
export type Group = z.infer<typeof Group>;

export const ComputerRow = Row.extend({
  configuration: z.string(),
  configurationName: z.string(),
  assignmentKind: Kind,
  assignedTo: z.string().nullable(),
});

export const DeviceConfiguration = z.object({
  configuration: z.string(),
  name: z.string(),
  version: z.number(),
  kind: Kind,
  by: z.string().nullable(),
  lackingToServe: Lacking,
  /** What its agent has taken over; null: none yet. */
  applied: z.object({ configuration: z.string(), version: z.number() }).nullable(),
});

export const KindFilter = Kind.optional();

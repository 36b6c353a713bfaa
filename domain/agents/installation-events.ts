import { z } from 'zod';
import { defineEvent, type EventsOf } from '../kernel/index.ts';
import { longestDetail } from './command-events.ts';
import { ConfigurationId, ConfigurationName } from './configuration-events.ts';
import { SetContents } from './installation-contents.ts';
import { PackagePlatform } from './package.ts';

export const SetId = z.string().min(1).max(64);
export const SetName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .refine(text => !/\p{Cc}/u.test(text), 'holds control characters');
const tokenId = z.string().min(1).max(255);

/** Why an installer did not do its work, by its exit code; `docs/installation-sets.md` explains them. */
export const installFailures = [
  'NOT_PERMITTED',
  'PLATFORM_WRONG',
  'TOOL_MISSING',
  'DAMAGED',
  'NO_ROOM',
  'FOLDER_UNUSABLE',
  'ENROLMENT_REFUSED',
  'SERVER_UNREACHABLE',
  'SERVICE_FAILED',
  'FILES_FAILED',
  'PROGRAM_FAILED',
  'FAILED',
] as const;
export const InstallFailure = z.enum(installFailures);
export type InstallFailure = z.infer<typeof InstallFailure>;

/** Streams `installation-<id of the set>`. Secrets are in none of them: tokens are named by their ids. */
export const installationEvents = {
  InstallationSetCreated: defineEvent(
    'InstallationSetCreated',
    1,
    z.strictObject({
      set: SetId,
      name: SetName,
      platform: PackagePlatform,
      configuration: ConfigurationId,
      /** As it was called then. */
      configurationName: ConfigurationName,
      contents: SetContents,
      /** The file of higher connection destinations as it lay in the data folder; null: there was none. */
      connections: z.string().max(65_536).nullable(),
      /** The enrolment token its installers carry. */
      token: tokenId,
    }),
  ),
  /** A command to install with, in one line: it carries a code with uses and an end of its own. */
  InstallationCodeIssued: defineEvent(
    'InstallationCodeIssued',
    1,
    z.strictObject({ set: SetId, token: tokenId }),
  ),
  InstallationSetRevoked: defineEvent('InstallationSetRevoked', 1, z.strictObject({ set: SetId })),
  /** An installer came to no good end. Everything in it is what it said of itself. */
  AgentInstallationFailed: defineEvent(
    'AgentInstallationFailed',
    1,
    z.strictObject({
      set: SetId,
      setName: SetName,
      configuration: ConfigurationId,
      platform: PackagePlatform,
      /** Name of the computer. */
      computer: z.string().min(1).max(255),
      code: InstallFailure,
      detail: z.string().max(longestDetail),
      /** Of the agent it was to install; null: it does not say. */
      version: z.string().max(60).nullable(),
      observedAt: z.string().max(40),
    }),
  ),
} as const;
export type InstallationEvent = EventsOf<typeof installationEvents>;

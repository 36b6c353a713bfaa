/** Every "no" about agent configurations. Texts and remedies live in the error catalogue. */
export const configurationRefusals = [
  /** Details: `configuration`. */
  'AGENT_CONFIGURATION_UNKNOWN',
  /** Details: `name`, and the `configuration` that has it. */
  'AGENT_CONFIGURATION_NAME_TAKEN',
  /** The default configuration is not removed. */
  'AGENT_CONFIGURATION_DEFAULT_STAYS',
  /** Details: `configurations` with `name`, `groups` and `computers` each is assigned to. */
  'AGENT_CONFIGURATION_ASSIGNED',
  /** Details: `limit`. */
  'AGENT_CONFIGURATION_LIMIT',
  /** An installation folder is part of the default configuration only. */
  'AGENT_INSTALL_FOLDER_DEFAULT_ONLY',
  /** Nothing is assigned there, so that the default configuration applies, which is not cancelled. Details: `target`. */
  'AGENT_ASSIGNMENT_NONE',
  /** Details: `limit` of groups. */
  'AGENT_ASSIGNMENT_LIMIT',
  /** Somebody was quicker: what is to be undone is no longer as that act left it. */
  'AGENT_ACT_OVERTAKEN',
  /** Details: `expected`, `actual` versions of the configuration. */
  'REVISION_CONFLICT',
] as const;
export type ConfigurationRefusal = (typeof configurationRefusals)[number];

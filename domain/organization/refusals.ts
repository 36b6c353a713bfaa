/** Every "no" of this context. Texts and remedies live in the error catalogue. */
export const organizationRefusals = [
  /** Details: `id`, or the `path` a file names. */
  'DEFINITION_UNKNOWN',
  /** Details: `parent`, its id or path. */
  'DEFINITION_PARENT_UNKNOWN',
  /** Details: `id`. */
  'DEFINITION_EXISTS',
  /** Details: `name`, `reason` (empty, slash, too-long, control), and `limit` where it is too long. */
  'DEFINITION_NAME_INVALID',
  /** Details: `name`, `path` of the sibling that has it. */
  'DEFINITION_NAME_TAKEN',
  /** Below itself. Details: `path`. */
  'DEFINITION_CIRCLE',
  /** Details: `limit` in levels, `path`. */
  'DEFINITION_TOO_DEEP',
  /** Details: `limit`. */
  'DEFINITION_LIMIT',
  /** Details: `path`. */
  'DEFINITION_OUT_OF_SCOPE',
  /** Neither defined nor recorded on any device. Details: `path`. */
  'GROUP_UNKNOWN',
  /** Only groups without a definition are old. Details: `path`. */
  'GROUP_DEFINED',
  /** Details: `act`. */
  'GROUP_ACT_UNKNOWN',
  /** Details: `act`. */
  'GROUP_ACT_UNDONE',
  /** Nothing of a file is taken over. Details: `rows` [{ row, code, details }], at most 100, `more`. */
  'HIERARCHY_IMPORT_INVALID',
] as const;
export type OrganizationRefusal = (typeof organizationRefusals)[number];

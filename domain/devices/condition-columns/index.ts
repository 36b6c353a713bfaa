/** Columns of files with software search conditions, in their order. */
export const conditionColumns = [
  'name',
  'version',
  'publisher',
  'files',
  'folders',
  'sizeLeast',
  'sizeMost',
  'modifiedFrom',
  'modifiedUntil',
] as const;
export type ConditionColumn = (typeof conditionColumns)[number];

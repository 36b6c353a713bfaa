/** What a change of a device is a change of: its timeline, its revision history and their filters go by these. */
export const changeKinds = [
  'registration',
  'identity',
  'hardware',
  'system',
  'network',
  'storage',
  'software',
  'user',
  'peripheral',
  'virtual',
  'note',
  'other',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

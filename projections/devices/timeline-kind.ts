import type { SentenceKey, SentenceParam } from './sentence-text.ts';

export const timelineKinds = [
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
export type TimelineKind = (typeof timelineKinds)[number];

/** A sentence in the making. */
export type Told = readonly [TimelineKind, SentenceKey, Readonly<Record<string, SentenceParam>>];

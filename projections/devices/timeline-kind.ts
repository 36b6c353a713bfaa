import { changeKinds, type ChangeKind } from '../../domain/devices/change-kinds/index.ts';
import type { SentenceKey, SentenceParam } from './sentence-text.ts';

export const timelineKinds = changeKinds;
export type TimelineKind = ChangeKind;

/** A sentence in the making. */
export type Told = readonly [TimelineKind, SentenceKey, Readonly<Record<string, SentenceParam>>];

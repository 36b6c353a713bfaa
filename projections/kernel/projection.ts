import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { CollectionDefinition, DocumentChange } from './collection.ts';

/**
 * A pure fold: one event to document changes. It reads nothing but the event; what it needs must be in
 * the event, in a patch or in an increment.
 */
export interface Projection {
  /** `<context>.<name>`. */
  readonly name: string;
  /** Raise it when the fold changes meaning: the projection is rebuilt beside the old one and swapped. */
  readonly version: number;
  readonly collections: readonly CollectionDefinition[];
  /** Event types it wants; others are not read for it. */
  readonly handles: readonly string[];
  project(event: StoredEvent): readonly DocumentChange[];
}

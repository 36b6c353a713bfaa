import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { EventChanges } from './collection.ts';
import { FoldError } from './fold-error.ts';
import type { Projection } from './projection.ts';

/** The changes of one event as a store takes them; undefined where there are none. Throws FoldError. */
export function projected(projection: Projection, event: StoredEvent): EventChanges | undefined {
  let changes;
  try {
    changes = projection.project(event);
  } catch (error) {
    throw new FoldError(event, error);
  }
  if (changes.length === 0) return undefined;
  const { position, at, happenedAt } = event;
  return { position, at, changes, ...(happenedAt !== undefined && { happenedAt }) };
}

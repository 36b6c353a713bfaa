import { countingIds } from '../../adapters/platform/index.ts';
import type { NewEvent } from '../../domain/kernel/index.ts';

/** Makes events ready to append, each with its own id, all else the same unless said otherwise. */
export function eventFactory(seed = 0): (more?: Partial<NewEvent>) => NewEvent {
  const ids = countingIds(seed);
  return (more = {}) => ({
    id: ids.next(),
    type: 'ThingHappened',
    schemaVersion: 1,
    at: '2026-01-05T09:00:00.000Z',
    actor: 'system:test',
    correlationId: 'c0000000-0000-4000-8000-000000000000',
    causationId: null,
    data: {},
    ...more,
  });
}

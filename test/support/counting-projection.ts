import type { CollectionDefinition, EventChanges, Projection } from '../../projections/kernel/index.ts';

/** Three collections that can be checked against each other at any position. */
export const counts: CollectionDefinition = {
  name: 'test.counts',
  version: 1,
  history: 'columns',
  columns: {
    applied: { type: 'integer' },
    label: { type: 'text', searchable: true, indexed: true },
    seen: { type: 'time', volatile: true, indexed: true },
  },
};
export const entries: CollectionDefinition = {
  name: 'test.entries',
  version: 1,
  history: 'append',
  columns: { at: { type: 'time', indexed: true }, position: { type: 'integer' } },
};
export const spans: CollectionDefinition = {
  name: 'test.spans',
  version: 1,
  history: 'interval',
  columns: { since: { type: 'time', indexed: true }, until: { type: 'time' }, no: { type: 'integer' } },
};

export const countingProjection: Projection = {
  name: 'test.counting',
  version: 1,
  collections: [counts, entries, spans],
  handles: [],
  project: () => [],
};

const start = Date.parse('2026-01-05T00:00:00.000Z');

export function timeAt(position: number): number {
  return start + position * 1_000;
}

/** Event `position`: counts itself, adds one entry, opens one span and closes the one before. */
export function countingBatch(position: number): EventChanges {
  const at = timeAt(position);
  return {
    position,
    at: new Date(at).toISOString(),
    changes: [
      {
        kind: 'increment',
        collection: counts.name,
        id: 'all',
        by: { applied: 1 },
        otherwise: { label: 'All' },
      },
      {
        kind: 'patch',
        collection: counts.name,
        id: 'all',
        columns: { label: `Label ${position}` },
        body: { last: position },
      },
      {
        kind: 'put',
        collection: entries.name,
        id: `e${position}`,
        columns: { at, position },
        body: { text: `entry ${position}` },
      },
      { kind: 'patch', collection: spans.name, id: `s${position - 1}`, columns: { until: at } },
      { kind: 'put', collection: spans.name, id: `s${position}`, columns: { since: at, no: position } },
    ],
  };
}

export function countingBatches(from: number, to: number): EventChanges[] {
  return Array.from({ length: to - from + 1 }, (_, i) => countingBatch(from + i));
}

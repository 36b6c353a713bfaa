import { openSqliteLogScan } from '../../adapters/event-store/scan.ts';
import type { Projection } from '../../projections/kernel/index.ts';
import { countingBatch, countingProjection } from './counting-projection.ts';

/** A module as rebuilding threads load it: the counting projection over a log of events `Counted`. */
export const counted: Projection = {
  ...countingProjection,
  handles: ['Counted'],
  project({ position, data }) {
    if ((data as { readonly broken?: true }).broken) throw new Error('this one cannot be folded');
    return countingBatch(position).changes;
  },
};

export const projections: readonly Projection[] = [counted];
export const openLog = openSqliteLogScan;
export const countedLog = (location: string) => ({
  module: import.meta.url,
  location,
  projections: [counted.name],
});

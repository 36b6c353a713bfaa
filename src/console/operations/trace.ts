import type { ShownOperation } from '../../../domain/operation-logs/records/index.ts';

/** One step of a file's way, as the server tells it. */
export interface TraceStep {
  readonly operation: ShownOperation;
  readonly from: string | null;
  readonly to: string | null;
  /** Places in `steps` of what this one follows from. */
  readonly after: readonly number[];
  readonly by: 'start' | 'path' | 'content' | 'medium' | 'address';
}

export interface Trace {
  readonly steps: readonly TraceStep[];
  /** Place of the record that was asked about. */
  readonly start: number;
  /** There was more than is told. */
  readonly cut: boolean;
  readonly first: ShownOperation | null;
  readonly last: ShownOperation | null;
}

import type {
  BatchFault,
  Detection,
  DiscardedBatch,
  IntakeRules,
  Prints,
  RecordsOutside,
  RefusedBatch,
} from '../../domain/operation-logs/records/index.ts';

/** An upload as it came over the line; nobody has looked at it yet. */
export interface ReceivedOperations {
  /** Id of the device. */
  readonly device: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Whoever hands it over does not touch it any more: it may go on to a thread. */
  readonly body: Uint8Array;
  /** The body is compressed. */
  readonly gzip: boolean;
  readonly form: UploadForm;
  readonly rules: IntakeRules;
}

/** `batches`: JSON, `{ "batches": [batch, ...] }`. `lines`: a record a line as JSON, all of them one batch. */
export type UploadForm =
  | { readonly kind: 'batches' }
  | {
      readonly kind: 'lines';
      readonly seq: number;
      /** Minutes that the device's clock is ahead of UTC. */
      readonly tz: number;
    };

/** Bytes of an upload on the line, and expanded. */
export const mostUploadBytes = 4 * 1024 * 1024;
export const mostExpandedBytes = 16 * 1024 * 1024;
/** Batches of one upload. */
export const mostUploadBatches = 20;

/** What one user did that a condition is about; `record` is the name of the first record. */
export type RecordedDetection = Omit<Detection, 'row'> & { readonly record: string };

/** `repeated`: it was there already; whoever tells of detections may have ended before he did, so they are said again. */
export interface TakenBatch {
  readonly seq: number;
  readonly state: 'recorded' | 'repeated';
  readonly outside: RecordsOutside | null;
  readonly detections: readonly RecordedDetection[];
  readonly prints: readonly Prints[];
}

export type BatchOutcome = TakenBatch | RefusedBatch | DiscardedBatch;

/** What became of each batch, in their order; or why nothing of the upload could be read. */
export type UploadOutcome = { readonly batches: readonly BatchOutcome[] } | { readonly fault: BatchFault };

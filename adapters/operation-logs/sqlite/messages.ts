import type {
  BatchFault,
  DiscardedBatch,
  OperationBatch,
  OperationDay,
  RefusedBatch,
} from '../../../domain/operation-logs/records/index.ts';
import type { ReceivedOperations } from '../../../projections/operation-logs/received.ts';
import type {
  LostOperations,
  OperationCount,
  OperationDayStatus,
  OperationFilter,
  OperationGroup,
  OperationPage,
  OperationQuery,
  OperationSlot,
  StoredOperation,
  Trace,
} from '../../../projections/operation-logs/operation-store.ts';
import type { OperationPlace } from '../order.ts';
import type { Told } from '../receive/told.ts';
import type { DayFile } from './day-files.ts';
import type { RunFacts } from './facts.ts';
import type { Segment } from './segment/builder.ts';
import type { Slice } from './slices.ts';

/** One batch's part of a day, ready to be stored. */
export interface EncodedPart {
  readonly day: OperationDay;
  readonly device: string;
  readonly facts: RunFacts;
  /** A packed body with this run alone. */
  readonly body: Uint8Array;
}

/** A batch of an upload: what is to be stored of it by days, and told; or that nothing is stored. */
export type ReadBatch =
  { readonly told: Told; readonly parts: readonly EncodedPart[] } | RefusedBatch | DiscardedBatch;

/** The batches of an upload, or why it cannot be read. */
export type ReadUpload = { readonly batches: readonly ReadBatch[] } | { readonly fault: BatchFault };

export interface IntakeCalls {
  upload: {
    request: ReceivedOperations & { readonly op: 'upload' };
    answer: ReadUpload;
  };
  batch: {
    request: {
      readonly op: 'batch';
      readonly device: string;
      readonly receivedAt: number;
      readonly batch: OperationBatch;
    };
    answer: { readonly parts: readonly EncodedPart[] };
  };
  close: { request: { readonly op: 'close' }; answer: null };
}

/** A day's file and how many of its records no segment covers. */
export interface GrownDay {
  readonly file: DayFile;
  readonly unindexed: number;
}

export interface WriterCalls {
  /** Whether every part was there already, and the files that have them. */
  record: {
    request: { readonly op: 'record'; readonly parts: readonly EncodedPart[] };
    answer: { readonly repeated: boolean; readonly days: readonly GrownDay[] };
  };
  /** Adds a segment to a file, where that is still the file of the day. Answers how many records none covers. */
  segment: {
    request: { readonly op: 'segment'; readonly file: DayFile; readonly segment: Segment };
    answer: number;
  };
  /** Puts a file that has been made in the place of the day's; what came after its `upTo` is carried over. */
  replace: {
    request: { readonly op: 'replace'; readonly file: DayFile; readonly upTo: number };
    answer: DayFile;
  };
  drop: { request: { readonly op: 'drop'; readonly day: OperationDay }; answer: null };
  close: { request: { readonly op: 'close' }; answer: null };
}

export interface IndexerCalls {
  /** The next segment of what a file lacks an index of; null: nothing. */
  index: { request: { readonly op: 'index'; readonly file: DayFile }; answer: Segment | null };
  close: { request: { readonly op: 'close' }; answer: null };
}

export interface KeeperCalls {
  /** Writes the next generation of a file, merged; `seal`: with its root, refusing what cannot be read. */
  remake: {
    request: { readonly op: 'remake'; readonly file: DayFile; readonly seal: boolean };
    answer: { readonly upTo: number; readonly lost: readonly LostOperations[] };
  };
  /** Whether the file can be read and its indexes and root fit. */
  check: { request: { readonly op: 'check'; readonly file: DayFile }; answer: 'sound' | 'remake' };
  close: { request: { readonly op: 'close' }; answer: null };
}

/** Files that a question may need, newest day first. */
interface OfFiles {
  readonly files: readonly DayFile[];
}

/** What matches; the devices as a text (`DeviceTexts`), undefined: all. */
interface Restricted extends OfFiles {
  readonly filter: Omit<OperationFilter, 'devices'>;
  readonly devices: string | undefined;
}

/** By day: the number of the last run that the answer may hold. */
export type Bounds = ReadonlyMap<OperationDay, number>;

export interface ReaderCalls {
  search: {
    request: Restricted & {
      readonly op: 'search';
      readonly order: OperationQuery['order'];
      readonly limit: number;
      readonly after: OperationPlace | undefined;
      readonly bounds?: Bounds;
    };
    answer: OperationPage;
  };
  /** Everything that matches, span by span (`nextSlice`), where no index helps. */
  slice: {
    request: Restricted & { readonly op: 'slice'; readonly most: number; readonly bounds: Bounds };
    answer: Slice;
  };
  bounds: { request: OfFiles & { readonly op: 'bounds' }; answer: Bounds };
  count: { request: Restricted & { readonly op: 'count' }; answer: number };
  histogram: {
    request: Restricted & { readonly op: 'histogram'; readonly slot: OperationSlot };
    answer: readonly OperationCount[];
  };
  groupBy: {
    request: Restricted & {
      readonly op: 'groupBy';
      readonly column: OperationGroup;
      readonly limit: number;
    };
    answer: readonly { readonly value: string; readonly count: number }[];
  };
  get: {
    request: OfFiles & { readonly op: 'get'; readonly id: string };
    answer: StoredOperation | undefined;
  };
  trace: {
    request: OfFiles & {
      readonly op: 'trace';
      readonly id: string;
      readonly most: number;
      readonly devices: string | undefined;
    };
    answer: Trace | undefined;
  };
  days: { request: OfFiles & { readonly op: 'days' }; answer: readonly OperationDayStatus[] };
  /** Lets go of files that are about to be removed. */
  forget: { request: { readonly op: 'forget'; readonly day: OperationDay }; answer: null };
  close: { request: { readonly op: 'close' }; answer: null };
}

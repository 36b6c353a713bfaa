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
  StepsQuestion,
  StoredOperation,
  Trace,
} from '../../../projections/operation-logs/operation-store.ts';
import type { EncodedPart } from '../encode-batch.ts';
import type { OperationPlace } from '../order.ts';
import type { Slice } from '../read-all.ts';
import type { Told } from '../receive/told.ts';
import type { DayFile } from './day-files.ts';
import type { Segment } from '../segment/builder.ts';
import type { Remade } from './remake.ts';

/** A checked batch that belongs to a day which is not written to here. */
export interface SetApart {
  readonly seq: number;
  readonly state: 'apart';
  readonly told: Told;
  readonly batch: OperationBatch;
}

/** A batch of an upload: what is to be stored of it by days, and told; or that nothing is stored. */
export type ReadBatch =
  { readonly told: Told; readonly parts: readonly EncodedPart[] } | SetApart | RefusedBatch | DiscardedBatch;

/** The batches of an upload, or why it cannot be read. */
export type ReadUpload = { readonly batches: readonly ReadBatch[] } | { readonly fault: BatchFault };

export interface IntakeCalls {
  upload: {
    /** `apart`: days whose batches are handed back. */
    request: ReceivedOperations & { readonly op: 'upload'; readonly apart: readonly OperationDay[] };
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
  /** Puts a file that has been made in the place of the day's; what came after its `upTo` is carried over, unless null. */
  replace: {
    request: { readonly op: 'replace'; readonly file: DayFile; readonly upTo: number | null };
    answer: DayFile;
  };
  drop: { request: { readonly op: 'drop'; readonly day: OperationDay }; answer: null };
  /** Closes the file of a day, whatever state it is in: it is about to be read by its pages. */
  letGo: { request: { readonly op: 'letGo'; readonly day: OperationDay }; answer: null };
  close: { request: { readonly op: 'close' }; answer: null };
}

export interface IndexerCalls {
  /** The next segment of what a file lacks an index of; null: nothing. */
  index: { request: { readonly op: 'index'; readonly file: DayFile }; answer: Segment | null };
  close: { request: { readonly op: 'close' }; answer: null };
}

/** `contents`: it can be read, but batches, indexes or its root do not fit. `structure`: it is no sound database. */
export type DayFault = 'none' | 'contents' | 'structure';

export interface KeeperCalls {
  /**
   * Writes the next generation of a file, merged; `seal`: with its root, refusing what cannot be read. `salvage`: from
   * the pages of a file that is no sound database.
   */
  remake: {
    request: {
      readonly op: 'remake';
      readonly file: DayFile;
      readonly how: 'seal' | 'mend' | 'salvage';
      /** Commits are gone that nobody can name. */
      readonly lacksMore: boolean;
    };
    answer: Remade;
  };
  check: { request: { readonly op: 'check'; readonly file: DayFile }; answer: DayFault };
  /** What a day has lost, and what has not come back. */
  lost: { request: { readonly op: 'lost'; readonly file: DayFile }; answer: readonly LostOperations[] };
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
  steps: {
    request: OfFiles &
      Omit<StepsQuestion, 'devices'> & { readonly op: 'steps'; readonly devices: string | undefined };
    answer: readonly StoredOperation[];
  };
  days: { request: OfFiles & { readonly op: 'days' }; answer: readonly OperationDayStatus[] };
  /** Days of which something could not be read since it was asked last. */
  damaged: { request: { readonly op: 'damaged' }; answer: readonly OperationDay[] };
  /** Lets go of files that are about to be removed. */
  forget: { request: { readonly op: 'forget'; readonly day: OperationDay }; answer: null };
  close: { request: { readonly op: 'close' }; answer: null };
}

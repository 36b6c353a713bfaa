import type {
  OperationBatch,
  OperationDay,
  OperationRecord,
  ShownTraceStep,
} from '../../domain/operation-logs/records/index.ts';
import type { Filter } from '../kernel/index.ts';
import type { ReceivedOperations, UploadOutcome } from './received.ts';

/** A batch as it was received. */
export interface OperationUpload {
  /** Id of the device. */
  readonly device: string;
  /** Checked; `suspicion` may have been added. */
  readonly batch: OperationBatch;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** `repeated`: this device's batch of that `seq` was there already, and nothing was stored. */
export interface RecordedOperations {
  readonly repeated: boolean;
}

/** A record with its name: `2026-09-01.DEVICE.SEQ.ROW`; the row counts within the batch's part of that day. */
export interface StoredOperation {
  readonly id: string;
  readonly device: string;
  /** Minutes that the device's clock was ahead of UTC. */
  readonly tz: number;
  readonly receivedAt: number;
  /** Version of the rules of redaction it was recorded by; absent: none. */
  readonly rules?: number;
  readonly record: OperationRecord;
  /** It comes from the archive and not from the days kept at hand. */
  readonly archived?: true;
}

/** Which records: those of a span of time that fit the filter, of the devices the asker may see. */
export interface OperationFilter {
  /** Milliseconds since the epoch, inclusive. */
  readonly from?: number;
  /** Exclusive. */
  readonly until?: number;
  /** Over the columns of `operationsCollection`. */
  readonly filter?: Filter;
  /** Ids of devices; absent: all. */
  readonly devices?: ReadonlySet<string>;
  /** Of one day of the devices' own calendars; absent: of all. */
  readonly day?: OperationDay;
}

export interface OperationQuery extends OperationFilter {
  /** 1 to 1,000. */
  readonly limit: number;
  /** `newest` first, or `oldest`. */
  readonly order: 'newest' | 'oldest';
  /** From `OperationPage.next`; belongs to the same question. */
  readonly cursor?: string;
}

export interface OperationPage {
  readonly items: readonly StoredOperation[];
  readonly next: string | null;
}

/** Where a record stands in the order of all: by its time, then by device, batch and row. No two are equal. */
export interface OperationPlace {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly device: string;
  readonly seq: number;
  /** Within the batch's part of its day. */
  readonly row: number;
}

/** Which steps of files: records that move a file and have `key`, of a place or of the content of a file. */
export interface StepsQuestion {
  /** As `adapters/operation-logs/trace/places.ts` makes them. */
  readonly key: string;
  readonly from: OperationPlace;
  /** After that place, or before it. */
  readonly direction: 'forward' | 'backward';
  readonly most: number;
  /** Ids of devices; absent: all. */
  readonly devices?: ReadonlySet<string>;
}

export interface OperationCount {
  /** Start of the slot, milliseconds since the epoch for `quarter`, or the day or month for the others. */
  readonly slot: string;
  readonly count: number;
}

export const operationSlots = ['quarter', 'day', 'month'] as const;
export type OperationSlot = (typeof operationSlots)[number];

/** Columns that have few values or are asked for often. */
export const operationGroups = [
  'type',
  'detail',
  'suspicious',
  'user',
  'device',
  'source',
  'process',
  'fileDrive',
  'destinationDrive',
] as const;
export type OperationGroup = (typeof operationGroups)[number];

export const dayStates = ['open', 'sealed', 'archived', 'restored', 'damaged'] as const;
export type DayState = (typeof dayStates)[number];

export interface OperationDayStatus {
  readonly day: OperationDay;
  readonly state: DayState;
  readonly records: number;
  readonly batches: number;
  readonly devices: number;
  readonly bytes: number;
  /** Merkle root over its batches, hexadecimal, where it has been sealed. */
  readonly root: string | null;
  /** Whether the archive has it, besides what is at hand. */
  readonly archived?: boolean;
  /** Of a restored day: ids of the computers it was brought back of; null: of all. */
  readonly restoredDevices?: readonly string[] | null;
}

/** One step of a file's way: `from` is where it was, `to` where it is afterwards. */
export interface TraceStep extends Omit<ShownTraceStep, 'operation'> {
  readonly operation: StoredOperation;
}

/** A file's way in both directions, oldest step first. */
export interface Trace {
  readonly steps: readonly TraceStep[];
  /** Place of the record that was asked about. */
  readonly start: number;
  /** There was more than is told. */
  readonly cut: boolean;
}

/**
 * A batch that cannot be read any more: asked again from the device. Without device and `seq`: more was lost than can
 * be named, and `from` and `until` are when that was noticed.
 */
export interface LostOperations {
  readonly day: OperationDay;
  readonly device: string | null;
  readonly seq: number | null;
  readonly records: number;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
}

export interface OperationStoreStatus {
  /** Bytes on disk, all days together. */
  readonly bytes: number;
  readonly records: number;
  readonly oldest: OperationDay | null;
  readonly newest: OperationDay | null;
}

/**
 * Why a batch is not taken now; `full`: too many wait, `disk`: there is no room, `damaged`: the file of its day is being
 * mended, `closed`. Try again later.
 */
export class OperationsRefused extends Error {
  readonly code: 'full' | 'disk' | 'damaged' | 'closed';
  constructor(code: OperationsRefused['code'], message: string) {
    super(message);
    this.name = 'OperationsRefused';
    this.code = code;
  }
}

/**
 * Operation logs: records as devices told them, by days of the devices' own calendars, searched and followed. Every
 * answer holds what was acknowledged before it was asked for.
 */
export interface OperationStore {
  /** Durable when it resolves. Rejects with OperationsRefused. */
  record(upload: OperationUpload): Promise<RecordedOperations>;
  /**
   * Reads and checks an upload as it came, and stores what is to be kept of it: each batch by itself, what is wrong
   * with one keeps nothing of the others out. Durable when it resolves. Rejects with OperationsRefused.
   */
  receive(upload: ReceivedOperations): Promise<UploadOutcome>;
  /** Rejects with QueryError for a filter that the columns do not allow, or a cursor that is none. */
  search(query: OperationQuery): Promise<OperationPage>;
  count(filter: OperationFilter): Promise<number>;
  /** Slots that have records, oldest first; those of days and months by the devices' calendars. */
  histogram(filter: OperationFilter, slot: OperationSlot): Promise<readonly OperationCount[]>;
  /** Counts per value, largest first, then by value. */
  groupBy(
    filter: OperationFilter,
    column: OperationGroup,
    limit: number,
  ): Promise<readonly { readonly value: string; readonly count: number }[]>;
  get(id: string): Promise<StoredOperation | undefined>;
  /** Of a record that `isTraceable`; undefined: there is no such record. `most` steps, 1 to 1,000. */
  trace(
    id: string,
    options: { readonly most: number; readonly devices?: ReadonlySet<string> },
  ): Promise<Trace | undefined>;
  /** What a trace is made of: the nearest first. */
  steps(question: StepsQuestion): Promise<readonly StoredOperation[]>;
  /** Every matching record, oldest first, in pages, as of when it was begun. */
  read(filter: OperationFilter, signal?: AbortSignal): AsyncIterable<readonly StoredOperation[]>;
  /** Newest first. */
  days(): Promise<readonly OperationDayStatus[]>;
  status(): Promise<OperationStoreStatus>;
  /** Closes a day: merged, its Merkle root fixed. Batches that come later are taken, and it is sealed anew. */
  sealDay(day: OperationDay): Promise<OperationDayStatus>;
  /** Removes a day for good; nothing happens where it is not there. */
  dropDay(day: OperationDay): Promise<void>;
  /**
   * Reads a whole day; what is damaged of it is written anew. Answers what it has lost, now or before, and what has
   * not come back.
   */
  checkDay(day: OperationDay): Promise<readonly LostOperations[]>;
  /**
   * Told of a day once something of it could not be read: it is to be checked. Of what is known already at once.
   * Absent where nothing of the kind can be noticed. Returns the unsubscriber.
   */
  onDamage?(listener: (day: OperationDay) => void): () => void;
  /** Called when records have been added, at most four times a second. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

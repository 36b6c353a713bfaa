import type { Collection, UpdateResult } from 'mongodb';
import type { Position } from '../../../domain/kernel/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { isDuplicate, type Connection } from '../../shared/mongodb.ts';

/** One batch's part of a day: where its body lies, and what can be said of it without. */
export interface RunDocument {
  /** `2026-09-01.DEVICE.SEQ` */
  readonly _id: string;
  readonly day: OperationDay;
  readonly device: string;
  readonly seq: number;
  /** Of the event in the device's stream. */
  readonly revision: number;
  /** Which of the parts of that event. */
  readonly part: number;
  /** Of the event in the log: in this order batches came. */
  readonly position: Position;
  readonly n: number;
  /** Milliseconds since the epoch, of its first and last record. */
  readonly tMin: number;
  readonly tMax: number;
  /** Bits of the details that occur. */
  readonly details: number;
  readonly users: readonly { readonly name: string; readonly n: number }[];
  /** `rollKey` and number of records in turn. */
  readonly roll: readonly number[];
  /** Of the packed body. */
  readonly bytes: number;
  /** In the Merkle tree of the day: whoever changes a body does not match it. */
  readonly leaf: Buffer;
}

/** The packed body of a run: a copy of what the log has, which answers sooner. */
export interface BodyDocument {
  /** That of its run. */
  readonly _id: string;
  readonly day: OperationDay;
  readonly body: Buffer;
}

/** A segment of a day, as the day lists it. */
export interface SegmentEntry {
  readonly id: string;
  readonly tMin: number;
  readonly tMax: number;
  readonly records: number;
  readonly batches: number;
  readonly bytes: number;
  /** Up to where the day had segments with it, while older ones ended before. Absent: of an older version. */
  readonly to?: Position;
}

/** A day as a root says that it was: its runs up to a place in the log. */
export interface SealedPart {
  readonly root: string;
  readonly to: Position;
}

/** What has left for the archive. It stays here for a while, for servers that have not seen it there yet. */
export interface LeftPart extends SealedPart {
  /** Runs behind here are part of it. */
  readonly from: Position;
  /** Folder of the archive that has it. */
  readonly folder: string;
  readonly segments: readonly SegmentEntry[];
}

/** A day. Its segments are those listed here, and no others: one write adds them, so that none counts in part. */
export interface DayDocument {
  readonly _id: OperationDay;
  /** Every run of the day up to here is in a segment. */
  readonly to: Position;
  readonly segments: readonly SegmentEntry[];
  /** Hexadecimal; null while it is open. */
  readonly root: string | null;
  /** Devices, counted when it was sealed. */
  readonly devices: number | null;
  /** Runs up to here were removed, or have left. */
  readonly droppedTo: Position;
  /** As it was sealed last and still is, however much came afterwards. */
  readonly sealed?: SealedPart | null;
  /** Oldest first. */
  readonly left?: readonly LeftPart[];
  /** Something has left: an archive answers for it. */
  readonly gone?: boolean;
}

/** The index of many runs. Written once, never changed. */
export interface SegmentDocument {
  readonly _id: string;
  readonly day: OperationDay;
  /** Top bits of the hashes of ways that say their page. */
  readonly bits: number;
  /** f64 for each body: first block, number of its device below, times of its first and last record. */
  readonly directory: Buffer;
  readonly devices: readonly string[];
  /** f64: number of the batch of each body. */
  readonly seqs: Buffer;
  /** u32: first gram of each page. */
  readonly grams: Buffer;
  /** u32: buckets of ways that have a page. */
  readonly buckets: Buffer;
  /** f64: `rollKey` and number of records in turn, all runs together. */
  readonly roll: Buffer;
  /** Before the names of its runs; absent: nothing. */
  readonly prefix?: string;
}

/** A page of a segment's postings: `SEGMENT/g/PLACE` of grams, `SEGMENT/w/BUCKET` of ways. */
export interface PageDocument {
  readonly _id: string;
  readonly day: OperationDay;
  readonly segment: string;
  readonly page: Buffer;
}

/** How far the log has been indexed. */
interface ProgressDocument {
  readonly _id: 'index';
  readonly position: Position;
}

/** The newest event of a device's stream that has been indexed, or more. */
interface DeviceDocument {
  readonly _id: string;
  readonly revision: number;
}

/** What the log was last told to keep. */
interface RetentionDocument {
  readonly _id: 'days';
  readonly days: number;
}

/** Where runs lie, and what finds them. */
export interface RunCollections {
  readonly connection: Connection;
  readonly runs: Collection<RunDocument>;
  readonly bodies: Collection<BodyDocument>;
  readonly segments: Collection<SegmentDocument>;
  readonly pages: Collection<PageDocument>;
}

export interface OperationCollections extends RunCollections {
  readonly days: Collection<DayDocument>;
  readonly progress: Collection<ProgressDocument>;
  readonly devices: Collection<DeviceDocument>;
  readonly retention: Collection<RetentionDocument>;
}

/** The collections of days at hand, with their indexes. */
export async function openCollections(connection: Connection): Promise<OperationCollections> {
  const { db } = connection;
  return {
    ...(await openRunCollections(connection, 'operation')),
    days: db.collection('operation-days'),
    progress: db.collection('operation-progress'),
    devices: db.collection('operation-devices'),
    retention: db.collection('operation-retention'),
  };
}

/** `name`: before those of all of them. */
export async function openRunCollections(connection: Connection, name: string): Promise<RunCollections> {
  const { db } = connection;
  const runs = db.collection<RunDocument>(`${name}-runs`);
  const collections: RunCollections = {
    connection,
    runs,
    bodies: db.collection(`${name}-bodies`),
    segments: db.collection(`${name}-segments`),
    pages: db.collection(`${name}-pages`),
  };
  await connection.asked(
    Promise.all([
      runs.createIndex({ position: 1 }),
      runs.createIndex({ tMax: 1 }),
      runs.createIndex({ tMin: 1 }),
      runs.createIndex({ device: 1, tMax: 1 }),
      runs.createIndex({ device: 1, revision: 1 }),
      runs.createIndex({ 'users.name': 1, tMax: 1 }),
      runs.createIndex({ day: 1, device: 1 }),
      collections.bodies.createIndex({ day: 1 }),
      collections.segments.createIndex({ day: 1 }),
      collections.pages.createIndex({ day: 1 }),
    ]),
  );
  return collections;
}

/** Name of a batch's part of a day. */
export function runId(day: OperationDay, device: string, seq: number): string {
  return `${day}.${device}.${seq}`;
}

export function gramPageId(segment: string, place: number): string {
  return `${segment}/g/${place}`;
}

export function wayPageId(segment: string, bucket: number): string {
  return `${segment}/w/${bucket}`;
}

/** Whether a write behind what was there before has found just that. */
export async function hasWritten(write: Promise<UpdateResult>): Promise<boolean> {
  try {
    const { matchedCount, upsertedCount } = await write;
    return matchedCount + upsertedCount > 0;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

export function floats(values: readonly number[] | Float64Array): Buffer {
  const array = Float64Array.from(values);
  return Buffer.from(array.buffer);
}

export function floatsIn(bytes: Buffer): Float64Array {
  return new Float64Array(new Uint8Array(bytes).buffer);
}

export function words(values: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(values).buffer);
}

export function wordsIn(bytes: Buffer): Uint32Array {
  return new Uint32Array(new Uint8Array(bytes).buffer);
}

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import {
  batchOf,
  mostRecords,
  zoneMinutes,
  type OperationRecord,
} from '../../../../domain/operation-logs/index.ts';
import { AppError } from '../../errors/index.ts';

/** An upload as it is sent: batches of an agent, or lines of a person. */
export const uploadLimit = 4 * 1024 * 1024;
const unpackedLimit = 16 * 1024 * 1024;
/** Batches of one upload. */
const mostBatches = 20;

const unpack = promisify(gunzip);

export const LinesQuery = z.strictObject({
  /** Rises from upload to upload of one device. */
  seq: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Minutes that the device's clock is ahead of UTC. */
  tz: z.coerce.number().int().min(zoneMinutes.least).max(zoneMinutes.most).default(0),
});
export type LinesQuery = z.infer<typeof LinesQuery>;

/** The bytes of an upload without their compression. */
export async function unpacked(bytes: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return bytes;
  if (encoding !== 'gzip') throw invalid('content-encoding', 'must be gzip or absent');
  try {
    return await unpack(bytes, { maxOutputLength: unpackedLimit });
  } catch {
    throw invalid('body', `is not gzip, or more than ${unpackedLimit / 1024 / 1024} MiB`);
  }
}

/** `{ "batches": [batch, ...] }`; what the batches are worth is looked at later, each by itself. */
export function batchesIn(bytes: Buffer): readonly unknown[] {
  const { batches } = (json(bytes.toString('utf8'), 'body') ?? {}) as { readonly batches?: unknown };
  if (!Array.isArray(batches) || batches.length === 0 || batches.length > mostBatches)
    throw invalid('batches', `must be a list of 1 to ${mostBatches} batches`);
  return batches;
}

/** One record a line, columns by their names, `time` in milliseconds or as RFC 3339: one batch. */
export function batchOfLines(bytes: Buffer, { seq, tz }: LinesQuery): unknown {
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter(line => line.trim() !== '');
  if (lines.length === 0 || lines.length > mostRecords)
    throw invalid('body', `must have 1 to ${mostRecords} lines`);
  return batchOf(
    lines.map((line, index) => recordIn(line, `line ${index + 1}`)),
    { seq, tz },
  );
}

function recordIn(line: string, at: string): OperationRecord {
  const record = json(line, at);
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw invalid(at, 'must be an object');
  const { time } = record as { readonly time?: unknown };
  const moment = typeof time === 'string' ? Date.parse(time) : time;
  if (!Number.isSafeInteger(moment)) throw invalid(at, 'must have a `time`: milliseconds or RFC 3339');
  return { ...record, time: moment } as OperationRecord;
}

function json(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(at, 'is not JSON');
  }
}

export function invalid(at: string, what: string): AppError {
  return new AppError('OPERATION_BATCH_INVALID', { details: { at, what } });
}

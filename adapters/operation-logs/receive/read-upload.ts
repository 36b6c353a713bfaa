import {
  batchOf,
  mostRecords,
  type BatchFault,
  type OperationRecord,
} from '../../../domain/operation-logs/records/index.ts';
import {
  mostExpandedBytes,
  mostUploadBatches,
  type UploadForm,
} from '../../../projections/operation-logs/received.ts';

/** Why nothing of an upload can be read. */
export class UnreadableUpload extends Error {
  readonly fault: BatchFault;
  constructor(at: string, what: string) {
    super(`${at} ${what}`);
    this.fault = { at, what };
  }
}

/** What becomes of an error of zlib. */
export function unexpanded(error: unknown): UnreadableUpload {
  const { code } = error as NodeJS.ErrnoException;
  const tooLarge = code === 'ERR_BUFFER_TOO_LARGE';
  return new UnreadableUpload(
    'body',
    tooLarge ? `is more than ${mostExpandedBytes / 1024 / 1024} MiB when it is expanded` : 'is no whole gzip',
  );
}

/** The batches of an expanded upload, not looked at yet. Throws UnreadableUpload. */
export function batchesIn(bytes: Uint8Array, form: UploadForm): readonly unknown[] {
  const text = textOf(bytes);
  return form.kind === 'lines' ? [batchOfLines(text, form)] : listIn(text);
}

function listIn(text: string): readonly unknown[] {
  const { batches } = (parsed(text, 'body') ?? {}) as { readonly batches?: unknown };
  if (!Array.isArray(batches) || batches.length === 0 || batches.length > mostUploadBatches)
    throw new UnreadableUpload('batches', `must be a list of 1 to ${mostUploadBatches} batches`);
  return batches;
}

/** Columns by their names, `time` in milliseconds or as RFC 3339. */
function batchOfLines(text: string, head: { readonly seq: number; readonly tz: number }): unknown {
  const records: OperationRecord[] = [];
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    if (line.trim() === '') continue;
    if (records.length === mostRecords) throw wrongCount();
    records.push(recordIn(line, `line ${number}`));
  }
  if (records.length === 0) throw wrongCount();
  return batchOf(records, { seq: head.seq, tz: head.tz });
}

/** One after the other: an upload of nothing but line feeds makes no list of millions. */
function* linesOf(text: string): Generator<string> {
  for (let from = 0; from <= text.length;) {
    const end = text.indexOf('\n', from);
    yield text.slice(from, end < 0 ? text.length : end);
    from = end < 0 ? text.length + 1 : end + 1;
  }
}

function wrongCount(): UnreadableUpload {
  return new UnreadableUpload('body', `must have 1 to ${mostRecords} lines`);
}

function recordIn(line: string, at: string): OperationRecord {
  const record = parsed(line, at);
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw new UnreadableUpload(at, 'must be an object');
  const { time } = record as { readonly time?: unknown };
  const moment = typeof time === 'string' ? Date.parse(time) : time;
  if (!Number.isSafeInteger(moment))
    throw new UnreadableUpload(at, 'must have a `time`: milliseconds or RFC 3339');
  return { ...record, time: moment } as OperationRecord;
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length > mostExpandedBytes) throw unexpanded({ code: 'ERR_BUFFER_TOO_LARGE' });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableUpload('body', 'is not UTF-8');
  }
}

function parsed(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableUpload(at, 'is not JSON');
  }
}

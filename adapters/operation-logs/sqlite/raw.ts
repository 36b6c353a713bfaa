import { gunzipSync } from 'node:zlib';
import {
  checkBatch,
  type BatchFault,
  type OperationBatch,
} from '../../../domain/operation-logs/records/index.ts';

/** Bytes of an upload when it is expanded. */
export const mostRawBytes = 16 * 1024 * 1024;
/** Batches in one upload. */
export const mostRawBatches = 1_000;

/** The batches of an upload, each checked. What is wrong with the upload as a whole is the only fault told. */
export function batchesOf(
  body: Uint8Array,
): readonly ({ readonly batch: OperationBatch } | { readonly fault: BatchFault })[] {
  const value = parsed(body);
  if ('fault' in value) return [value];
  const { json } = value;
  if (!Array.isArray(json)) return [checkBatch(json)];
  if (json.length > mostRawBatches) return [faulty(`must hold at most ${mostRawBatches} batches`)];
  return json.map(checkBatch);
}

function parsed(body: Uint8Array): { readonly json: unknown } | { readonly fault: BatchFault } {
  let bytes = body;
  if (body[0] === 0x1f && body[1] === 0x8b)
    try {
      bytes = gunzipSync(body, { maxOutputLength: mostRawBytes });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return faulty(code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge : 'is no whole gzip');
    }
  if (bytes.length > mostRawBytes) return faulty(tooLarge);
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown };
  } catch {
    return faulty('is no JSON in UTF-8');
  }
}

const tooLarge = `is larger than ${mostRawBytes} bytes when it is expanded`;

function faulty(what: string): { readonly fault: BatchFault } {
  return { fault: { at: 'body', what } };
}

import { gunzipSync } from 'node:zlib';
import { screenBatch } from '../../../domain/operation-logs/records/index.ts';
import { mostExpandedBytes } from '../../../projections/operation-logs/received.ts';
import { batchesIn, unexpanded, UnreadableUpload } from '../receive/read-upload.ts';
import { toldOf } from '../receive/told.ts';
import { encodeBatch } from '../encode-batch.ts';
import type { IntakeCalls, ReadBatch, ReadUpload } from './messages.ts';

/** An upload as what is stored of its batches, in the thread that reads it. */
export function encodeUpload({
  device,
  receivedAt,
  body,
  gzip,
  form,
  rules,
  apart,
}: IntakeCalls['upload']['request']): ReadUpload {
  const elsewhere = new Set(apart);
  try {
    const values = batchesIn(gzip ? expanded(body) : body, form);
    return {
      batches: values.map((value): ReadBatch => {
        const screened = screenBatch(value, rules);
        if (screened.state !== 'kept') return screened;
        const { seq, batch } = screened;
        const told = toldOf(device, screened);
        const parts = encodeBatch(device, batch, receivedAt);
        return parts.some(({ day }) => elsewhere.has(day))
          ? { seq, state: 'apart', told, batch }
          : { told, parts };
      }),
    };
  } catch (error) {
    if (error instanceof UnreadableUpload) return { fault: error.fault };
    throw error;
  }
}

function expanded(body: Uint8Array): Uint8Array {
  try {
    return gunzipSync(body, { maxOutputLength: mostExpandedBytes });
  } catch (error) {
    throw unexpanded(error);
  }
}

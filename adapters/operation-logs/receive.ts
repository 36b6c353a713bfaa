import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { screenBatch } from '../../domain/operation-logs/records/index.ts';
import type { OperationStore } from '../../projections/operation-logs/operation-store.ts';
import {
  mostExpandedBytes,
  type BatchOutcome,
  type ReceivedOperations,
  type UploadOutcome,
} from '../../projections/operation-logs/received.ts';
import { batchesIn, unexpanded, UnreadableUpload } from './receive/read-upload.ts';
import { toldOf } from './receive/told.ts';

const expand = promisify(gunzip);

/**
 * `OperationStore.receive` for a store that only records: an upload is read and checked in this thread, and its
 * batches are recorded one after the other. Rejects as `record` does.
 */
export async function receiveInto(
  store: Pick<OperationStore, 'record'>,
  upload: ReceivedOperations,
): Promise<UploadOutcome> {
  let values: readonly unknown[];
  try {
    values = batchesIn(await expanded(upload), upload.form);
  } catch (error) {
    if (error instanceof UnreadableUpload) return { fault: error.fault };
    throw error;
  }
  const { device, receivedAt, rules } = upload;
  const batches: BatchOutcome[] = [];
  for (const value of values) {
    const screened = screenBatch(value, rules);
    if (screened.state !== 'kept') {
      batches.push(screened);
      continue;
    }
    const { repeated } = await store.record({ device, batch: screened.batch, receivedAt });
    batches.push({ ...toldOf(device, screened), state: repeated ? 'repeated' : 'recorded' });
  }
  return { batches };
}

async function expanded({ body, gzip }: ReceivedOperations): Promise<Uint8Array> {
  if (!gzip) return body;
  try {
    return await expand(body, { maxOutputLength: mostExpandedBytes });
  } catch (error) {
    throw unexpanded(error);
  }
}

import { workerData } from 'node:worker_threads';
import { encodeBatch } from './encode-batch.ts';
import type { IntakeCalls } from './messages.ts';
import { encodeUpload } from './encode-upload.ts';
import { serveCalls } from './thread.ts';

/** The threads that expand, check and encode what is uploaded. */
const { folder } = workerData as { folder: string };

serveCalls<IntakeCalls>(folder, {
  upload: encodeUpload,
  batch: ({ device, receivedAt, batch }) => encodeBatch(device, batch, receivedAt),
  close: () => null,
});

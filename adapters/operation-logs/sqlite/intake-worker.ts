import { workerData } from 'node:worker_threads';
import { encodeBatch } from '../encode-batch.ts';
import type { Encoded, IntakeCalls } from './messages.ts';
import { batchesOf } from './raw.ts';
import { serveCalls } from './thread.ts';

/** The threads that expand, check and encode what is uploaded. */
const { folder } = workerData as { folder: string };

serveCalls<IntakeCalls>(folder, {
  raw: ({ device, receivedAt, body }) =>
    batchesOf(body).map((one): Encoded =>
      'fault' in one ? one : { seq: one.batch.seq, parts: encodeBatch(device, one.batch, receivedAt) },
    ),
  batch: ({ device, receivedAt, batch }) => [
    { seq: batch.seq, parts: encodeBatch(device, batch, receivedAt) },
  ],
  close: () => null,
});

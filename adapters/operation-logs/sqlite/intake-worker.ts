import { workerData } from 'node:worker_threads';
import { encodeBatch, type EncodedPart } from '../encode-batch.ts';
import { memoryOf } from '../owned.ts';
import { encodeUpload } from './encode-upload.ts';
import type { IntakeCalls } from './messages.ts';
import { serveCalls } from './thread.ts';
import { giveWay } from '../../shared/give-way.ts';

giveWay();

/** The threads that expand, check and encode what is uploaded. */
const { folder } = workerData as { folder: string };

serveCalls<IntakeCalls>(
  folder,
  {
    upload: encodeUpload,
    batch: ({ device, receivedAt, batch }) => ({ parts: encodeBatch(device, batch, receivedAt) }),
    close: () => null,
  },
  answer => (answer === null || 'fault' in answer ? [] : memoryOf(partsIn(answer))),
);

function partsIn(answer: IntakeCalls['upload' | 'batch']['answer']): readonly EncodedPart[] {
  if ('parts' in answer) return answer.parts;
  return 'batches' in answer ? answer.batches.flatMap(batch => ('parts' in batch ? batch.parts : [])) : [];
}

import type { SqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import { uploadFor } from '../../support/operation-batches.ts';
import { firstDay, type Work } from './operation-work.ts';

/** Uploads under way at once. */
const callers = 200;

/** Records a second, of all but the first fifth: until then threads begin and code is compiled. */
export async function intake(store: SqliteOperationStore, { uploads }: Work): Promise<number> {
  const begin = Math.floor(uploads.length / 5);
  await uploadAll(store, uploads.slice(0, begin));
  const begun = performance.now();
  const records = await uploadAll(store, uploads.slice(begin));
  return records / ((performance.now() - begun) / 1_000);
}

async function uploadAll(store: SqliteOperationStore, uploads: Work['uploads']): Promise<number> {
  const line = uploads.values();
  let taken = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (const { device, body, records } of line) {
        // A copy: what is handed over belongs to the store.
        const outcome = await store.receive(uploadFor(device, Buffer.from(body), firstDay));
        if ('fault' in outcome || outcome.batches[0]?.state !== 'recorded')
          throw new Error(`a batch was not taken: ${JSON.stringify(outcome)}`);
        taken += records;
      }
    }),
  );
  return taken;
}

import type { SqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import { uploadFor } from '../../support/operation-batches.ts';
import { firstDay, type Upload, type Work } from './operation-work.ts';

/** Uploads under way at once. */
const callers = 200;

/**
 * Records a second, of all but the first fifth of the days: until then threads begin and code is compiled. The time in
 * which uploads are made does not count.
 */
export async function intake(
  store: Pick<SqliteOperationStore, 'receive'>,
  work: Work,
  onDay: (uploads: readonly Upload[]) => void = () => undefined,
): Promise<number> {
  let [day, records, ms] = [0, 0, 0];
  for (const uploads of work.uploads()) {
    onDay(uploads);
    const begun = performance.now();
    const taken = await uploadAll(store, uploads);
    if (day++ < work.days / 5) continue;
    records += taken;
    ms += performance.now() - begun;
  }
  return records / (ms / 1_000);
}

async function uploadAll(
  store: Pick<SqliteOperationStore, 'receive'>,
  uploads: readonly Upload[],
): Promise<number> {
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

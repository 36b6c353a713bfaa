import { memoryOperationStore } from '../../../adapters/operation-logs/memory.ts';
import { openSqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import { operationStoreCompliance } from '../../compliance/operation-store.ts';
import { operationReceiveCompliance } from '../../compliance/operation-receive.ts';
import { operationTraceCompliance } from '../../compliance/operation-trace.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { sampleUploads } from '../../support/operations.ts';

const folder = temporaryFolders();

operationStoreCompliance('sqlite', () => openSqliteOperationStore(folder(), { recordsAtOnce: 300 }));
operationTraceCompliance('sqlite', () => openSqliteOperationStore(folder()));
operationReceiveCompliance('sqlite', () => openSqliteOperationStore(folder(), { intakeThreads: 1 }));

test('a sealed day has the root of the reference, however often its batches were merged', async () => {
  const [store, reference] = [await openSqliteOperationStore(folder()), memoryOperationStore()];
  try {
    const uploads = sampleUploads(40, 31);
    for (const half of [uploads.slice(0, 20), uploads.slice(20)]) {
      for (const upload of half) await Promise.all([store.record(upload), reference.record(upload)]);
      const days = await reference.days();
      const roots = async (of: typeof store | typeof reference) =>
        Promise.all(days.map(async ({ day }) => (await of.sealDay(day)).root));
      expect(await roots(store)).toEqual(await roots(reference));
    }
  } finally {
    await store.close();
  }
});

import path from 'node:path';
import type { OperationStore, OperationUpload } from '../../projections/operation-logs/index.ts';
import { archivedStore, saidFacts } from './archived-operations.ts';
import { temporaryFolders } from './folder.ts';
import { batchFor } from './operation-batches.ts';
import { sharedOperationsOfSuite } from './shared-operations.ts';

/** Called in a `describe`: operation logs of several servers, with archives that end with the suite. */
export function archivedSharedOfSuite() {
  const folder = temporaryFolders();
  const { mongodb, two, fresh } = sharedOperationsOfSuite();
  const stores: OperationStore[] = [];
  afterAll(async () => {
    for (const store of stores) await store.close();
  });

  /** Of one server, at the folder that its facts say. */
  async function archived(
    { store: live, openRestored }: Awaited<ReturnType<typeof fresh>>,
    said = saidFacts(folder()),
  ) {
    const log = () => Promise.resolve('the log');
    const joined = archivedStore('', path.join(folder(), 'scratch'), live, { openRestored, log, said });
    await (await joined.store.folderAt(said.folder!)).mark();
    stores.push(joined.store);
    return { ...joined, live };
  }

  async function twoArchived(options: { readonly graceMs?: number } = {}) {
    const { one, other, database } = await two(options);
    const said = saidFacts(folder());
    return { one: await archived(one, said), other: await archived(other, said), said, database };
  }

  return { folder, mongodb, fresh, archived, twoArchived };
}

/** A batch of 2026-09-01 (`batchFor`). */
export function uploadOf(seq: number, device = 'pc'): OperationUpload {
  return { device, batch: batchFor(device, seq), receivedAt: Date.parse('2026-09-02T00:00:00Z') };
}

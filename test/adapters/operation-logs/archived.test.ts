import path from 'node:path';
import type { ArchivedOperationStore } from '../../../adapters/operation-logs/archive/joined.ts';
import { operationStoreCompliance } from '../../compliance/operation-store.ts';
import { operationTraceCompliance } from '../../compliance/operation-trace.ts';
import { archiveDay, archivedStore, unmarked } from '../../support/archived-operations.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

/**
 * A store of which days go into the archive by themselves before the first question, one of them together with what
 * came of it later, so that every question is about days at hand and archived ones.
 */
function leaving(days: readonly string[]) {
  const place = folder();
  const { store } = archivedStore(place, path.join(place, 'scratch'));
  let left: Promise<void> | undefined;
  const leave = async (): Promise<void> => {
    const there = (await store.days()).map(({ day }) => day);
    for (const day of days) if (there.includes(day)) await archiveDay(store, day);
  };
  const asked = unmarked(store);
  const before = (): Promise<void> => (left ??= leave());
  return {
    ...asked,
    search: async (...of: Parameters<ArchivedOperationStore['search']>) => (
      await before(),
      asked.search(...of)
    ),
    trace: async (...of: Parameters<ArchivedOperationStore['trace']>) => (await before(), asked.trace(...of)),
  };
}

operationStoreCompliance(
  'days at hand and archived ones',
  () => Promise.resolve(leaving(['2026-08-31', '2026-09-01', '2026-09-04', '2026-09-05'])),
  { filters: 8 },
);
operationTraceCompliance('days at hand and archived ones', () => Promise.resolve(leaving(['2026-09-01'])));

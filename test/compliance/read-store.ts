import type { ReadStore } from '../../projections/kernel/index.ts';
import { changesCompliance } from './read-store/changes.ts';
import { documentCompliance } from './read-store/documents.ts';
import { lateCompliance } from './read-store/late.ts';
import { listCompliance } from './read-store/lists.ts';
import { pastCompliance } from './read-store/past.ts';
import { rebuildCompliance } from './read-store/rebuild.ts';

/** What every adapter of the ReadStore port must do. `open` answers an empty store; the suite closes it. */
export function readStoreCompliance(adapter: string, open: () => Promise<ReadStore>): void {
  describe(`read store compliance: ${adapter}`, () => {
    const opened: ReadStore[] = [];
    const openOne = async () => {
      const store = await open();
      opened.push(store);
      return store;
    };
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });

    documentCompliance(openOne);
    listCompliance(openOne);
    describe('the past', () => pastCompliance(openOne));
    describe('changes', () => changesCompliance(openOne));
    lateCompliance(openOne);
    rebuildCompliance(openOne);
  });
}

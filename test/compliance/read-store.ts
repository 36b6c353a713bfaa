import type { ReadStore } from '../../projections/kernel/index.ts';
import { changesCompliance } from './read-store/changes.ts';
import { documentCompliance } from './read-store/documents.ts';
import { lateCompliance } from './read-store/late.ts';
import { listCompliance } from './read-store/lists.ts';
import { pastCompliance } from './read-store/past.ts';
import { rebuildCompliance } from './read-store/rebuild.ts';
import { renamed } from './read-store/renamed.ts';

/**
 * What every adapter of the ReadStore port must do. `open` answers an empty store; the suite opens one for all
 * its tests, each with collections of its own in it, and closes it.
 */
export function readStoreCompliance(adapter: string, open: () => Promise<ReadStore>): void {
  describe(`read store compliance: ${adapter}`, () => {
    let store: ReadStore;
    let tests = 0;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());
    const openOne = () => Promise.resolve(renamed(store, `t${(tests += 1)}`));

    documentCompliance(openOne);
    listCompliance(openOne);
    describe('the past', () => pastCompliance(openOne));
    describe('changes', () => changesCompliance(openOne));
    lateCompliance(openOne);
    rebuildCompliance(openOne);
  });
}

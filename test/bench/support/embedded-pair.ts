import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '../../../adapters/event-store/open.ts';
import { SqliteReadStore } from '../../../adapters/read-store/sqlite.ts';
import { placesIn } from '../../../src/server/data-places.ts';
import { deviceProjection, seeded } from '../../support/device-collections.ts';
import { bareUpdates, fsyncRate, pointReads } from './disk-limits.ts';
import { parseRate } from './log-work.ts';
import type { MeasuredLists, MeasuredLog, ServerPlace, StorePair } from './store-pair.ts';

const name = 'embedded';

function temporaryFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function openLog(): Promise<MeasuredLog> {
  const { folder, remove } = temporaryFolder();
  const store = await openEventStore(`sqlite:${placesIn(folder).events}`);
  return {
    store,
    appends: async (_callers, milliseconds) => ({
      limit: fsyncRate(folder, milliseconds),
      limitName: 'fsync rate',
    }),
    reads: async () => ({ limit: parseRate(), limitName: 'JSON.parse of such texts' }),
    async close() {
      await store.close();
      remove();
    },
  };
}

async function openLists(): Promise<MeasuredLists> {
  const { folder, remove } = temporaryFolder();
  const store = new SqliteReadStore(folder);
  await store.open(deviceProjection);
  return {
    store,
    upserts: async documents => ({
      limit: bareUpdates(folder, documents, seeded(documents)),
      limitName: 'bare SQLite, the same rows updated',
    }),
    byKey: async () => ({ limit: pointReads(folder), limitName: 'bare SQLite, 50 rows by key, p99' }),
    async close() {
      await store.close();
      remove();
    },
  };
}

async function openPlace(): Promise<ServerPlace> {
  const { folder, remove } = temporaryFolder();
  return {
    folder,
    environment: {},
    openLog: () => openEventStore(`sqlite:${placesIn(folder).events}`),
    turns: async () => null,
    close: async () => remove(),
  };
}

/** The stores in the data folder. */
export const embeddedPair: StorePair = {
  log: { name, open: openLog },
  lists: { name, open: openLists },
  both: { name, open: openPlace },
};

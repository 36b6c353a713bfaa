import { memoryOperationStore } from '../../../adapters/operation-logs/memory.ts';
import { openSqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import { batchOf, type OperationRecord } from '../../../domain/operation-logs/records/index.ts';
import type { OperationQuery, OperationStore } from '../../../projections/operation-logs/index.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const firstDay = Date.parse('2026-09-01T12:00:00Z');
const dayMs = 86_400_000;
const days = 20;

/** Two devices and twenty days: what is looked for stands in every third record, on some days in none. */
async function fill(store: OperationStore): Promise<void> {
  for (let day = 0; day < days; day++)
    for (const device of ['one', 'two']) {
      const records = Array.from({ length: 12 }, (_, row): OperationRecord => {
        const name = day % 5 !== 4 && row % 3 === 0 ? 'Wanted plan' : 'other';
        return {
          // Of both devices at the same time, and nearly so on the days before and after.
          time: firstDay + day * dayMs + row * 60_000,
          detail: 'create-file',
          file: `C:\\work\\${day}\\${row} ${name}.docx`,
        };
      });
      await store.record({ device, batch: batchOf(records, { seq: day + 1, tz: 0 }), receivedAt: 1 });
    }
}

async function pages(store: OperationStore, query: OperationQuery): Promise<string[][]> {
  const all: string[][] = [];
  for (let cursor: string | undefined; ;) {
    const { items, next } = await store.search({ ...query, ...(cursor !== undefined && { cursor }) });
    all.push(items.map(({ id }) => id));
    if (next === null) return all;
    cursor = next;
  }
}

describe('days that several readers look through', () => {
  let store: OperationStore;
  let reference: OperationStore;
  beforeAll(async () => {
    reference = memoryOperationStore();
    store = await openSqliteOperationStore(folder(), { intakeThreads: 1, readerThreads: 3 });
    for (const one of [reference, store]) await fill(one);
  });
  afterAll(async () => {
    await store.close();
    await reference.close();
  });

  // 128 records have it: pages that fill exactly, that leave one, and one page for all.
  test.each([
    ['newest', 16],
    ['newest', 127],
    ['newest', 128],
    ['newest', 500],
    ['oldest', 16],
    ['oldest', 7],
  ] as const)('answer together what one would, %s first, %d to a page', async (order, limit) => {
    const query = { order, limit, filter: { op: 'contains', column: 'file', value: 'wanted' } } as const;
    const expected = await pages(reference, query);
    expect(expected.flat()).toHaveLength(128);
    expect(await pages(store, query)).toEqual(expected);
  });

  test('where the others have to begin first, and where all are there', async () => {
    const place = folder();
    const filled = await openSqliteOperationStore(place, { intakeThreads: 1, readerThreads: 1 });
    await fill(filled);
    await filled.close();
    const query = {
      order: 'newest',
      limit: 50,
      filter: { op: 'contains', column: 'file', value: 'wanted' },
    } as const;
    const expected = await pages(reference, query);
    const opened = await openSqliteOperationStore(place, { readerThreads: 3 });
    const first = pages(opened, query);
    const beside = pages(opened, query);
    expect([await first, await beside]).toEqual([expected, expected]);
    await Promise.all(Array.from({ length: 3 }, () => opened.count({})));
    expect(await pages(opened, query)).toEqual(expected);
    await opened.close();
  });

  test('of a span, of one device of many, of a page that nothing follows', async () => {
    const filter = { op: 'contains', column: 'file', value: 'wanted' } as const;
    const span = { from: firstDay + 3 * dayMs, until: firstDay + 14 * dayMs };
    const many = new Set(['two', ...Array.from({ length: 300 }, (_, number) => `away-${number}`)]);
    for (const query of [
      { ...span, filter, order: 'newest', limit: 10 },
      { filter, devices: many, order: 'oldest', limit: 9 },
      { filter: { ...filter, value: 'nowhere' }, order: 'newest', limit: 10 },
    ] as const)
      expect(await pages(store, query)).toEqual(await pages(reference, query));
  });
});

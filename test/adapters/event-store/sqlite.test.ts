import path from 'node:path';
import { openSqliteEventStore } from '../../../adapters/event-store/sqlite.ts';
import type { EventStore, ReadAllOptions } from '../../../domain/kernel/index.ts';
import { eventStoreCompliance } from '../../compliance/event-store.ts';
import { eventFactory } from '../../support/events.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

eventStoreCompliance('sqlite', () => openSqliteEventStore(path.join(folder(), 'log.db')));

describe('the newest events, which a process knows because it appended them', () => {
  const stores: EventStore[] = [];
  afterEach(() => Promise.all(stores.splice(0).map(store => store.close())));

  async function open(file: string): Promise<EventStore> {
    const store = await openSqliteEventStore(file);
    stores.push(store);
    return store;
  }

  async function read(store: EventStore, after: number, options: ReadAllOptions): Promise<unknown[]> {
    const events: unknown[] = [];
    for await (const batch of store.readAll(after, options)) events.push(...batch);
    return events;
  }

  const questions: readonly ReadAllOptions[] = [
    {},
    { batchSize: 3 },
    { types: ['Second'] },
    { categories: ['thing'], batchSize: 2 },
    { types: ['First'], categories: ['other'] },
    { until: 20 },
    { direction: 'backward' },
    { types: ['Never'] },
  ];

  test('are what the file says, whatever is asked and whoever else appends', async () => {
    const file = path.join(folder(), 'log.db');
    const [one, two] = [await open(file), await open(file)];
    const event = eventFactory();
    for (let round = 0; round < 12; round++) {
      // The second's events lie between the first's, and one of them sets the time back.
      const store = round % 5 === 3 ? two : one;
      const stream = `${round % 2 ? 'thing' : 'other'}-${round % 3}`;
      const at = new Date(Date.UTC(2026, 0, 5, 9, 0, round === 7 ? 2 : round)).toISOString();
      const large = { text: 'x'.repeat(200_000), missing: undefined };
      await store.append(stream, 'any', [
        event({ type: 'First', at, data: { round, missing: undefined } }),
        event({ type: 'Second', at, data: round % 4 ? [round, -0, { lone: '\ud800' }] : large }),
        event({ type: 'First', at, happenedAt: '2025-12-31T23:59:59Z' }),
      ]);
      const fresh = await open(file);
      for (const options of questions)
        for (const after of [0, 5, round * 3, round * 3 + 3])
          expect(await read(one, after, options)).toEqual(await read(fresh, after, options));
    }
  });

  test('are gone once they have expired', async () => {
    const store = await open(path.join(folder(), 'log.db'));
    const event = eventFactory();
    await store.setRetention('bulk', { maxCount: 1 });
    await store.append('bulk-1', 'none', [event(), event(), event()]);
    expect(await store.expire(event().at)).toBe(2);
    expect(await read(store, 0, {})).toMatchObject([{ revision: 2 }]);
  });
});

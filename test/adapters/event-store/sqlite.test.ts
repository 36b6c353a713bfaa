import assert from 'node:assert';
import path from 'node:path';
import { openSqliteEventStore } from '../../../adapters/event-store/sqlite.ts';
import type { EventFilter, EventStore } from '../../../domain/kernel/index.ts';
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

  /** What a follower is given until it has caught up. */
  async function follow(store: EventStore, after: number, filter: EventFilter): Promise<unknown[]> {
    const events: unknown[] = [];
    for await (const message of store.subscribe(after, filter, new AbortController().signal)) {
      if (message.kind === 'caught-up') break;
      events.push(...message.events);
    }
    return events;
  }

  /** What another connection appends is noticed within a quarter of a second, not at once. */
  async function noticed(store: EventStore, position: number): Promise<void> {
    for await (const message of store.subscribe(position - 1, {}, new AbortController().signal))
      if (message.kind === 'events') return;
  }

  const filters: readonly EventFilter[] = [
    {},
    { types: ['Second'] },
    { categories: ['thing'] },
    { types: ['First'], categories: ['other'] },
    { types: ['Never'] },
  ];

  test('are what the file says, whatever is followed and whoever else appends', async () => {
    const file = path.join(folder(), 'log.db');
    const [one, two] = [await open(file), await open(file)];
    const event = eventFactory();
    for (let round = 0; round < 12; round++) {
      // The second's events lie between the first's, and one of them sets the time back.
      const store = round % 5 === 3 ? two : one;
      const stream = `${round % 2 ? 'thing' : 'other'}-${round % 3}`;
      const at = new Date(Date.UTC(2026, 0, 5, 9, 0, round === 7 ? 2 : round)).toISOString();
      const large = { text: 'x'.repeat(200_000), missing: undefined };
      const appended = await store.append(stream, 'any', [
        event({ type: 'First', at, data: { round, missing: undefined } }),
        event({ type: 'Second', at, data: round % 4 ? [round, -0, { lone: '\ud800' }] : large }),
        event({ type: 'First', at, happenedAt: '2025-12-31T23:59:59Z' }),
      ]);
      assert(appended.kind === 'appended');
      await noticed(one, appended.position);
      const fresh = await open(file);
      for (const filter of filters)
        for (const after of [0, 5, round * 3, round * 3 + 3])
          expect(await follow(one, after, filter)).toEqual(await follow(fresh, after, filter));
    }
  });

  test('are gone once they have expired', async () => {
    const store = await open(path.join(folder(), 'log.db'));
    const event = eventFactory();
    await store.setRetention('bulk', { maxCount: 1 });
    await store.append('bulk-1', 'none', [event(), event(), event()]);
    expect(await store.expire(event().at)).toBe(2);
    expect(await follow(store, 0, {})).toMatchObject([{ revision: 2 }]);
  });
});

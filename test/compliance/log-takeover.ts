import path from 'node:path';
import { openEventStore } from '../../adapters/event-store/open.ts';
import { openSqliteEventStore } from '../../adapters/event-store/sqlite.ts';
import {
  openLogTakeover,
  openLogToMove,
  type LogTakeover,
  type LogToMove,
} from '../../adapters/event-store/takeover.ts';
import type { EventStore, StoredEvent } from '../../domain/kernel/index.ts';
import { eventFactory } from '../support/events.ts';
import { temporaryFolders } from '../support/folder.ts';

let folder: () => string;
const open: { close(): Promise<void> }[] = [];

const closing = <T extends { close(): Promise<void> }>(one: T): T => {
  open.push(one);
  return one;
};

async function all(log: EventStore): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const batch of log.readAll(0)) events.push(...batch);
  return events;
}

/** As the source had it: what a store says of the place by itself is left out. */
const asBefore = ({ formerPosition, position, ...event }: StoredEvent) => ({
  ...event,
  position: formerPosition ?? position,
});

/**
 * A log in which streams run side by side, one lost its beginning, one lost everything, and one has events at the
 * same moment as another.
 */
async function sourceLog(): Promise<LogToMove> {
  const file = path.join(folder(), 'events.db');
  const store = await openSqliteEventStore(file);
  const event = eventFactory();
  const at = (day: number) => `2026-01-${String(day).padStart(2, '0')}T09:00:00.000Z`;
  await store.append('note-gone', 'none', [event({ at: at(1) }), event({ at: at(1) })]);
  for (let day = 1; day <= 9; day++) {
    await store.append('note-a', day === 1 ? 'none' : day - 2, [
      event({ at: at(day), data: { day, text: '端末' } }),
    ]);
    await store.append(`fact-${day % 3}`, 'any', [
      event({ at: at(day), happenedAt: at(day), causationId: 'c1' }),
      event({ at: at(day) }),
    ]);
  }
  await store.setRetention('note', { maxAgeDays: 4 });
  expect(await store.expire(at(10))).toBe(7);
  await store.close();
  const source = await openLogToMove(file);
  open.push(source.log);
  return source;
}

const lastOf = async (source: LogToMove) => (await all(source.log)).at(-1)!;
const movedAfter = (last: StoredEvent): StoredEvent => ({
  ...eventFactory(77)({ type: 'LedgerMoved', at: last.at }),
  stream: 'ledger-main',
  revision: 0,
  position: last.position + 1,
});

/** Suite of the port: `newTarget` answers the address of a store that has no log yet. */
export function logTakeoverCompliance(name: string, newTarget: () => Promise<string>): void {
  describe(`a log taken over into ${name}`, () => {
    folder = temporaryFolders();
    afterEach(async () => {
      for (const one of open.splice(0)) await one.close();
    });
    let source: LogToMove;
    let events: StoredEvent[];
    let address: string;
    let target: LogTakeover;
    beforeEach(async () => {
      source = await sourceLog();
      events = await all(source.log);
      address = await newTarget();
      target = closing(await openLogTakeover(address));
    });

    test('has the same events in the same order, and streams go on where they were', async () => {
      await target.take(events.slice(0, 5));
      await target.take(events.slice(5));
      await target.limit(source.limits());
      await target.complete(movedAfter(events.at(-1)!));
      await target.close();
      const log = closing(await openEventStore(address));
      const moved = await all(log);
      expect(moved.slice(0, -1).map(asBefore)).toEqual(events);
      expect(moved.at(-1)).toMatchObject({ type: 'LedgerMoved', stream: 'ledger-main', revision: 0 });
      expect(moved.at(-1)).not.toHaveProperty('formerPosition');
      const event = eventFactory(5);
      expect(await log.append('note-a', 8, [event()])).toMatchObject({ kind: 'appended', revision: 9 });
      expect(await log.append('note-gone', 1, [event()])).toMatchObject({ kind: 'appended', revision: 2 });
      expect(await log.append('fact-1', 'none', [event()])).toMatchObject({ kind: 'conflict', actual: 5 });
      expect(await log.revisionOf('fact-1', events.find(({ stream }) => stream === 'fact-1')!.id)).toBe(0);
      expect(await log.checkIntegrity()).toEqual([]);
    });

    test('its retention goes on', async () => {
      await target.take(events);
      await target.limit(source.limits());
      await target.complete(movedAfter(events.at(-1)!));
      await target.close();
      const log = closing(await openEventStore(address));
      const kept = events.filter(({ stream }) => stream === 'note-a').length;
      expect(await log.expire('2026-02-01T00:00:00.000Z')).toBe(kept);
      expect((await all(log)).some(({ stream }) => stream.startsWith('note-'))).toBe(false);
    });

    test('what expired in the source after it was taken is gone in both', async () => {
      await target.take(events);
      const file = (await source.log.status()).store.slice('sqlite:'.length);
      const writer = await openSqliteEventStore(file);
      expect(await writer.expire('2026-01-12T09:00:00.000Z')).toBe(2);
      await writer.close();
      await target.limit(source.limits());
      expect((await all(target.log)).map(asBefore)).toEqual(await all(source.log));
    });

    test('is no log before it is complete, and can be gone on with', async () => {
      await target.take(events.slice(0, 7));
      await target.close();
      const line = 'is being filled by "muster migrate" and is not complete';
      await expect(openEventStore(address)).rejects.toThrow(line);
      await expect(openEventStore(address, { readOnly: true })).rejects.toThrow(line);
      target = closing(await openLogTakeover(address));
      expect((await target.last())!.id).toBe(events[6]!.id);
      await target.take(events.slice(7));
      await target.limit(source.limits());
      expect((await all(target.log)).map(asBefore)).toEqual(events);
    });

    test('is not begun where there is a log', async () => {
      await target.take(events);
      await target.complete(movedAfter(await lastOf(source)));
      await target.close();
      await expect(openLogTakeover(address)).rejects.toThrow('holds a log already');
      const other = await newTarget();
      const log = closing(await openEventStore(other));
      await log.append('fact-1', 'none', [eventFactory()()]);
      await expect(openLogTakeover(other)).rejects.toThrow('holds a log already');
    });
  });
}

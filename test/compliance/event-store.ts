import { StoreUnavailableError, type EventStore } from '../../domain/kernel/index.ts';
import { appendCompliance } from './event-store/append.ts';
import { eventStoreAtTest } from './event-store/at-test.ts';
import { readingCompliance } from './event-store/reading.ts';
import { retentionCompliance } from './event-store/retention.ts';
import { subscribingCompliance } from './event-store/subscribing.ts';

/**
 * What every adapter of the EventStore port must do. `open` answers an empty store; the suite closes it.
 * Positions are compared by order only: not every store counts 1, 2, 3.
 */
export function eventStoreCompliance(adapter: string, open: () => Promise<EventStore>): void {
  describe(`event store compliance: ${adapter}`, () => {
    const at = eventStoreAtTest(open);

    appendCompliance(at);
    readingCompliance(at);
    subscribingCompliance(at);
    retentionCompliance(at);

    test('a closed store says so, also to those who follow it; closing twice is nothing', async () => {
      await at.store.append('thing-1', 'none', at.some(1));
      const iterator = at.store.subscribe(0, {}, new AbortController().signal)[Symbol.asyncIterator]();
      await iterator.next();
      await iterator.next();
      const waiting = iterator.next();
      const told = expect(waiting).rejects.toMatchObject({ reason: 'closed' });
      await at.store.close();
      await told;
      await at.store.close();
      await expect(at.store.append('thing-1', 'any', at.some(1))).rejects.toBeInstanceOf(
        StoreUnavailableError,
      );
      await expect(at.all()).rejects.toMatchObject({ reason: 'closed' });
      await expect(at.store.lastPosition()).rejects.toMatchObject({ reason: 'closed' });
    });
  });
}

import type { Follower, Recorded } from '../../../adapters/event-store/eventstoredb/driver.ts';
import { Tail, type TailParts } from '../../../adapters/event-store/eventstoredb/tail.ts';

/** A server that has delivered these events and is quiet since. */
function following(events: readonly Recorded[]): Tail {
  const driver = {
    async follow(_after: number, follower: Follower, signal: AbortSignal) {
      follower.confirmed?.();
      for (const event of events) follower.event(event);
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
    },
  };
  const patience = { persist: (work: () => Promise<unknown>) => work() };
  const frontier = { reached() {}, doubt() {} };
  return new Tail({ driver, patience, frontier, reader: {} } as unknown as TailParts, 0);
}

const event = (position: number, text: string): Recorded => ({
  stream: 'operationRecords-pc',
  revision: position - 1,
  position,
  id: `id-${position}`,
  type: 'OperationsRecorded',
  data: { deviceId: 'pc', parts: [{ day: '2026-09-01', records: 1, body: text }] },
  metadata: { schemaVersion: 1, at: '2026-09-01T00:00:00.000Z', actor: 'system:x', $correlationId: 'x' },
});

const positionsOf = (tail: Tail, after: number) =>
  tail.page({ after, backward: false, limit: 100 })?.events.map(({ position }) => position);

test('large events are kept as long as there is room for their text, and the newest always', async () => {
  const text = 'x'.repeat(10 * 1024 * 1024);
  const tail = following([1, 2, 3, 4, 5].map(position => event(position, text)));
  try {
    expect(positionsOf(tail, 0)).toBeUndefined();
    expect(positionsOf(tail, 2)).toEqual([3, 4, 5]);
  } finally {
    await tail.close();
  }
  const small = following([1, 2, 3, 4, 5].map(position => event(position, 'x')));
  expect(positionsOf(small, 0)).toEqual([1, 2, 3, 4, 5]);
  await small.close();
});

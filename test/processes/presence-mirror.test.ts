import pino from 'pino';
import { memoryPresence } from '../../adapters/presence/memory.ts';
import { fixedClock } from '../../adapters/platform/index.ts';
import type { PresenceStore, Value } from '../../projections/kernel/index.ts';
import { PresenceMirror } from '../../src/processes/presence-mirror.ts';

function setUp(presence: PresenceStore = memoryPresence()) {
  const clock = fixedClock();
  const shown = new Map<string, Readonly<Record<string, Value>>>();
  let writes = 0;
  const order: string[] = [];
  const mirror = new PresenceMirror(
    {
      clock,
      log: pino({ level: 'silent' }),
      events: { lastPosition: async () => 7 },
      projections: {
        reached: async position => {
          order.push(`reached ${position}`);
          return true;
        },
      },
      read: {
        touch: async (_collection, updates) => {
          order.push('touch');
          for (const { id, columns } of updates) {
            writes += 1;
            shown.set(id, columns);
          }
        },
      },
    },
    presence,
  );
  const contact = (deviceId: string, inventory = false) =>
    mirror.observed.touch({
      deviceId,
      lastContactAt: Date.parse(clock.now()),
      lastInventoryAt: inventory ? Date.parse(clock.now()) : null,
      protocol: 'glpi',
      agentVersion: null,
      expectedEverySeconds: 60,
      clockSkewSeconds: null,
    });
  return { clock, shown, order, mirror, contact, writes: () => writes };
}

test('a contact is shown once the device’s row is there, many contacts as one', async () => {
  const { clock, shown, order, mirror, contact, writes } = setUp();
  contact('a', true);
  const inventoryAt = Date.parse(clock.now());
  clock.advance(1_000);
  contact('a');
  contact('b');
  await mirror.flush();
  expect(order).toEqual(['reached 7', 'touch']);
  expect(writes()).toBe(2);
  const now = Date.parse(clock.now());
  expect(shown.get('a')).toEqual({ lastSeenAt: now, lastInventoryAt: inventoryAt, online: 'online' });
  expect(shown.get('b')).toMatchObject({ lastInventoryAt: null });
  await mirror.flush();
  expect(writes()).toBe(2);
});

test('silence is noticed by looking, and only what changed is written', async () => {
  const { clock, shown, mirror, contact, writes } = setUp();
  contact('a');
  await mirror.flush();
  await mirror.sweep();
  expect(writes()).toBe(1);
  clock.advance(121_000);
  await mirror.sweep();
  expect(shown.get('a')?.online).toBe('quiet');
  clock.advance(600_000);
  await mirror.sweep();
  expect(shown.get('a')?.online).toBe('offline');
  await mirror.sweep();
  expect(writes()).toBe(3);
});

test('contacts with other servers are shown where the store tells of them, and only while it may', async () => {
  const presence = memoryPresence();
  const marks: (number | null)[] = [];
  const { clock, shown, order, mirror, writes } = setUp({
    ...presence,
    async *changedSince(mark) {
      marks.push(mark);
      for await (const presences of presence.all()) yield { presences, mark: marks.length };
    },
  });
  presence.touch({
    deviceId: 'elsewhere',
    lastContactAt: Date.parse(clock.now()),
    lastInventoryAt: null,
    protocol: 'glpi',
    agentVersion: null,
    expectedEverySeconds: 60,
    clockSkewSeconds: null,
  });
  await mirror.flush();
  expect(shown.get('elsewhere')).toMatchObject({ online: 'online' });
  await mirror.flush();
  expect(marks).toEqual([null, 1]);
  expect(writes()).toBe(1);
  await mirror.stop();
  clock.advance(3_600_000);
  await mirror.sweep();
  expect(order.filter(step => step === 'touch')).toHaveLength(1);
});

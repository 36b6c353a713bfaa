import { readWholeStream } from '../../../domain/kernel/index.ts';
import type { EventStoreAtTest } from './at-test.ts';

export function retentionCompliance(at: EventStoreAtTest): void {
  const { some, all, follow } = at;

  describe('retention', () => {
    const old = { at: '2026-01-01T00:00:00.000Z' };
    const recent = { at: '2026-03-01T00:00:00.000Z' };

    test('removes by age and by count, only of its category; revisions and positions go on', async () => {
      await at.store.append('log-1', 'none', some(3, old));
      await at.store.append('fact-1', 'none', some(3, old));
      await at.store.append('logbook-1', 'none', some(1, old));
      await at.store.append('log-1', 2, some(2, recent));
      await at.store.append('log-2', 'none', some(5, recent));
      await at.store.append('gone-1', 'none', some(2, recent));
      await at.store.setRetention('log', { maxAgeDays: 30 });
      await at.store.setRetention('gone', { maxAgeDays: 1 });
      expect(await at.store.expire('2026-03-02T00:00:00.000Z')).toBe(3);
      expect((await readWholeStream(at.store, 'log-1')).map(({ revision }) => revision)).toEqual([3, 4]);
      expect(await readWholeStream(at.store, 'fact-1')).toHaveLength(3);
      expect(await readWholeStream(at.store, 'logbook-1')).toHaveLength(1);

      await at.store.setRetention('log', { maxCount: 2 });
      const last = await at.store.lastPosition();
      expect(await at.store.expire('2026-03-05T00:00:00.000Z')).toBe(3 + 2);
      expect((await readWholeStream(at.store, 'log-2')).map(({ revision }) => revision)).toEqual([3, 4]);
      expect(await readWholeStream(at.store, 'gone-1')).toEqual([]);
      expect(await at.store.expire('2026-03-05T00:00:00.000Z')).toBe(0);

      expect(await at.store.lastPosition()).toBe(last);
      expect(await at.store.append('gone-1', 'none', some(1))).toEqual({ kind: 'conflict', actual: 1 });
      expect(await at.store.append('gone-1', 1, some(1, recent))).toMatchObject({
        kind: 'appended',
        revision: 2,
      });
      expect(await all()).toHaveLength(2 + 3 + 1 + 2 + 1);
      expect((await follow(0, {}, events => events.length === 9)).at(-1)!.position).toBeGreaterThan(last);
    });

    test('more than a thousand at once, while others append', async () => {
      await at.store.append('log-1', 'none', some(5_000, old));
      await at.store.setRetention('log', { maxAgeDays: 1 });
      const [removed, appended] = await Promise.all([
        at.store.expire(recent.at),
        at.store.append('fact-1', 'none', some(1, recent)),
      ]);
      expect(removed).toBe(5_000);
      expect(appended).toMatchObject({ kind: 'appended' });
      expect((await all()).map(({ stream }) => stream)).toEqual(['fact-1']);
    });

    test('nonsense is an error of the caller', async () => {
      await expect(at.store.setRetention('log', { maxAgeDays: -1 })).rejects.toThrow(RangeError);
      await expect(at.store.setRetention('log', { maxCount: 1.5 })).rejects.toThrow(RangeError);
      await at.store.setRetention('log', { maxAgeDays: 1 });
      await at.store.append('log-1', 'none', some(1));
      await expect(at.store.expire('yesterday')).rejects.toThrow(TypeError);
    });
  });
}

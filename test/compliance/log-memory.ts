import type { LogIdentity, LogMemory } from '../../domain/kernel/index.ts';

/** What every memory of a log does. `open` answers two servers' views of one that is empty. */
export function logMemoryCompliance(
  name: string,
  open: () => Promise<readonly [LogMemory, LogMemory]>,
): void {
  describe(`memory of a log: ${name}`, () => {
    const identity = (firstEvent: string, address = 'esdb://one'): LogIdentity => ({
      firstEvent,
      since: '2026-01-05T09:00:00.000Z',
      address,
    });

    test('keeps the first log it is told of, and says so to every other', async () => {
      const [one, other] = await open();
      expect(await other.kept()).toBeUndefined();
      expect(await one.keep(identity('a'))).toEqual(identity('a'));
      expect(await other.kept()).toEqual(identity('a'));
      expect(await other.keep(identity('b', 'esdb://two'))).toEqual(identity('a'));
      expect(await one.kept()).toEqual(identity('a'));
    });

    test('knows where the log lies now', async () => {
      const [one, other] = await open();
      await one.keep(identity('a'));
      const moved = identity('a', 'esdb://elsewhere');
      expect(await other.keep(moved)).toEqual(moved);
      expect(await one.kept()).toEqual(moved);
    });

    test('of two logs told of at once one is kept', async () => {
      const memories = await open();
      const kept = await Promise.all(memories.map((one, i) => one.keep(identity(`log ${i}`))));
      expect(kept[0]).toEqual(kept[1]);
      expect(await memories[0].kept()).toEqual(kept[0]);
    });
  });
}

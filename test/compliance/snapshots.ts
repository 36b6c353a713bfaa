import type { SnapshotStore } from '../../domain/kernel/index.ts';

/** What every adapter of the SnapshotStore port must do. `open` answers an empty store. */
export function snapshotCompliance(
  adapter: string,
  open: () => SnapshotStore & { close(): Promise<void> },
): void {
  describe(`snapshot store compliance: ${adapter}`, () => {
    let store: ReturnType<typeof open>;
    beforeEach(() => {
      store = open();
    });
    afterEach(() => store.close());

    test('gives back the newest of a stream, as JSON', async () => {
      await store.save({
        stream: '端末-1',
        stateVersion: 1,
        revision: 3,
        state: { a: [1, null, 'ü\ud800'], gone: undefined },
      });
      await store.save({
        stream: '端末-1',
        stateVersion: 1,
        revision: 9,
        state: { a: [1, null, 'ü\ud800'], gone: undefined },
      });
      const loaded = await store.load('端末-1', 1);
      expect(loaded).toStrictEqual({
        stream: '端末-1',
        stateVersion: 1,
        revision: 9,
        state: { a: [1, null, 'ü\ud800'] },
      });
    });

    test('a missing stream and another state version give nothing', async () => {
      await store.save({ stream: 'a-1', stateVersion: 1, revision: 3, state: {} });
      expect(await store.load('a-2', 1)).toBeUndefined();
      expect(await store.load('a-1', 2)).toBeUndefined();
    });
  });
}

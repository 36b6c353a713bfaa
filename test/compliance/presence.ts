import type { Presence, PresenceStore } from '../../projections/kernel/index.ts';

/** What every adapter of the PresenceStore port must do. `open` answers an empty store. */
export function presenceCompliance(
  adapter: string,
  open: () => PresenceStore | Promise<PresenceStore>,
): void {
  describe(`presence store compliance: ${adapter}`, () => {
    let store: PresenceStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const contact = (
      deviceId: string,
      lastContactAt: number,
      agentVersion: string | null = '1.0',
      lastInventoryAt: number | null = null,
    ) => ({
      deviceId,
      lastContactAt,
      lastInventoryAt,
      protocol: 'glpi',
      agentVersion,
      expectedEverySeconds: 3_600,
      clockSkewSeconds: -1.5,
    });
    async function everything(): Promise<Presence[]> {
      const found: Presence[] = [];
      for await (const batch of store.all()) found.push(...batch);
      return found;
    }

    test('is there at once and after being written; a device never seen is not', async () => {
      store.touch(contact('d1', 1_000, null));
      const expected = { ...contact('d1', 1_000, null), contacts: 1 };
      expect(await store.get('d1')).toEqual(expected);
      await store.flush();
      expect(await store.get('d1')).toEqual(expected);
      expect(await store.get('d2')).toBeUndefined();
    });

    test('keeps when the newest inventory came, through contacts without one and across writes', async () => {
      store.touch(contact('d1', 1_000, '1.0', 1_000));
      await store.flush();
      store.touch(contact('d1', 2_000));
      expect(await store.get('d1')).toMatchObject({ lastContactAt: 2_000, lastInventoryAt: 1_000 });
      store.touch(contact('d1', 500, '1.0', 500));
      await store.flush();
      expect(await store.get('d1')).toMatchObject({ lastContactAt: 2_000, lastInventoryAt: 1_000 });
      expect((await everything())[0]).toMatchObject({ lastInventoryAt: 1_000 });
    });

    test('counts every contact and keeps the newest, in whatever order and across writes', async () => {
      store.touch(contact('d1', 2_000, '2.0'));
      store.touch(contact('d1', 1_000, '1.0'));
      await store.flush();
      store.touch(contact('d1', 1_500, '1.5'));
      expect(await store.get('d1')).toMatchObject({ lastContactAt: 2_000, agentVersion: '2.0', contacts: 3 });
      await store.flush();
      expect(await store.get('d1')).toMatchObject({ lastContactAt: 2_000, agentVersion: '2.0', contacts: 3 });
      store.touch(contact('d1', 3_000, '3.0'));
      expect(await store.get('d1')).toMatchObject({ lastContactAt: 3_000, agentVersion: '3.0', contacts: 4 });
    });

    test('all devices, each once, written or not', async () => {
      for (let index = 0; index < 2_300; index++)
        store.touch(contact(`d${String(index).padStart(5, '0')}`, index));
      await store.flush();
      store.touch(contact('d99999', 5));
      store.touch(contact('d00000', 5));
      const found = await everything();
      expect(found.map(({ deviceId }) => deviceId)).toEqual([
        ...Array.from({ length: 2_300 }, (_, index) => `d${String(index).padStart(5, '0')}`),
        'd99999',
      ]);
      expect(found[0]).toMatchObject({ lastContactAt: 5, contacts: 2 });
    });
  });
}

import type { BodyStore } from '../../domain/kernel/index.ts';
import { fixedClock, type TestClock } from '../../adapters/platform/index.ts';

/** What every adapter of the BodyStore port must do. `open` answers an empty store. */
export function bodyCompliance(adapter: string, open: (clock: TestClock) => Promise<BodyStore>): void {
  describe(`body store compliance: ${adapter}`, () => {
    let store: BodyStore;
    let clock: TestClock;
    beforeEach(async () => {
      clock = fixedClock();
      store = await open(clock);
    });
    afterEach(() => store.close());

    async function listed(): Promise<unknown[]> {
      const found: unknown[] = [];
      for await (const batch of store.list()) found.push(...batch);
      return found;
    }

    test('gives back the bytes and their type by the SHA-256 of the bytes', async () => {
      const hash = await store.put(Buffer.from('abc'), 'application/json');
      expect(hash).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
      const body = await store.get(hash);
      expect(Buffer.from(body!.bytes).toString()).toBe('abc');
      expect(body).toMatchObject({ hash, contentType: 'application/json' });
      expect(await store.get('00'.repeat(32))).toBeUndefined();
    });

    test('empty, binary and long bodies survive', async () => {
      const bodies = [Buffer.alloc(0), Buffer.from([0, 255, 254, 0]), Buffer.alloc(3_000_000, 'inventory')];
      const hashes = await Promise.all(bodies.map(bytes => store.put(bytes, 'x/y')));
      for (const [index, hash] of hashes.entries())
        expect(Buffer.from((await store.get(hash))!.bytes).equals(bodies[index]!)).toBe(true);
    });

    test('the same bytes again are one body with the time of their first arrival', async () => {
      const first = await store.put(Buffer.from('abc'), 'a/b');
      clock.advance(1_000);
      await store.put(Buffer.from('defg'), 'a/b');
      await Promise.all([store.put(Buffer.from('abc'), 'other/type'), store.put(Buffer.from('abc'), 'a/b')]);
      expect(await listed()).toEqual([
        { hash: first, at: '2026-01-05T09:00:00.000Z', size: 3 },
        { hash: expect.any(String) as string, at: '2026-01-05T09:00:01.000Z', size: 4 },
      ]);
      expect((await store.get(first))!.contentType).toBe('a/b');
    });

    test('a caller that reuses its buffer changes nothing', async () => {
      const bytes = Buffer.from('abc');
      const hash = await store.put(bytes, 'a/b');
      bytes.fill(0);
      expect(Buffer.from((await store.get(hash))!.bytes).toString()).toBe('abc');
    });

    test('more than a thousand are listed oldest first', async () => {
      const hashes = await Promise.all(
        Array.from({ length: 1_500 }, (_, index) => store.put(Buffer.from(`body ${index}`), 'a/b')),
      );
      expect((await listed()).map(one => (one as { hash: string }).hash)).toEqual(hashes);
    });
  });
}

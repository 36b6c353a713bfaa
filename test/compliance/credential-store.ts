import type { TestClock } from '../../adapters/platform/clock.ts';
import { fixedClock } from '../../adapters/platform/index.ts';
import type { Credential, CredentialStore } from '../../domain/kernel/index.ts';

/** What every credential store does. `open` answers a fresh, empty one. */
export function credentialStoreCompliance(
  name: string,
  open: (clock: TestClock) => CredentialStore | Promise<CredentialStore>,
): void {
  describe(`credential store: ${name}`, () => {
    let store: CredentialStore;
    let clock: TestClock;
    const credential = (over: Partial<Credential> = {}): Credential => ({
      kind: 'session',
      id: 'one',
      secret: 'hash',
      details: { userId: 'kimura', names: ['木村'] },
      expiresAt: null,
      ...over,
    });

    beforeEach(async () => {
      clock = fixedClock();
      store = await open(clock);
    });
    afterEach(() => store.close());

    test('keeps what was put, whole, and replaces it', async () => {
      await store.put(credential());
      expect(await store.get('session', 'one')).toEqual(credential());
      await store.put(credential({ secret: 'other' }));
      expect((await store.get('session', 'one'))?.secret).toBe('other');
      expect(await store.list('session')).toHaveLength(1);
    });

    test('the same id in another kind is another credential', async () => {
      await store.put(credential());
      expect(await store.get('api-token', 'one')).toBeUndefined();
      expect(await store.list('api-token')).toEqual([]);
    });

    test('create makes one of many at once', async () => {
      const made = await Promise.all(
        Array.from({ length: 20 }, (_, n) => store.create(credential({ secret: String(n) }))),
      );
      expect(made.filter(Boolean)).toHaveLength(1);
      expect((await store.get('session', 'one'))?.secret).toBe(String(made.indexOf(true)));
    });

    test('replace changes what exists and brings nothing back', async () => {
      expect(await store.replace(credential())).toBe(false);
      expect(await store.get('session', 'one')).toBeUndefined();
      await store.put(credential({ expiresAt: '2026-01-05T09:00:01.000Z' }));
      const later = credential({ secret: 'other', expiresAt: '2026-01-05T09:00:02.000Z' });
      expect(await store.replace(later)).toBe(true);
      expect(await store.get('session', 'one')).toEqual(later);
      clock.advance(2_000);
      expect(await store.replace(credential())).toBe(false);
      await store.put(credential());
      await store.delete('session', 'one');
      expect(await store.replace(credential())).toBe(false);
      expect(await store.list('session')).toEqual([]);
    });

    test('after its end it does not exist, and may be created anew', async () => {
      await store.put(credential({ expiresAt: '2026-01-05T09:00:01.000Z' }));
      expect(await store.get('session', 'one')).toBeDefined();
      clock.advance(1_000);
      expect(await store.get('session', 'one')).toBeUndefined();
      expect(await store.list('session')).toEqual([]);
      expect(await store.delete('session', 'one')).toBe(false);
      expect(await store.create(credential())).toBe(true);
    });

    test('delete says whether there was one', async () => {
      await store.put(credential());
      expect(await store.delete('session', 'one')).toBe(true);
      expect(await store.delete('session', 'one')).toBe(false);
      expect(await store.get('session', 'one')).toBeUndefined();
    });

    test('writes take effect in the order they were asked for', async () => {
      await Promise.all([
        store.put(credential()),
        store.delete('session', 'one'),
        store.put(credential({ id: 'two' })),
      ]);
      expect((await store.list('session')).map(({ id }) => id)).toEqual(['two']);
    });

    test('what was handed out is no door into the store', async () => {
      await store.put(credential());
      const read = await store.get('session', 'one');
      (read!.details as Record<string, unknown>).userId = 'somebody else';
      expect((await store.get('session', 'one'))?.details.userId).toBe('kimura');
    });
  });
}

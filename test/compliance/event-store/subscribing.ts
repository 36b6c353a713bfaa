import type { EventStoreAtTest } from './at-test.ts';

export function subscribingCompliance(at: EventStoreAtTest): void {
  const { some, all, follow } = at;

  describe('subscribing', () => {
    test('delivers the past, says so, then what happens, without gap or repeat', async () => {
      await at.store.append('thing-1', 'none', some(2_500));
      let appended = 0;
      const seen = await follow(0, {}, (events, caughtUp) => {
        if (caughtUp > 0 && appended < 20) {
          appended++;
          void at.store.append(`late-${appended}`, 'none', some(3));
        }
        return events.length === 2_560;
      });
      expect(seen).toEqual(await all());
    });

    test('with many writers at once nothing is missed, by several subscribers', async () => {
      const writing = Promise.all(
        Array.from({ length: 16 }, async (_, writer) => {
          for (let index = 0; index < 25; index++) await at.store.append(`thing-${writer}`, 'any', some(2));
        }),
      );
      const followers = [0, 1, 2].map(() => follow(0, {}, events => events.length === 800));
      await writing;
      const whole = await all();
      for (const seen of await Promise.all(followers))
        expect(seen.map(({ position }) => position)).toEqual(whole.map(({ position }) => position));
    });

    test('resumes where it was left', async () => {
      await at.store.append('thing-1', 'none', some(50));
      const first = await follow(0, {}, events => events.length > 0);
      await at.store.append('thing-1', 49, some(5));
      const second = await follow(first[20]!.position, {}, events => events.length >= 34);
      expect([...first.slice(0, 21), ...second]).toEqual(await all());
    });

    test('with a filter it is told how far the log was looked through', async () => {
      await at.store.append('thing-1', 'none', some(5));
      const { position } = (await at.store.append('other-1', 'none', some(1))) as { position: number };
      const seen = await follow(0, { categories: ['thing'] }, (_events, caughtUp) => caughtUp === position);
      expect(seen).toHaveLength(5);
      let asked = false;
      let later = Infinity;
      const none = await follow(position, { types: ['Unknown'] }, (_events, caughtUp) => {
        if (caughtUp === position && !asked) {
          asked = true;
          void at.store
            .append('other-1', 'any', some(2))
            .then(result => (later = (result as { position: number }).position));
        }
        return caughtUp > position && caughtUp <= later;
      });
      expect(none).toEqual([]);
    });

    test('an empty log is caught up at once; aborting ends it, also while it waits', async () => {
      expect(await follow(0, {}, (_events, caughtUp) => caughtUp === 0)).toEqual([]);
      const stop = new AbortController();
      const iterator = at.store.subscribe(0, {}, stop.signal)[Symbol.asyncIterator]();
      await iterator.next();
      const waiting = iterator.next();
      stop.abort();
      expect(await waiting).toMatchObject({ done: true });
    });

    test('one that is already aborted delivers nothing', async () => {
      await at.store.append('thing-1', 'none', some(1));
      for await (const _ of at.store.subscribe(0, {}, AbortSignal.abort())) throw new Error('delivered');
    });
  });
}

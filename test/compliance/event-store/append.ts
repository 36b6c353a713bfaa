import { EventTooLargeError, readWholeStream, type NewEvent } from '../../../domain/kernel/index.ts';
import type { EventStoreAtTest } from './at-test.ts';

export function appendCompliance(at: EventStoreAtTest): void {
  const { event, some, all } = at;

  describe('append', () => {
    test('gives back what was put in, with stream, revision and position', async () => {
      const [first, second] = [
        event({ data: { n: 1 }, happenedAt: '2025-12-31T23:59:59Z', causationId: 'why' }),
        event({ data: [1.5, null, 'x', { deep: [{}] }] }),
      ];
      const result = await at.store.append('thing-1', 'none', [first, second]);
      const read = await readWholeStream(at.store, 'thing-1');
      expect(read).toEqual([
        { ...first, stream: 'thing-1', revision: 0, position: expect.any(Number) as number },
        { ...second, stream: 'thing-1', revision: 1, position: expect.any(Number) as number },
      ]);
      expect(result).toEqual({
        kind: 'appended',
        revision: 1,
        position: read[1]!.position,
        repeated: false,
      });
      expect(read[0]!.position).toBeLessThan(read[1]!.position);
      expect(await at.store.lastPosition()).toBe(read[1]!.position);
    });

    test.each([
      ['none', 'conflict', 'appended'],
      ['exists', 'appended', 'conflict'],
      ['any', 'appended', 'appended'],
      [2, 'appended', 'conflict'],
      [1, 'conflict', 'conflict'],
      [3, 'conflict', 'conflict'],
    ] as const)(
      'expecting %s: %s on a stream at revision 2, %s on a missing one',
      async (expected, there, missing) => {
        await at.store.append('thing-1', 'none', some(3));
        expect(await at.store.append('thing-1', expected, some(1))).toMatchObject(
          there === 'conflict' ? { kind: 'conflict', actual: 2 } : { kind: 'appended', revision: 3 },
        );
        expect(await at.store.append('thing-2', expected, some(1))).toMatchObject(
          missing === 'conflict' ? { kind: 'conflict', actual: -1 } : { kind: 'appended', revision: 0 },
        );
        expect(await readWholeStream(at.store, 'thing-1')).toHaveLength(there === 'conflict' ? 3 : 4);
        expect(await readWholeStream(at.store, 'thing-2')).toHaveLength(missing === 'conflict' ? 0 : 1);
      },
    );

    test('no events: only the expectation is checked', async () => {
      expect(await at.store.append('thing-1', 'none', [])).toEqual({
        kind: 'appended',
        revision: -1,
        position: 0,
        repeated: false,
      });
      expect(await at.store.append('thing-1', 'exists', [])).toEqual({ kind: 'conflict', actual: -1 });
      const { position } = (await at.store.append('thing-1', 'none', some(2))) as { position: number };
      await at.store.append('thing-2', 'none', some(1));
      expect(await at.store.append('thing-1', 1, [])).toEqual({
        kind: 'appended',
        revision: 1,
        position,
        repeated: false,
      });
      expect(await at.store.append('thing-1', 0, [])).toEqual({ kind: 'conflict', actual: 1 });
      expect(await all()).toHaveLength(3);
    });

    test('the same events again are a repeat: answered as the first time, not written', async () => {
      const [one, two, three] = [some(2), some(1), some(2)];
      const answers = [
        await at.store.append('thing-1', 'none', one),
        await at.store.append('thing-1', 1, two),
        await at.store.append('thing-1', 'any', three),
      ];
      const again = [
        await at.store.append('thing-1', 'none', one),
        await at.store.append('thing-1', 1, two),
        await at.store.append('thing-1', 'any', three),
        await at.store.append('thing-1', 'exists', three),
      ];
      expect(again).toEqual([...answers, answers[2]!].map(answer => ({ ...answer, repeated: true })));
      expect(await all()).toHaveLength(5);
    });

    test('half a repeat is a conflict', async () => {
      const [a, b, c] = some(3) as [NewEvent, NewEvent, NewEvent];
      await at.store.append('thing-1', 'none', [a, b]);
      expect(await at.store.append('thing-1', 'none', [a, c])).toEqual({ kind: 'conflict', actual: 1 });
      expect(await at.store.append('thing-1', 'none', [b])).toEqual({ kind: 'conflict', actual: 1 });
      expect(await at.store.append('thing-1', 'none', [a, b, c])).toEqual({ kind: 'conflict', actual: 1 });
      expect(await at.store.append('thing-1', 'any', [b, c])).toEqual({ kind: 'conflict', actual: 1 });
      expect(await all()).toHaveLength(2);
    });

    test('the same id on another stream is another event', async () => {
      const events = some(1);
      await at.store.append('thing-1', 'none', events);
      expect(await at.store.append('thing-2', 'none', events)).toMatchObject({
        kind: 'appended',
        repeated: false,
      });
    });

    test('revisionOf finds an event by its id in its own stream only', async () => {
      const events = some(3);
      await at.store.append('thing-1', 'none', events);
      expect(await at.store.revisionOf('thing-1', events[1]!.id)).toBe(1);
      expect(await at.store.revisionOf('thing-1', event().id)).toBe(-1);
      expect(await at.store.revisionOf('thing-2', events[1]!.id)).toBe(-1);
    });

    test('of appends at once, the wrong one is refused and no neighbour harmed', async () => {
      await at.store.append('thing-0', 'none', some(1));
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          index % 3 === 1
            ? at.store.append('thing-0', 7, some(2))
            : at.store.append(`thing-${index}-x`, 'none', some(2)),
        ),
      );
      answers.forEach((answer, index) =>
        expect(answer).toMatchObject(
          index % 3 === 1 ? { kind: 'conflict', actual: 0 } : { kind: 'appended', revision: 1 },
        ),
      );
      expect(await all()).toHaveLength(1 + 40 * 2);
    });

    test('of writers at once to one stream exactly one wins each revision', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => at.store.append('thing-1', 'none', some(1))),
      );
      expect(answers.filter(answer => answer.kind === 'appended')).toHaveLength(1);
      expect(answers.filter(answer => answer.kind === 'conflict' && answer.actual === 0)).toHaveLength(19);
    });

    test('an event too large is refused with its size, and nothing of its append is kept', async () => {
      const large = event({ data: 'ü'.repeat(5 * 1024 * 1024) });
      const appending = at.store.append('thing-1', 'none', [event(), large]);
      await expect(appending).rejects.toBeInstanceOf(EventTooLargeError);
      await expect(appending).rejects.toMatchObject({ limit: 8 * 1024 * 1024 });
      expect(await all()).toEqual([]);
      const fitting = event({ data: 'x'.repeat(4 * 1024 * 1024) });
      await at.store.append('thing-1', 'none', [fitting]);
      expect((await readWholeStream(at.store, 'thing-1'))[0]!.data).toBe(fitting.data);
    });

    test.each([
      ['an empty stream name', '', {}, /stream name/],
      ['a stream name with a lone surrogate', 'thing-\ud800', {}, /stream name/],
      ['a stream name that begins with $', '$thing-1', {}, /stream name "\$thing-1" must not begin with \$/],
      ['a type that begins with $', 'thing-1', { type: '$>' }, /event type/],
      ['an empty type', 'thing-1', { type: '' }, /event type/],
      ['an id that is no UUID', 'thing-1', { id: 'x' }, /id must be a lower-case UUID/],
      ['a time without milliseconds', 'thing-1', { at: '2026-01-05T09:00:00Z' }, /at must be RFC 3339 UTC/],
      ['a day that does not exist', 'thing-1', { at: '2026-13-05T09:00:00.000Z' }, /at must be RFC 3339 UTC/],
    ])('%s is an error of the caller', async (_name, stream, more, message) => {
      await expect(at.store.append(stream, 'any', [event(more)])).rejects.toThrow(message);
      expect(await at.store.lastPosition()).toBe(0);
    });

    test('a negative or broken expected revision is an error of the caller', async () => {
      await expect(at.store.append('thing-1', -1, some(1))).rejects.toThrow(RangeError);
      await expect(at.store.append('thing-1', 0.5, some(1))).rejects.toThrow(RangeError);
    });

    test('any text survives: Japanese, emoji, lone surrogates, NUL, in data and in names', async () => {
      const text = '端末管理 ｶﾅ 🖥️ \ud800 \udc00x \0 \u2028 "\\ é e\u0301';
      const stream = '端末-日本語 🖥️/1';
      await at.store.append(stream, 'none', [event({ type: '端末が登録された', data: { [text]: text } })]);
      expect(await readWholeStream(at.store, stream)).toMatchObject([
        { type: '端末が登録された', stream, data: { [text]: text } },
      ]);
      expect(await all(0, { categories: ['端末'] })).toHaveLength(1);
    });

    test('time never goes back in the log by the skew of concurrent callers', async () => {
      await at.store.append('thing-1', 'none', [event({ at: '2026-01-05T09:00:01.000Z' })]);
      await at.store.append('thing-2', 'none', [event({ at: '2026-01-05T09:00:00.990Z' })]);
      await at.store.append('thing-3', 'none', [event({ at: '2026-01-04T00:00:00.000Z' })]);
      expect((await all()).map(({ at }) => at)).toEqual([
        '2026-01-05T09:00:01.000Z',
        '2026-01-05T09:00:01.000Z',
        '2026-01-04T00:00:00.000Z',
      ]);
    });
  });
}

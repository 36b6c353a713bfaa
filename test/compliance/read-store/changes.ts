import type { OpenStore } from './open.ts';
import { increment, patch, put, refusal, remove, Subject, things, timeOf, msOf } from './things.ts';

export function changesCompliance(open: OpenStore): void {
  let subject: Subject;
  beforeEach(async () => {
    subject = await Subject.over(await open());
  });

  describe('compare', () => {
    beforeEach(async () => {
      await subject.happen(
        put('a', { name: 'x', size: 1 }),
        put('b', { name: 'x' }),
        put('c', { name: 'y' }),
        put('d', { size: 4 }),
      );
      await subject.happen(
        patch('a', { size: 2, name: 'z' }),
        put('e', { name: 'new' }),
        patch('b', { name: 'q' }),
      );
      await subject.happen(
        patch('a', { name: 'x' }),
        remove('c'),
        put('f', { name: 'brief' }),
        patch('b', { name: 'x' }),
      );
      await subject.happen(remove('f'), patch('d', { size: null, note: 'n' }));
    });

    test('tells net differences; there-and-back is none', async () => {
      expect(await subject.store.compare(things.name, { position: 1 }, { position: 4 })).toEqual({
        added: 1,
        removed: 1,
        changed: 2,
        byColumn: { size: 2, note: 1 },
        items: [
          { id: 'a', kind: 'changed', columns: { size: { from: 1, to: 2 } } },
          { id: 'c', kind: 'removed', columns: {} },
          {
            id: 'd',
            kind: 'changed',
            columns: { size: { from: 4, to: null }, note: { from: null, to: 'n' } },
          },
          { id: 'e', kind: 'added', columns: {} },
        ],
        next: null,
      });
    });

    test('backward it tells the opposite; with itself nothing; with now as with the last position', async () => {
      const back = await subject.store.compare(things.name, { position: 4 }, { position: 1 });
      expect(back.items.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
        'a changed',
        'c added',
        'd changed',
        'e removed',
      ]);
      expect(back.items[0]?.columns).toEqual({ size: { from: 2, to: 1 } });
      const none = { added: 0, removed: 0, changed: 0, byColumn: {}, items: [], next: null };
      expect(await subject.store.compare(things.name, { position: 2 }, { position: 2 })).toEqual(none);
      await subject.store.touch(things.name, [{ id: 'a', columns: { seen: 5 } }]);
      expect(await subject.store.compare(things.name, { position: 4 }, {})).toEqual(none);
      expect(
        (await subject.store.compare(things.name, { time: timeOf(3) }, {})).items.map(({ id }) => id),
      ).toEqual(['d', 'f']);
    });

    test('a filter holds at either moment; columns limit what counts as changed', async () => {
      const ids = async (filter: Parameters<Subject['ids']>[0], columns?: string[]) => {
        const asked = { ...(filter?.filter && { filter: filter.filter }), ...(columns && { columns }) };
        const { items, added, removed, changed } = await subject.store.compare(
          things.name,
          { position: 1 },
          { position: 2 },
          asked,
        );
        return [items.map(({ id }) => id).join(''), added, removed, changed];
      };
      expect(await ids({})).toEqual(['abe', 1, 0, 2]);
      expect(await ids({ filter: { op: 'eq', column: 'name', value: 'z' } })).toEqual(['a', 0, 0, 1]);
      expect(await ids({ filter: { op: 'eq', column: 'name', value: 'x' } })).toEqual(['ab', 0, 0, 2]);
      expect(await ids({ filter: { op: 'eq', column: 'name', value: 'new' } })).toEqual(['e', 1, 0, 0]);
      expect(await ids({}, ['size'])).toEqual(['ae', 1, 0, 1]);
      expect(await ids({}, [])).toEqual(['e', 1, 0, 0]);
    });

    test('pages by id with the counts of all; a cursor belongs to its question', async () => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await subject.store.compare(
          things.name,
          { position: 1 },
          { position: 4 },
          { limit: 1, ...(cursor && { cursor }) },
        );
        expect([page.added, page.removed, page.changed, page.byColumn]).toEqual([
          1,
          1,
          2,
          { size: 2, note: 1 },
        ]);
        seen.push(...page.items.map(({ id }) => id));
        if (page.next) cursor = page.next;
        else break;
      } while (seen.length < 9);
      expect(seen).toEqual(['a', 'c', 'd', 'e']);
      expect(
        await refusal(
          subject.store.compare(things.name, { position: 2 }, { position: 4 }, { cursor: cursor ?? '' }),
        ),
      ).toBe('QUERY_BAD_CURSOR');
    });

    test('a document deleted and put again is one document to both moments', async () => {
      await subject.happen(put('c', { name: 'y', size: 3 }));
      expect(
        (
          await subject.store.compare(
            things.name,
            { position: 1 },
            { position: 5 },
            { columns: ['name', 'size'] },
          )
        ).items.find(({ id }) => id === 'c'),
      ).toEqual({
        id: 'c',
        kind: 'changed',
        columns: { size: { from: null, to: 3 } },
      });
    });
  });

  describe('history of a document', () => {
    beforeEach(async () => {
      await subject.happen(put('a', { name: 'x', size: 1 }), put('b', { name: 'x' }));
      await subject.happen(
        patch('a', { size: 2 }),
        patch('a', { name: 'y', size: 3 }),
        patch('b', { name: 'z' }),
      );
      await subject.happen(patch('a', { size: 3 }), patch('a', { note: 'n' }), patch('a', { note: null }));
      await subject.happen(put('a', { name: 'y', size: 4, active: true }));
      await subject.happen(increment('a', { size: 1 }));
    });
    const change = (position: number, column: string, from: unknown, to: unknown) => ({
      position,
      at: timeOf(position),
      column,
      from,
      to,
    });

    test('newest first, net per event, columns in their order; creation is no change', async () => {
      expect(await subject.store.history(things.name, 'a')).toEqual([
        change(5, 'size', 4, 5),
        change(4, 'size', 3, 4),
        change(4, 'active', null, true),
        change(2, 'name', 'x', 'y'),
        change(2, 'size', 1, 3),
      ]);
      expect(await subject.store.history(things.name, 'nobody')).toEqual([]);
    });

    test('of some columns, before a position, up to a limit', async () => {
      expect(await subject.store.history(things.name, 'a', { columns: ['active', 'name'] })).toEqual([
        change(4, 'active', null, true),
        change(2, 'name', 'x', 'y'),
      ]);
      expect(await subject.store.history(things.name, 'a', { before: 5, limit: 1 })).toEqual([
        change(4, 'size', 3, 4),
      ]);
      expect(await subject.store.history(things.name, 'a', { before: 4, columns: ['size'] })).toEqual([
        change(2, 'size', 1, 3),
      ]);
      expect(await refusal(subject.store.history(things.name, 'a', { columns: ['nope'] }))).toBe(
        'QUERY_UNKNOWN_COLUMN',
      );
    });

    test('outlives the document and goes on when its id is used again', async () => {
      await subject.happen(remove('b'));
      expect(await subject.store.history(things.name, 'b')).toEqual([change(2, 'name', 'x', 'z')]);
      await subject.happen(put('b', { name: 'reborn' }));
      await subject.happen(patch('b', { name: 'renamed' }));
      expect(await subject.store.history(things.name, 'b')).toEqual([
        change(8, 'name', 'reborn', 'renamed'),
        change(2, 'name', 'x', 'z'),
      ]);
    });
  });

  describe('former values', () => {
    const point = (position: number) => ({ position, at: timeOf(position) });
    const hit = (id: string, column: string, value: string, from: number, to: number | null) => ({
      id,
      column,
      value,
      from: point(from),
      to: to === null ? null : point(to),
    });
    beforeEach(async () => {
      await subject.happen(
        put('a', { name: 'PC-1', address: '10.0.0.1', note: '10.0.0.1' }),
        put('b', { address: '10.0.0.12' }),
      );
      await subject.happen(patch('a', { address: '10.0.0.2' }));
      await subject.happen(patch('b', { address: '10.0.0.1' }), patch('a', { name: 'ｐｃ-2' }));
      await subject.happen(remove('b'));
      await subject.happen(patch('a', { address: '10.0.0.1' }));
    });
    const former = (text: string, more: Partial<Parameters<typeof subject.store.former>[1]> = {}) =>
      subject.store.former(things.name, { text, match: 'exact', limit: 100, ...more });

    test('who has or had exactly this, and when, newest first', async () => {
      expect(await former('10.0.0.1')).toEqual([
        hit('a', 'address', '10.0.0.1', 5, null),
        hit('b', 'address', '10.0.0.1', 3, 4),
        hit('a', 'address', '10.0.0.1', 1, 2),
      ]);
      expect(await former('10.0.0.')).toEqual([]);
      expect(await former('10.0.0.1', { limit: 2 })).toHaveLength(2);
    });

    test('prefix and folding', async () => {
      expect(await former('10.0.0.1', { match: 'prefix' })).toEqual([
        hit('a', 'address', '10.0.0.1', 5, null),
        hit('b', 'address', '10.0.0.1', 3, 4),
        hit('a', 'address', '10.0.0.1', 1, 2),
        hit('b', 'address', '10.0.0.12', 1, 3),
      ]);
      expect(await former('ＰＣ-', { match: 'prefix' })).toEqual([
        hit('a', 'name', 'ｐｃ-2', 3, null),
        hit('a', 'name', 'PC-1', 1, 3),
      ]);
      expect(await former('pc-1')).toEqual([hit('a', 'name', 'PC-1', 1, 3)]);
    });

    test('between: intervals that touch the span; the end of one is not part of it', async () => {
      const during = async (from: number, to: number) =>
        (
          await former('10.0.0.1', {
            between: { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
          })
        ).map(({ from: { position } }) => position);
      expect(await during(msOf(1) - 9, msOf(1) - 1)).toEqual([]);
      expect(await during(msOf(1) - 9, msOf(1))).toEqual([1]);
      expect(await during(msOf(2) - 1, msOf(2) - 1)).toEqual([1]);
      expect(await during(msOf(2), msOf(3) - 1)).toEqual([]);
      expect(await during(msOf(2), msOf(3))).toEqual([3]);
      expect(await during(msOf(4), msOf(5) - 1)).toEqual([]);
      expect(await during(msOf(3), msOf(9))).toEqual([5, 3]);
      expect(await during(msOf(8), msOf(9))).toEqual([5]);
    });

    test('in the columns named; only searchable ones', async () => {
      expect(await former('10.0.0.1', { columns: ['name'] })).toEqual([]);
      expect(await former('10.0.0.1', { columns: ['address', 'name'] })).toHaveLength(3);
      expect(await refusal(former('x', { columns: ['note'] }))).toBe('QUERY_WRONG_TYPE');
      expect(await refusal(former('x', { columns: ['nope'] }))).toBe('QUERY_UNKNOWN_COLUMN');
    });
  });
}

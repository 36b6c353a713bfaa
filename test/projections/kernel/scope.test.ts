import { fixedClock } from '../../../adapters/platform/index.ts';
import { MemoryReadStore } from '../../../adapters/read-store/memory.ts';
import type {
  CollectionDefinition,
  DocumentChange,
  Filter,
  Projection,
  QueryError,
  Scope,
} from '../../../projections/kernel/index.ts';
import { createScopedReads } from '../../../projections/kernel/index.ts';

const devices: CollectionDefinition = {
  name: 'test.devices',
  version: 1,
  history: 'columns',
  scopeColumn: 'department',
  columns: {
    name: { type: 'text', searchable: true },
    department: { type: 'path' },
    seen: { type: 'time' },
  },
};
const software: CollectionDefinition = {
  name: 'test.software',
  version: 1,
  history: 'interval',
  scopeThrough: { column: 'device', collection: devices.name },
  columns: {
    device: { type: 'text' },
    name: { type: 'text' },
    since: { type: 'time' },
    until: { type: 'time' },
  },
};
const products: CollectionDefinition = {
  name: 'test.products',
  version: 1,
  history: 'none',
  columns: { name: { type: 'text' } },
};
const notices: CollectionDefinition = { ...products, name: 'test.notices', public: true };
const notes: CollectionDefinition = {
  name: 'test.notes',
  version: 1,
  history: 'columns',
  scopeColumn: 'department',
  columns: { department: { type: 'path' }, done: { type: 'boolean' } },
  listed: { op: 'missing', column: 'done' },
};
const projection: Projection = {
  name: 'test.all',
  version: 1,
  collections: [devices, software, products, notices, notes],
  handles: [],
  project: () => [],
};

const timeOf = (position: number) => new Date(Date.UTC(2026, 0, position)).toISOString();
const msOf = (position: number) => Date.UTC(2026, 0, position);
const put = (
  collection: CollectionDefinition,
  id: string,
  columns: Record<string, string | number | null>,
): DocumentChange => ({ kind: 'put', collection: collection.name, id, columns });
const patch = (id: string, columns: Record<string, string | number | null>): DocumentChange => ({
  kind: 'patch',
  collection: devices.name,
  id,
  columns,
});

const clock = fixedClock(timeOf(20));
let store: MemoryReadStore;
let position: number;
async function happen(...changes: DocumentChange[]): Promise<void> {
  position += 1;
  await store.apply(
    projection.name,
    [{ position, at: timeOf(position), changes }],
    position,
    timeOf(position),
  );
}

beforeEach(async () => {
  clock.set(timeOf(20));
  store = new MemoryReadStore();
  position = 0;
  await store.open(projection);
  await happen(
    put(devices, 'a1', { name: 'alpha', department: 'Plant A', seen: msOf(19) }),
    put(devices, 'a2', { name: 'alto', department: 'Plant A/Quality', seen: msOf(3) }),
    put(devices, 'ab', { name: 'abacus', department: 'Plant AB', seen: msOf(19) }),
    put(devices, 'b1', { name: 'beta', department: 'Plant B', seen: msOf(19) }),
    put(devices, 'x', { name: 'nowhere' }),
    ...['a1', 'a2', 'ab', 'b1', 'x'].map(device =>
      put(software, `${device}|word`, { device, name: 'word', since: msOf(1), until: null }),
    ),
    put(products, 'word', { name: 'word' }),
    put(notices, 'n', { name: 'hello' }),
  );
  await happen(patch('a1', { department: 'Plant B' }), patch('b1', { department: 'Plant A/Quality' }));
  await happen(patch('a2', { name: 'alto two' }), patch('a1', { name: 'alpha two' }));
});

const reads = (scope: Scope) => createScopedReads(store, clock)(scope);
const idsOf = async (scope: Scope, collection: CollectionDefinition, filter?: Filter, at?: number) => {
  const asOf = at === undefined ? {} : { asOf: { position: at } };
  const page = await reads(scope).find(collection.name, { limit: 100, ...(filter && { filter }), ...asOf });
  return page.items.map(({ id }) => id);
};
const refusal = async (question: Promise<unknown>) =>
  question.then(
    () => 'answered',
    (error: QueryError) => error.code,
  );

describe('a collection with a department', () => {
  test.each<[string, Scope, string[]]>([
    ['unrestricted sees all', null, ['a1', 'a2', 'ab', 'b1', 'x']],
    ['a department with what is below it', ['Plant A'], ['a2', 'b1']],
    ['a department below', ['Plant A/Quality'], ['a2', 'b1']],
    ['two departments', ['Plant AB', 'Plant B'], ['a1', 'ab']],
    ['no department sees nothing', [], []],
    ['the empty path is not everything', [''], []],
  ])('%s', async (_title, scope, ids) => {
    expect(await idsOf(scope, devices)).toEqual(ids);
    expect(await reads(scope).count(devices.name)).toBe(ids.length);
    const groups = await reads(scope).groupBy(devices.name, 'department');
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(ids.length);
    for (const id of ['a1', 'a2', 'ab', 'b1', 'x']) {
      const document = await reads(scope).get(devices.name, id);
      expect(document?.id).toBe(ids.includes(id) ? id : undefined);
    }
    expect(
      [...(await reads(scope).visible(devices.name, ['x', 'b1', 'a2', 'ab', 'a1', 'none']))].sort(),
    ).toEqual(ids);
  });

  test('a filter cannot widen the scope', async () => {
    const all: Filter = {
      op: 'or',
      filters: [
        { op: 'and', filters: [] },
        { op: 'eq', column: 'department', value: 'Plant B' },
      ],
    };
    expect(await idsOf(['Plant A'], devices, all)).toEqual(['a2', 'b1']);
    expect(
      await idsOf(['Plant A'], devices, {
        op: 'not',
        filter: { op: 'under', column: 'department', path: 'Plant A' },
      }),
    ).toEqual([]);
    expect(await reads(['Plant A']).count(devices.name, all)).toBe(2);
    expect(await reads(['Plant A']).groupBy(devices.name, 'name', { filter: all })).toHaveLength(2);
  });

  test('for the past, the scope of today over the departments of then', async () => {
    expect(await idsOf(['Plant A'], devices, undefined, 1)).toEqual(['a1', 'a2']);
    expect(await reads(['Plant A']).count(devices.name, undefined, { position: 1 })).toBe(2);
    expect(await reads(['Plant B']).groupBy(devices.name, 'name', { asOf: { position: 1 } })).toEqual([
      { value: 'beta', count: 1 },
    ]);
  });

  test('a comparison tells of documents in scope at either moment', async () => {
    const { items } = await reads(['Plant A']).compare(devices.name, { position: 1 }, {});
    expect(items.map(({ id }) => id)).toEqual(['a1', 'a2', 'b1']);
    // a1 left the scope and b1 came: what they are outside it (a1 was renamed there) is not told.
    expect(items.map(({ columns }) => columns)).toEqual([
      { department: { from: 'Plant A', to: null } },
      { name: { from: 'alto', to: 'alto two' } },
      { department: { from: null, to: 'Plant A/Quality' } },
    ]);
    expect((await reads(['Plant AB']).compare(devices.name, { position: 1 }, {})).items).toEqual([]);
  });

  test('history and former values of documents in scope now', async () => {
    expect(await reads(['Plant A']).history(devices.name, 'a2')).toHaveLength(1);
    expect(await reads(['Plant A']).history(devices.name, 'a1')).toEqual([]);
    expect(await reads(null).history(devices.name, 'a1')).toHaveLength(2);
    const former = async (scope: Scope, limit: number) =>
      (await reads(scope).former(devices.name, { text: 'a', match: 'prefix', limit })).map(({ id }) => id);
    expect(await former(null, 9)).toEqual(['a1', 'a2', 'a1', 'a2', 'ab']);
    expect(await former(['Plant A'], 9)).toEqual(['a2', 'a2']);
    // The first hits are out of scope: it looks further.
    expect(await former(['Plant AB'], 1)).toEqual(['ab']);
    expect(await former([], 1)).toEqual([]);
  });
});

describe('a collection whose rows belong to documents of another', () => {
  test('is seen by who sees the owner, at any moment', async () => {
    expect(await idsOf(null, software)).toHaveLength(5);
    expect(await idsOf(['Plant A'], software)).toEqual(['a2|word', 'b1|word']);
    expect(await idsOf([], software)).toEqual([]);
    expect(await idsOf(['Plant A'], software, undefined, 1)).toEqual(['a1|word', 'a2|word']);
    expect(await reads(['Plant A']).groupBy(software.name, 'name')).toEqual([{ value: 'word', count: 2 }]);
    expect(await reads(['Plant A']).get(software.name, 'a2|word')).toBeDefined();
    expect(await reads(['Plant A']).get(software.name, 'a1|word')).toBeUndefined();
    expect([...(await reads(['Plant A']).visible(software.name, ['a1|word', 'b1|word']))]).toEqual([
      'b1|word',
    ]);
  });

  test('of one owner: asks only for that one', async () => {
    const find = jest.spyOn(store, 'find');
    const of = (device: string): Filter => ({
      op: 'and',
      filters: [
        { op: 'eq', column: 'name', value: 'word' },
        { op: 'eq', column: 'device', value: device },
      ],
    });
    expect(await idsOf(['Plant A'], software, of('a2'))).toEqual(['a2|word']);
    expect(await idsOf(['Plant A'], software, of('a1'))).toEqual([]);
    const [owners] = find.mock.calls.map(([, query]) => JSON.stringify(query.filter));
    expect(owners).toContain('"values":["a2"]');
  });

  test('what moves out of scope is gone with the next position, though owners are remembered', async () => {
    const restricted = createScopedReads(store, clock);
    const ids = async () =>
      (await restricted(['Plant A']).find(software.name, { limit: 9 })).items.map(({ id }) => id);
    expect(await ids()).toEqual(['a2|word', 'b1|word']);
    const find = jest.spyOn(store, 'find');
    expect(await ids()).toEqual(['a2|word', 'b1|word']);
    // One look at the position and the question itself.
    expect(find).toHaveBeenCalledTimes(2);
    await happen(patch('a2', { department: 'Plant B' }));
    expect(await ids()).toEqual(['b1|word']);
  });

  test('a page goes on though somebody came into scope meanwhile, and not for another question', async () => {
    const reader = reads(['Plant A']);
    const sort = [{ column: 'device', direction: 'desc' as const }];
    const first = await reader.find(software.name, { sort, limit: 1 });
    expect(first.items.map(({ id }) => id)).toEqual(['b1|word']);
    await happen(patch('a1', { department: 'Plant A' }));
    const cursor = first.next ?? '';
    const rest = await reader.find(software.name, { sort, limit: 9, cursor });
    expect([rest.items.map(({ id }) => id), rest.next]).toEqual([['a2|word', 'a1|word'], null]);
    expect(await refusal(reader.find(software.name, { limit: 9, cursor }))).toBe('QUERY_BAD_CURSOR');
    const filter: Filter = { op: 'missing', column: 'name' };
    expect(await refusal(reader.find(software.name, { sort, filter, limit: 9, cursor }))).toBe(
      'QUERY_BAD_CURSOR',
    );
  });

  test('more owners than a page', async () => {
    const many = Array.from({ length: 1_100 }, (_, i) => `m${String(i).padStart(4, '0')}`);
    await happen(
      ...many.flatMap(id => [
        put(devices, id, { department: 'Plant C' }),
        put(software, `${id}|w`, { device: id, name: 'w', since: 1, until: null }),
      ]),
    );
    expect(await reads(['Plant C']).count(software.name)).toBe(1_100);
    expect((await reads(['Plant C']).visible(devices.name, [...many, 'a1'])).size).toBe(1_100);
  });
});

describe('other collections', () => {
  test('are for unrestricted accounts only, unless they are public', async () => {
    const restricted = reads(['Plant A']);
    const name = products.name;
    expect(
      await Promise.all([
        refusal(restricted.find(name, { limit: 1 })),
        refusal(restricted.get(name, 'word')),
        refusal(restricted.count(name)),
        refusal(restricted.groupBy(name, 'name')),
        refusal(restricted.visible(name, ['word'])),
      ]),
    ).toEqual(Array(5).fill('QUERY_OUT_OF_SCOPE'));
    expect(await idsOf(null, products)).toEqual(['word']);
    expect(await idsOf(['Plant A'], notices)).toEqual(['n']);
    expect(await reads([]).get(notices.name, 'n')).toBeDefined();
  });
});

describe('relative times', () => {
  const within: Filter = { op: 'range', column: 'seen', gte: 'now-14d' };

  test('count from the clock now, and from the moment asked for in the past', async () => {
    expect(await idsOf(null, devices, within)).toEqual(['a1', 'ab', 'b1']);
    const reader = reads(null);
    const asOf = { time: timeOf(10) };
    expect(await reader.count(devices.name, within, asOf)).toBe(4);
    expect(await reader.count(devices.name, { op: 'range', column: 'seen', lt: '2026-01-04' }, asOf)).toBe(1);
    expect(await refusal(reader.count(devices.name, { op: 'eq', column: 'seen', value: 'soon' }))).toBe(
      'QUERY_WRONG_TYPE',
    );
    expect(await reader.groupBy(devices.name, 'seen', { filter: within })).toEqual([
      { value: msOf(19), count: 3 },
    ]);
  });

  test('all pages of one list mean the same now', async () => {
    const reader = reads(['Plant A', 'Plant B', 'Plant AB']);
    const first = await reader.find(devices.name, { filter: within, limit: 2 });
    clock.set(timeOf(40));
    const second = await reader.find(devices.name, { filter: within, limit: 2, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['a1', 'ab', 'b1']);
    expect(second.next).toBeNull();
    for (const cursor of ['x', '.', 'zz.', `!.${first.next}`, first.next?.slice(3) ?? ''])
      expect(await refusal(reader.find(devices.name, { filter: within, limit: 2, cursor }))).toBe(
        'QUERY_BAD_CURSOR',
      );
  });
});

describe('a collection that does not list all it keeps', () => {
  const note = (id: string, department: string, done: boolean | null): DocumentChange => ({
    kind: 'put',
    collection: notes.name,
    id,
    columns: { department, done },
  });
  beforeEach(async () => {
    await happen(note('n1', 'Plant A', null), note('n2', 'Plant A', true), note('n3', 'Plant B', null));
    await happen(note('n1', 'Plant A', true), note('n4', 'Plant A', null));
  });

  test.each<[string, Scope, string[], string[]]>([
    ['for everybody', null, ['n3', 'n4'], ['n1', 'n3']],
    ['within a scope', ['Plant A'], ['n4'], ['n1']],
  ])('lists the others %s, now and then', async (_title, scope, now, then) => {
    expect(await idsOf(scope, notes)).toEqual(now);
    expect(await idsOf(scope, notes, undefined, position - 1)).toEqual(then);
    expect(await idsOf(scope, notes, { op: 'eq', column: 'done', value: true })).toEqual([]);
    expect(await reads(scope).count(notes.name)).toBe(now.length);
    expect(await reads(scope).groupBy(notes.name, 'done')).toEqual([{ value: null, count: now.length }]);
    expect((await reads(scope).get(notes.name, 'n2'))?.id).toBe('n2');
  });

  test('is read page by page', async () => {
    const query = { limit: 1, sort: [{ column: 'id', direction: 'desc' }] } as const;
    const first = await reads(null).find(notes.name, query);
    const second = await reads(null).find(notes.name, { ...query, cursor: first.next! });
    expect([first, second].map(({ items, total }) => [items[0]?.id, total])).toEqual([
      ['n4', 2],
      ['n3', 2],
    ]);
    expect(second.next).toBeNull();
  });
});

import type { CollectionDefinition, Row, Scope, ScopedReads } from '../../../../projections/kernel/index.ts';
import { QueryError } from '../../../../projections/kernel/index.ts';
import { projections } from '../../../../src/server/projections.ts';
import { searchText, startDepartments, type Departments } from '../../../support/departments.ts';

/**
 * Every collection × scope × way of asking, held against what the departments of the devices say. A collection that
 * joins is in the test by being registered.
 */
let world: Departments;
const rows = new Map<string, readonly Row[]>();
const collections = projections.flatMap(({ collections: own }) => own);
beforeAll(async () => {
  world = await startDepartments();
  for (const { name } of collections) {
    const page = await reads(null).find(name, { limit: 1_000 });
    rows.set(name, page.items);
  }
});
afterAll(() => world.server.close());

const reads = (scope: Scope): ScopedReads => world.server.context.reads(scope);
const rowsOf = (collection: string) => rows.get(collection) ?? [];

const scopes: readonly (readonly string[])[] = [
  ['Plant A'],
  ['Plant A/Quality'],
  ['Plant AB', 'Hidden works'],
  ['Plant'],
  ['Plant Z'],
  [],
];
const everyPair = collections.flatMap(collection =>
  scopes.map(scope => [collection.name, scope.join(' and ') || 'nothing', collection, scope] as const),
);

function isInside(device: string, scope: readonly string[]): boolean {
  return isBelow(rowsOf('devices.list').find(({ id }) => id === device)?.columns.department, scope);
}

function isBelow(department: unknown, scope: readonly string[]): boolean {
  return scope.some(path => department === path || String(department ?? '').startsWith(`${path}/`));
}

/** Whether an account of the scope may see the row; null: it may see none of the collection. */
function mayBeSeen({ name, scopeColumn, scopeThrough }: CollectionDefinition, scope: readonly string[]) {
  if (scopeColumn) return ({ columns }: Row) => isBelow(columns[scopeColumn], scope);
  if (scopeThrough) return ({ columns }: Row) => isInside(String(columns[scopeThrough.column]), scope);
  // Counted anew over the devices in scope: there are those that one of these has.
  const installed = rowsOf('devices.software').filter(
    ({ columns }) => columns.until === null && isInside(String(columns.device), scope),
  );
  if (name === 'software.products')
    return ({ id }: Row) => installed.some(({ columns }) => columns.product === id);
  if (name === 'software.versions')
    return ({ columns: { product, version } }: Row) =>
      installed.some(({ columns }) => columns.product === product && columns.version === version);
  return null;
}

const refusal = (question: Promise<unknown>) =>
  question.then(
    () => 'answered',
    (error: unknown) => (error instanceof QueryError ? error.code : error),
  );

describe.each(everyPair)('ACC-026 %s for who administers %s', (_name, _scope, collection, scope) => {
  const { name, columns, history } = collection;
  const isCounted = name.startsWith('software.');
  let visible: readonly string[];
  let all: readonly string[];

  beforeAll(() => {
    const seen = mayBeSeen(collection, scope);
    all = rowsOf(name).map(({ id }) => id);
    visible = rowsOf(name)
      .filter(row => seen?.(row) ?? false)
      .map(({ id }) => id)
      .sort();
  });

  if (collection.scopeColumn ?? collection.scopeThrough ?? isCounted) {
    test('list, count, groups and single documents are those of its devices', async () => {
      expect(all.length).toBeGreaterThan(0);
      const own = reads(scope);
      const page = await own.find(name, { limit: 1_000 });
      expect(page.items.map(({ id }) => id).sort()).toEqual(visible);
      expect(page.total).toBe(visible.length);
      expect(await own.count(name)).toBe(visible.length);
      expect([...(await own.visible(name, all))].sort()).toEqual(visible);
      for (const column of Object.keys(columns)) {
        const groups = await own.groupBy(name, column, { limit: 1_000 });
        expect([column, groups.reduce((sum, { count }) => sum + count, 0)]).toEqual([column, visible.length]);
      }
      const got: string[] = [];
      for (const id of all) if (await own.get(name, id)) got.push(id);
      expect(got.sort()).toEqual(visible);
    });

    test('no filter, no page and no search reaches further', async () => {
      const own = reads(scope);
      const everything = { op: 'not', filter: { op: 'eq', column: 'id', value: 'none' } } as const;
      const found = await own.find(name, { filter: everything, limit: 1_000 });
      expect(found.items.map(({ id }) => id).sort()).toEqual(visible);
      const byId = await own.find(name, {
        filter: { op: 'in', column: 'id', values: [...all] },
        limit: 1_000,
      });
      expect(byId.items.map(({ id }) => id).sort()).toEqual(visible);
      if (!Object.values(columns).some(({ searchable }) => searchable)) return;
      const search = await own.find(name, { filter: { op: 'search', text: searchText }, limit: 1_000 });
      expect(search.items.map(({ id }) => id).filter(id => !visible.includes(id))).toEqual([]);
    });
  } else if (collection.public === true) {
    test('is shown to everybody', async () => {
      expect(all.length).toBeGreaterThan(0);
      const page = await reads(scope).find(name, { limit: 1_000 });
      expect(page.items.map(({ id }) => id).sort()).toEqual([...all].sort());
    });
  } else {
    test('stays closed', async () => {
      const own = reads(scope);
      for (const question of [
        () => own.find(name, { limit: 10 }),
        () => own.count(name),
        () => own.groupBy(name, Object.keys(columns)[0]!),
        () => own.get(name, all[0]!),
        () => own.visible(name, all),
      ])
        expect(await refusal(question())).toBe('QUERY_OUT_OF_SCOPE');
    });
  }

  if (history === 'columns' && (collection.scopeColumn ?? collection.scopeThrough))
    test('its past is that of its devices: as of a moment, changes, comparison, former values', async () => {
      const own = reads(scope);
      const asOf = { time: world.late };
      const then = await own.find(name, { limit: 1_000, asOf });
      expect(then.items.map(({ id }) => id).sort()).toEqual(visible);
      const compared = await own.compare(name, { time: world.early }, asOf, { limit: 1_000 });
      expect(compared.items.map(({ id }) => id).filter(id => !visible.includes(id))).toEqual([]);
      expect(compared.changed).toBe(compared.items.length);
      const former = await own.former(name, { text: searchText, match: 'prefix', limit: 1_000 });
      expect(former.map(({ id }) => id).filter(id => !visible.includes(id))).toEqual([]);
      for (const id of all)
        expect([id, (await own.history(name, id)).length > 0]).toEqual([id, visible.includes(id)]);
    });
  else if (history === 'columns' && collection.public !== true)
    test('its past, which tells of all departments, stays closed', async () => {
      const own = reads(scope);
      const moments = [{ time: world.early }, { time: world.late }] as const;
      expect(await refusal(own.compare(name, ...moments))).toBe('QUERY_OUT_OF_SCOPE');
      expect(await refusal(own.former(name, { text: searchText, match: 'prefix', limit: 10 }))).toBe(
        'QUERY_OUT_OF_SCOPE',
      );
      expect(await refusal(own.history(name, all[0]!))).toBe('QUERY_OUT_OF_SCOPE');
    });
});

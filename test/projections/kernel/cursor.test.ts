import type { CollectionDefinition, Query, QueryError, Row } from '../../../projections/kernel/index.ts';
import { decodeCursor, encodeCursor, placeAsRow, rowOrder } from '../../../projections/kernel/index.ts';

const definition: CollectionDefinition = {
  name: 'test.things',
  version: 1,
  history: 'none',
  columns: { name: { type: 'text' }, size: { type: 'integer' } },
};
const query: Query = {
  limit: 10,
  filter: { op: 'eq', column: 'size', value: 1 },
  sort: [
    { column: 'name', direction: 'desc' },
    { column: 'size', direction: 'asc' },
  ],
};
const last: Row = { id: 'd-\u{1f600}', columns: { name: '新しい"\\', size: null } };
const cursor = encodeCursor(definition, query, last);
const codeOf = (other: Query, from = definition) => {
  try {
    decodeCursor(from, { cursor, ...other });
  } catch (error) {
    return (error as QueryError).code;
  }
  return 'ok';
};

test('gives back the place of the last row', () => {
  const place = decodeCursor(definition, { ...query, cursor });
  expect(place).toEqual({ id: last.id, values: ['新しい"\\', null] });
  expect(rowOrder(query.sort)(placeAsRow(query, place!), last)).toBe(0);
  expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
});

test('no cursor is the start', () => {
  expect(decodeCursor(definition, query)).toBeUndefined();
});

test('belongs to filter, sort, moment and version, not to limit or the order of keys', () => {
  expect(codeOf({ ...query, limit: 7, fields: ['name'] })).toBe('ok');
  expect(codeOf({ ...query, filter: { value: 1, column: 'size', op: 'eq' } })).toBe('ok');
  expect(codeOf({ ...query, filter: { op: 'eq', column: 'size', value: 2 } })).toBe('QUERY_BAD_CURSOR');
  expect(codeOf({ ...query, sort: [...query.sort!].reverse() })).toBe('QUERY_BAD_CURSOR');
  expect(codeOf({ ...query, sort: query.sort!.map(s => ({ ...s, direction: 'asc' })) })).toBe(
    'QUERY_BAD_CURSOR',
  );
  expect(codeOf({ ...query, asOf: { position: 3 } })).toBe('QUERY_BAD_CURSOR');
  expect(codeOf(query, { ...definition, version: 2 })).toBe('QUERY_BAD_CURSOR');
  expect(codeOf(query, { ...definition, name: 'test.others' })).toBe('QUERY_BAD_CURSOR');
});

test.each(['', '!!', 'e30', 'W10', 'bnVsbA', cursor.slice(0, -3), `${cursor}x`, 'W1tbW1tb'])(
  'refuses %j',
  broken => {
    expect(codeOf({ ...query, cursor: broken })).toBe('QUERY_BAD_CURSOR');
  },
);

test('refuses a cursor whose values were changed to another type', () => {
  const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
  const forged = (...tail: unknown[]) =>
    Buffer.from(JSON.stringify([parts[0], ...tail])).toString('base64url');
  expect(codeOf({ ...query, cursor: forged('id', 'name', 3) })).toBe('ok');
  for (const tail of [
    ['id', 5, 3],
    ['id', 'name', {}],
    ['id', 'name'],
    ['id', 'name', 3, 4],
    [7, 'name', 3],
  ])
    expect(codeOf({ ...query, cursor: forged(...tail) })).toBe('QUERY_BAD_CURSOR');
});

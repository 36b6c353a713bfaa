import { hierarchyOf, topmost } from '../../../projections/organization/index.ts';

const definition = (id: string, path: string, order: number) => ({
  id,
  columns: {
    name: path.slice(path.lastIndexOf('/') + 1),
    nameEn: null,
    nameJa: null,
    path,
    parent: null,
    order,
    origin: 'muster',
  },
});
const shown = (...[definitions, counts, visible]: Parameters<typeof hierarchyOf>) =>
  hierarchyOf(definitions, counts, visible).nodes.map(
    ({ id, path, depth, devices, below }) =>
      `${'  '.repeat(depth)}${id ?? 'old'} ${path} ${devices}/${below}`,
  );

test('DEV-041 DEV-042 ORG-015 defined groups in their order, old ones behind them, devices counted upward', () => {
  expect(
    shown(
      [
        definition('b', 'B', 0),
        definition('a', 'A', 1),
        definition('x', 'A/X', 1),
        definition('w', 'A/W', 2),
      ],
      [
        { value: 'A/X', count: 3 },
        { value: 'A', count: 1 },
        { value: 'A/Gone', count: 2 },
        { value: 'Gone/Deep/er', count: 4 },
        { value: null, count: 7 },
      ],
    ),
  ).toEqual([
    'b B 0/0',
    'a A 1/6',
    '  x A/X 3/3',
    '  w A/W 0/0',
    '  old A/Gone 2/2',
    'old Gone 0/4',
    '  old Gone/Deep 0/4',
    '    old Gone/Deep/er 4/4',
  ]);
  expect(hierarchyOf([], [{ value: null, count: 7 }]).unknown).toBe(7);
});

test('what may not be told of above a place is left out', () => {
  expect(
    shown([definition('x', 'A/X', 0)], [{ value: 'A/X/Old/Deep', count: 1 }], path => path.startsWith('A/X')),
  ).toEqual(['x A/X 0/1', '  old A/X/Old 0/1', '    old A/X/Old/Deep 1/1']);
});

test('of paths below one another the topmost stand for all', () => {
  expect(topmost(['A/B', 'A', 'AB', 'A/B/C'])).toEqual(['A', 'AB']);
});

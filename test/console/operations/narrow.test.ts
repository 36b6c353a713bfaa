import { isNarrowed } from '../../../src/console/operations/narrow.ts';

test.each([
  [true, {}],
  [true, { filter: 'detail.eq.print' }],
  [false, { filter: 'file.contains.plan' }],
  [false, { filter: 'search(plan)~detail.eq.copy-file' }],
  [true, { filter: 'search(plan)~user.eq.ada' }],
  [true, { filter: "source.eq.'pc-1'~file.contains.plan" }],
  [true, { filter: 'search(plan)', department: 'Plant A' }],
  [false, { filter: 'file.contains.user.eq.ada' }],
  [true, { filter: 'not a filter' }],
])('LOG-013 whether a search over a month need not be narrowed: %s of %j', (narrowed, asked) => {
  expect(isNarrowed(asked)).toBe(narrowed);
});

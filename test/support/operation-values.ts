import fc from 'fast-check';
import {
  operationColumnNames,
  type OperationBatch,
  type OperationColumnName,
} from '../../domain/operation-logs/records/index.ts';

/** What no batch has at any place, or not at every place. */
const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    1.5,
    1e308,
    2 ** 31,
    2 ** 53,
    '',
    'x',
    '\ud800',
    'a\u0000b',
    '\u009b31m',
    [],
    {},
    [[]],
    [1, 1, 1],
    { r: [0], v: [1] },
    { r: [5, 1], v: [1, 1] },
    { r: [0, 0], v: [1, 1] },
    { r: [0], v: [] },
    { r: { length: 3 }, v: { length: 3 } },
    JSON.parse('{"__proto__":{"r":[0],"v":[1]}}'),
  ),
  fc.integer({ min: 2_000, max: 5_000 }).map(length => 'p'.repeat(length)),
  fc.integer({ min: 0, max: 40 }),
);

type Place = readonly (string | number)[];

const places: fc.Arbitrary<Place> = fc.oneof(
  fc
    .constantFrom('v', 'seq', 't0', 'tz', 'n', 'texts', 'names', 'cols', 'rules', 'more', '__proto__')
    .map(key => [key]),
  fc
    .constantFrom<OperationColumnName | '__proto__' | 'colour'>(
      ...operationColumnNames,
      '__proto__',
      'colour',
    )
    .map(name => ['cols', name]),
  fc.tuple(fc.constantFrom('texts', 'names'), fc.nat(3)),
  fc.tuple(fc.constantFrom('time', 'detail', 'user', 'file'), fc.nat(3)).map(place => ['cols', ...place]),
);

/** A batch of which some places hold something else, as JSON brings it. */
export function spoiled(batch: OperationBatch): fc.Arbitrary<unknown> {
  return fc
    .array(fc.record({ place: places, value: strange }), { minLength: 1, maxLength: 2 })
    .map(changes => {
      const changed: unknown = JSON.parse(JSON.stringify(batch));
      for (const { place, value } of changes) put(changed, place, value);
      return JSON.parse(JSON.stringify(changed)) as unknown;
    });
}

/** As a property of its own, whatever it is called; nothing happens where the way there is none. */
function put(whole: unknown, place: Place, value: unknown): void {
  let at = whole;
  for (const key of place.slice(0, -1)) at = (at as Record<string, unknown> | undefined)?.[key];
  if (typeof at !== 'object' || at === null) return;
  Object.defineProperty(at, place.at(-1)!, { value, enumerable: true, configurable: true, writable: true });
}

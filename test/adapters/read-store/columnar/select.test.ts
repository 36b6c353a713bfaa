import fc from 'fast-check';
import { SortKey } from '../../../../adapters/read-store/columnar/keys.ts';
import { selectWindow } from '../../../../adapters/read-store/columnar/select.ts';

const DOCUMENTS = 5_000;

/** Cells of few or of many values, some of them missing, and the other kinds of keys. */
function cells(values: number, seed: number): Float64Array {
  return Float64Array.from({ length: DOCUMENTS }, (_, doc) => {
    const value = Math.imul(doc + seed, 0x9e3779b1) >>> 0;
    return value % 7 === 0 ? NaN : value % values;
  });
}
const codes = Int32Array.from({ length: DOCUMENTS }, (_, doc) => (doc * 31) % 40);
const textRanks = Float64Array.from({ length: 40 }, (_, code) => (code === 0 ? -Infinity : (code * 17) % 40));
const idRanks = Float64Array.from({ length: DOCUMENTS }, (_, doc) => (doc * 1_237) % DOCUMENTS);
const risesWithNumber = Float64Array.from({ length: DOCUMENTS }, (_, doc) => doc);

const direction = fc.constantFrom('asc' as const, 'desc' as const);
const key = fc.oneof(
  fc
    .tuple(fc.constantFrom(2, 50, 1_000_000), fc.nat(9), direction)
    .map(([values, seed, way]) => new SortKey(cells(values, seed), undefined, way)),
  direction.map(way => new SortKey(codes, textRanks, way)),
  direction.map(way => new SortKey(undefined, idRanks, way)),
  direction.map(way => new SortKey(risesWithNumber, undefined, way)),
  direction.map(way => new SortKey(new Int32Array(DOCUMENTS), undefined, way)),
);
const keys = fc.array(key, { maxLength: 2 }).map(some => [...some, new SortKey(undefined, idRanks, 'asc')]);

/** All documents, every second one, stretches far apart, one at either end, none. */
const mask = fc
  .constantFrom<(doc: number) => boolean>(
    () => true,
    doc => doc % 2 === 1,
    doc => doc % 1_500 < 3,
    doc => doc === 0 || doc === DOCUMENTS - 1,
    () => false,
  )
  .map(wanted => Uint8Array.from({ length: DOCUMENTS }, (_, doc) => (wanted(doc) ? 1 : 0)));
const from = fc.oneof(fc.constantFrom(0, 2_000, 2_048, DOCUMENTS - 1, DOCUMENTS), fc.nat(DOCUMENTS));

test('a window is what sorting everything shows at its places, also behind a place', () => {
  fc.assert(
    fc.property(
      mask,
      keys,
      from,
      fc.integer({ min: 1, max: 300 }),
      fc.option(fc.nat(DOCUMENTS - 1)),
      (docs, order, first, size, place) => {
        const compare = (a: number, b: number): number => {
          for (const one of order) {
            const [left, right] = [one.of(a), one.of(b)];
            if (left !== right) return left < right ? -1 : 1;
          }
          return 0;
        };
        const matching = [...docs.keys()].filter(doc => docs[doc] === 1);
        const rest = matching.filter(doc => place === null || compare(doc, place) > 0).sort(compare);
        const start = place === null ? undefined : order.map(one => one.of(place));
        const window = selectWindow(docs, order, start, first, first + size);
        expect([...window.docs]).toEqual(rest.slice(first, first + size));
        expect([window.matches, window.remaining]).toEqual([matching.length, rest.length]);
      },
    ),
    { numRuns: 150 },
  );
});

import fc from 'fast-check';
import { BLOCK, FoldedTexts } from '../../../../adapters/read-store/columnar/folded.ts';
import { textTest } from '../../../../projections/kernel/evaluate.ts';
import { foldText } from '../../../../projections/kernel/query.ts';

/** What goes wrong at borders, in folding and in signatures: few units that meet often, among them the one between texts. */
const piece = fc.constantFrom(
  ...[
    'a',
    'A',
    'b',
    '0',
    '1',
    '-',
    ' ',
    '\n',
    '\0',
    'ß',
    'İ',
    'é',
    'e\u0301',
    'Σ',
    'ﬀ',
    'カ',
    'ｶ',
    'か',
    '東',
    '\u{1f600}',
  ],
);
const text = fc.array(piece, { maxLength: 9 }).map(pieces => pieces.join(''));
const wanted = fc.array(piece, { maxLength: 5 }).map(pieces => pieces.join(''));
const matches = ['contains', 'prefix'] as const;

function filled(...batches: readonly (readonly string[])[]): FoldedTexts {
  const texts = new FoldedTexts();
  for (const batch of batches) texts.append(batch);
  return texts;
}

/** Codes from `from` on that pass, found by blocks. */
function found(texts: FoldedTexts, how: 'contains' | 'prefix', asked: string, from = 1): number[] {
  const folded = foldText(asked).toWellFormed();
  const passes = new Uint8Array(texts.length);
  const hits = texts.mark(folded, how, texts.candidates(folded, from), from, passes);
  const codes = [...passes.keys()].filter(code => passes[code] === 1);
  expect(hits).toBe(codes.length);
  return codes;
}

function expected(all: readonly string[], how: 'contains' | 'prefix', asked: string, from = 1): number[] {
  const test = textTest(how, asked);
  return all.flatMap((one, i) => (i + 1 >= from && test(one) ? [i + 1] : []));
}

test('any texts, added in any portions, are found as each of them alone is', () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 2 * BLOCK + 9, size: 'max' }),
      fc.array(fc.integer({ min: 1, max: BLOCK + 1 }), { minLength: 1, maxLength: 5 }),
      fc.array(wanted, { minLength: 8, maxLength: 8 }),
      fc.nat(),
      (all, portions, asked, place) => {
        const batches: string[][] = [];
        for (let at = 0, i = 0; at < all.length; i++) {
          const size = portions[i % portions.length]!;
          batches.push(all.slice(at, at + size));
          at += size;
        }
        const texts = filled(...batches);
        expect(texts.length).toBe(all.length + 1);
        const from = 1 + (place % all.length);
        for (const one of asked)
          for (const how of matches) {
            expect(found(texts, how, one)).toEqual(expected(all, how, one));
            expect(found(texts, how, one, from)).toEqual(expected(all, how, one, from));
            const folded = foldText(one).toWellFormed();
            const single = [...all.keys()].map(i => i + 1).filter(code => texts.passes(code, folded, how));
            expect(single).toEqual(expected(all, how, one));
          }
      },
    ),
    { numRuns: 60 },
  );
});

test('what reaches from one text into the next is no hit, and one behind it in the next text is', () => {
  const texts = filled(['xa', 'ba', 'a\nb', 'b']);
  expect(found(texts, 'contains', 'a\nb')).toEqual([3]);
  expect(found(texts, 'contains', '\n')).toEqual([3]);
  expect(found(texts, 'contains', 'ab')).toEqual([]);
  expect(found(texts, 'contains', 'a\nba')).toEqual([]);
  expect(found(texts, 'prefix', '\n')).toEqual([]);
});

test('the missing value is not the empty text, which everything else contains', () => {
  const texts = filled(['', 'a']);
  for (const how of matches) {
    expect(found(texts, how, '')).toEqual([1, 2]);
    expect(texts.passes(0, '', how)).toBe(false);
  }
  expect(found(filled(), 'contains', '')).toEqual([]);
});

test('a text of many thousand letters, in a block of its own width, hides nothing beside it', () => {
  const long = `${'ab'.repeat(20_000)}c${'ab'.repeat(20_000)}`;
  const texts = filled(['abc', long], Array<string>(BLOCK).fill('ba'), [long]);
  expect(found(texts, 'contains', 'bc')).toEqual([1, 2, BLOCK + 3]);
  expect(found(texts, 'contains', 'bcab')).toEqual([2, BLOCK + 3]);
  expect(found(texts, 'contains', 'cba')).toEqual([]);
  expect(found(texts, 'prefix', 'abab')).toEqual([2, BLOCK + 3]);
});

test('blocks that cannot hold a text are not looked at', () => {
  const names = Array.from({ length: 100 * BLOCK }, (_, i) => `pc-${String(i).padStart(9, '0')}`);
  const texts = filled(names);
  expect(texts.candidates('pc-000000777')).toHaveLength(1);
  expect(texts.candidates('user')).toEqual([]);
  expect(texts.candidates('zq')).toEqual([]);
  expect(texts.candidates('pc-', 50 * BLOCK)).toHaveLength(51);
  expect(texts.guess('pc-', 'contains', texts.candidates('pc-'))).toBeGreaterThan(99 * BLOCK);
});

import fc from 'fast-check';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import {
  canonicalJson,
  inclusionPath,
  leafHash,
  MerkleRoot,
  rootFromPath,
  toHex,
} from '../../../domain/system/index.ts';

const { sha256 } = ledgerCrypto;

function rootOf(leaves: readonly Uint8Array[]): string {
  const tree = new MerkleRoot(sha256);
  for (const leaf of leaves) tree.add(leaf);
  return toHex(tree.root());
}

describe('Merkle tree', () => {
  // The leaves and roots that implementations of Certificate Transparency test themselves with.
  const entries = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  test.each(roots.map((root, count) => [count, root]))('the root of %i known leaves', (count, root) => {
    expect(
      rootOf(entries.slice(0, count as number).map(hex => sha256(Uint8Array.of(0), Buffer.from(hex, 'hex')))),
    ).toBe(root);
  });

  const trees = fc.array(fc.string(), { minLength: 1, maxLength: 70 });

  test('every leaf leads to the root by its path, and to no other place', () => {
    fc.assert(
      fc.property(trees, fc.nat(), fc.nat(), (texts, at, elsewhere) => {
        const leaves = texts.map((text, index) => leafHash(sha256, `${index}${text}`));
        const index = at % leaves.length;
        const path = inclusionPath(sha256, leaves, index);
        expect(toHex(rootFromPath(sha256, leaves[index]!, index, leaves.length, path)!)).toBe(rootOf(leaves));
        const other = elsewhere % leaves.length;
        const wrong = rootFromPath(sha256, leaves[other]!, index, leaves.length, path);
        expect(wrong && toHex(wrong) === rootOf(leaves)).toBe(other === index);
      }),
    );
  });

  test('a path of another length, another count or an index outside leads nowhere', () => {
    const leaves = Array.from({ length: 5 }, (_, index) => leafHash(sha256, String(index)));
    const path = inclusionPath(sha256, leaves, 2);
    for (const [index, count, given] of [
      [2, 5, path.slice(1)],
      [2, 5, [...path, path[0]!]],
      [5, 5, path],
      [-1, 5, path],
      [0.5, 5, path],
      [2, 0, path],
    ] as const)
      expect(rootFromPath(sha256, leaves[2]!, index, count, given)).toBeUndefined();
  });
});

describe('canonical JSON', () => {
  test('is the same whatever the order of keys, and reads back the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test('the example of RFC 8785', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
  });
});

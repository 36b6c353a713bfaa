import type { LedgerCrypto } from './crypto.ts';

/**
 * The tree of RFC 9162 §2.1 (Certificate Transparency): leaves and nodes are hashed under different first
 * bytes, so that no node can be passed off as an event; the left part is the largest power of two.
 */
const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

type Hash = LedgerCrypto['sha256'];

export function leafHash(sha256: Hash, entry: string): Uint8Array {
  return sha256(leafPrefix, entry);
}

export function nodeHash(sha256: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(nodePrefix, left, right);
}

/** The root over leaves added one by one; holds one hash per level, whatever the count. */
export class MerkleRoot {
  readonly #sha256: Hash;
  /** Roots of complete subtrees from left to right, each half or less of the one before. */
  readonly #subtrees: { readonly size: number; readonly hash: Uint8Array }[] = [];
  #count = 0;

  constructor(sha256: Hash) {
    this.#sha256 = sha256;
  }

  get count(): number {
    return this.#count;
  }

  add(leaf: Uint8Array): void {
    this.#count++;
    let subtree = { size: 1, hash: leaf };
    for (let last = this.#subtrees.at(-1); last?.size === subtree.size; last = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      subtree = { size: subtree.size * 2, hash: nodeHash(this.#sha256, last.hash, subtree.hash) };
    }
    this.#subtrees.push(subtree);
  }

  /** Of no leaves: the hash of nothing. */
  root(): Uint8Array {
    return this.#subtrees.length === 0
      ? this.#sha256()
      : this.#subtrees
          .map(({ hash }) => hash)
          .reduceRight((right, left) => nodeHash(this.#sha256, left, right));
  }
}

/** Hashes beside the way from a leaf up to the root (RFC 9162 §2.1.3.1), lowest first. */
export function inclusionPath(sha256: Hash, leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionPath(sha256, left, index), rootOf(sha256, right)]
    : [...inclusionPath(sha256, right, index - split), rootOf(sha256, left)];
}

/** The root that a leaf at `index` of `count` and its path lead to (RFC 9162 §2.1.3.2); undefined for a path of another length. */
export function rootFromPath(
  sha256: Hash,
  leaf: Uint8Array,
  index: number,
  count: number,
  path: readonly Uint8Array[],
): Uint8Array | undefined {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(count) || index < 0 || index >= count)
    return undefined;
  let hash = leaf;
  let [node, last] = [index, count - 1];
  for (const beside of path) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sha256, beside, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else hash = nodeHash(sha256, hash, beside);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : undefined;
}

function rootOf(sha256: Hash, leaves: readonly Uint8Array[]): Uint8Array {
  const tree = new MerkleRoot(sha256);
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}

function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

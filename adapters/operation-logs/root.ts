import { createHash } from 'node:crypto';
import { MerkleRoot, toHex } from '../../domain/system/index.ts';

function sha256(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/**
 * Leaf of a batch's part of a day: the hash of 0, the device's id, 0 and the body that holds this part alone
 * (`encodeBody` of one part). However batches were merged, it is the same.
 */
export function leafOf(device: string, body: Uint8Array): Uint8Array {
  return sha256(Uint8Array.of(0), device, Uint8Array.of(0), body);
}

/** Merkle root of a day, hexadecimal: the tree of RFC 9162 over its leaves in the order of device and `seq`. */
export function rootOf(leaves: Iterable<Uint8Array>): string {
  const tree = new MerkleRoot(sha256);
  for (const leaf of leaves) tree.add(leaf);
  return toHex(tree.root());
}

/** A set of documents: one byte per document number, 1 for those that are in it. Begins at a multiple of 4 bytes. */
export type Mask = Uint8Array;

export function countOf(mask: Mask): number {
  const words = wordsOf(mask);
  let count = 0;
  // The product's highest byte is the sum of the four.
  for (let i = 0; i < words.length; i++) count += Math.imul(words[i] as number, 0x01010101) >>> 24;
  for (let doc = 4 * words.length; doc < mask.length; doc++) count += mask[doc] as number;
  return count;
}

/** Takes documents out of a mask, all of which are in it. */
export function takeOut(mask: Mask, documents: Mask): void {
  const [words, others] = [wordsOf(mask), wordsOf(documents)];
  for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) ^ (others[i] as number);
  for (let doc = 4 * words.length; doc < mask.length; doc++)
    mask[doc] = (mask[doc] as number) ^ (documents[doc] as number);
}

/** Document numbers with a 1 in the mask. */
export function listed(mask: Mask): Uint32Array {
  const docs = new Uint32Array(countOf(mask));
  let at = 0;
  for (let doc = 0; doc < mask.length; doc++) if (mask[doc] === 1) docs[at++] = doc;
  return docs;
}

/** Four documents at a time; those beyond the last four are left over. */
function wordsOf(mask: Mask): Uint32Array {
  return new Uint32Array(mask.buffer, mask.byteOffset, Math.floor(mask.length / 4));
}

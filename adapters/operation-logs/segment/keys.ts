import { foldText } from '../../../projections/kernel/query.ts';
import type { Body } from '../format/body.ts';

/** Texts of a body that share postings. */
export const textsInBlock = 16;
/** Bits of the number that stands for three bytes. */
export const gramBits = 18;

/** What stands for three bytes in the index; different ones may share it. */
export function gramOf(first: number, second: number, third: number): number {
  return Math.imul((first << 16) | (second << 8) | third, 0x9e3779b1) >>> (32 - gramBits);
}

/** What stands for a place or a content in the index: FNV-1a of its UTF-16 units; different ones may share it. */
export function wayHash(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** All texts of a body as the bytes of their folded form, NUL between. */
export function foldedBytes(body: Body): Uint8Array {
  const block = body.texts.block();
  const folded = Buffer.from(block);
  for (let i = 0; i < folded.length; i++) {
    const byte = folded[i] as number;
    if (byte >= 0x80) return Buffer.from(foldText(body.texts.joined()));
    if (byte >= 0x41 && byte <= 0x5a) folded[i] = byte | 0x20;
  }
  return folded;
}

/**
 * Different grams of a folded part, spread over it, at most so many; each far from the one before it: neighbours often
 * say the same. None for what is too short.
 */
export function gramsOf(part: string, most: number): number[] {
  const bytes = Buffer.from(part);
  const grams = new Set<number>();
  const places = bytes.length - 2;
  const count = Math.min(places, most);
  const step = strideOf(count);
  for (let turn = 0; turn < count; turn++) {
    const i = (count - 1 + turn * step) % count;
    const at = places <= most ? i : Math.floor((i * (places - 1)) / (most - 1));
    grams.add(gramOf(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number));
  }
  return [...grams];
}

/** Steps of this length come by each of so many places once, in both halves by turns. */
function strideOf(count: number): number {
  let step = Math.max(1, Math.round(count * 0.62));
  while (commonDivisor(step, count) > 1) step--;
  return step;
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}

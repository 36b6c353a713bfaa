import type { Vector } from './chain.ts';
import type { HistoryColumn } from './columns.ts';
import { BLOCK, type FoldedTexts, type TextMatch } from './folded.ts';
import { countOf, listed, takeOut, type Mask } from './mask.ts';
import type { Moment } from './moment.ts';
import type { Step } from './step.ts';
import type { LeafTest, View } from './view.ts';

/** Testing the text of one document costs as much as passing over this many texts of a dictionary. */
const SINGLE = 12;

/** Where fewer texts pass, they are found again as quickly as they are remembered. */
const REMEMBERED = 1_024;

/** What is asked of a text: that it contains, or begins with, a folded one. */
interface Wanted {
  readonly how: TextMatch;
  readonly text: string;
}

/** The texts of one column before the question. */
interface Candidates {
  readonly column: HistoryColumn;
  readonly texts: FoldedTexts;
  readonly key: string;
  /** What an earlier question found out. */
  readonly known: LeafTest | undefined;
  /** Blocks that may hold texts that pass, beyond those that are known. */
  readonly blocks: readonly number[];
  /** Share of the documents that it will find, going by a few texts, for each thing to look at. */
  readonly worth: number;
}

/**
 * Leaves in the mask the documents with a text that passes in one of some columns. The column that promises most
 * documents for the least work goes first; one without a text that passes is not even loaded. Where few documents
 * are left to be found, their texts are tested one by one instead of the dictionary.
 */
export function* narrowByTexts(
  view: View,
  moment: Moment,
  columns: readonly HistoryColumn[],
  wanted: Wanted,
  mask: Mask,
): Step<void> {
  let left = countOf(mask);
  if (left === 0) return;
  const before = mask.slice();
  let rest: Uint32Array | undefined;
  for (const candidates of yield* promising(view, columns, wanted, mask.length)) {
    if (left === 0) break;
    const vector = yield* view.vector(moment, candidates.column);
    if (left * SINGLE < candidates.blocks.length * BLOCK) rest ??= listed(mask);
    if (rest) {
      rest = takeSingly(candidates, vector, wanted, rest, mask);
      left = rest.length;
    } else left -= takePassing(passesOf(view, candidates, wanted), vector, mask);
  }
  // Documents found were taken out of the mask: those that are missing from it are the answer.
  takeOut(before, mask);
  mask.set(before);
}

function* promising(
  view: View,
  columns: readonly HistoryColumn[],
  { how, text }: Wanted,
  documents: number,
): Step<Candidates[]> {
  const found: Candidates[] = [];
  for (const column of columns) {
    const texts = yield* view.texts(column).folded(view.mirror.position);
    const key = `${column.number} ${how} ${text}`;
    const known = view.leaves.get(key);
    const blocks = texts.candidates(text, known?.tested);
    if (blocks.length === 0 && !known) continue;
    const share = columns.length > 1 ? texts.guess(text, how, blocks) / texts.length : 0;
    // More than any share: what is known costs least.
    const worth = known ? 1 : share / (documents + blocks.length * BLOCK);
    found.push({ column, texts, key, known, blocks, worth });
  }
  return found.sort((a, b) => b.worth - a.worth);
}

/** Takes documents out of the mask whose code passes; how many. */
function takePassing(passes: Uint8Array, vector: Vector, mask: Mask): number {
  let taken = 0;
  for (let doc = 0; doc < mask.length; doc++) {
    const hit = (mask[doc] as number) & (passes[vector[doc] as number] as number);
    mask[doc] = (mask[doc] as number) ^ hit;
    taken += hit;
  }
  return taken;
}

/** Takes those of some documents out of the mask whose text passes; the others. */
function takeSingly(
  { texts, known, blocks }: Candidates,
  vector: Vector,
  { how, text }: Wanted,
  docs: Uint32Array,
  mask: Mask,
): Uint32Array {
  const worthwhile = new Uint8Array(Math.ceil(texts.length / BLOCK));
  for (const block of blocks) worthwhile[block] = 1;
  let left = 0;
  for (let i = 0; i < docs.length; i++) {
    const doc = docs[i] as number;
    const code = vector[doc] as number;
    const passes =
      known && code < known.tested
        ? known.passes[code] === 1
        : worthwhile[Math.floor(code / BLOCK)] === 1 && texts.passes(code, text, how);
    if (passes) mask[doc] = 0;
    else docs[left++] = doc;
  }
  return docs.subarray(0, left);
}

/** Which codes pass. Texts added since an earlier question are tested alone. */
function passesOf(view: View, { texts, key, known, blocks }: Candidates, { how, text }: Wanted): Uint8Array {
  if (known && known.tested === texts.length) return known.passes;
  const passes = new Uint8Array(texts.length);
  if (known) passes.set(known.passes);
  const hits = texts.mark(text, how, blocks, known?.tested ?? 1, passes);
  if (known || hits >= REMEMBERED)
    view.leaves.set(key, { passes, tested: texts.length }, passes.byteLength + key.length * 2);
  return passes;
}

import type { MomentBlock } from './storage.ts';

/**
 * The clock of a collection: which position was learned when. Pairs stand in blocks of `BLOCK` as variable length
 * differences, about 3 bytes a pair, so that a page of history finds its times without a row per event. The
 * difference of times is doubled; odd, a difference of positions follows, even, the position is the next one.
 */
const BLOCK = 128;

export interface Moments {
  readonly positions: readonly number[];
  /** Milliseconds since the epoch, never falling. */
  readonly times: readonly number[];
}

function writeVariable(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

export function decodeMoments(block: MomentBlock): Moments {
  const positions: number[] = [block.first];
  const times: number[] = [block.firstAt];
  const { data } = block;
  let at = 0;
  const read = (): number => {
    let value = 0;
    let scale = 1;
    let byte: number;
    do {
      byte = data[at++] as number;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte & 0x80);
    return value;
  };
  while (at < data.length) {
    const step = read();
    times.push((times.at(-1) as number) + Math.floor(step / 2));
    positions.push((positions.at(-1) as number) + (step % 2 === 0 ? 1 : read()));
  }
  return { positions, times };
}

/** Adds pairs to the last block and begins new ones as they fill. */
export class MomentWriter {
  #first: { position: number; at: number } | undefined;
  #bytes: number[] = [];
  #count = 0;
  #position = 0;
  #at = 0;
  #full: MomentBlock[] = [];

  constructor(last: MomentBlock | undefined) {
    if (!last) return;
    const { positions, times } = decodeMoments(last);
    this.#first = { position: last.first, at: last.firstAt };
    this.#bytes = [...last.data];
    this.#count = positions.length;
    this.#position = positions.at(-1) as number;
    this.#at = times.at(-1) as number;
  }

  /** A position already known is passed over; a clock that goes back counts as standing still. */
  add(position: number, time: number): void {
    if (position <= this.#position) return;
    const at = Math.max(time, this.#at);
    if (!this.#first || this.#count === BLOCK) {
      if (this.#first) this.#full.push(this.#block());
      this.#first = { position, at };
      this.#bytes = [];
      this.#count = 0;
    } else {
      const gap = position - this.#position;
      writeVariable(this.#bytes, 2 * (at - this.#at) + (gap === 1 ? 0 : 1));
      if (gap !== 1) writeVariable(this.#bytes, gap);
    }
    this.#count++;
    this.#position = position;
    this.#at = at;
  }

  /** Blocks to write: those that filled since the last call, and the open one. */
  take(): MomentBlock[] {
    const blocks = this.#full;
    this.#full = [];
    if (this.#first) blocks.push(this.#block());
    return blocks;
  }

  #block(): MomentBlock {
    const { position, at } = this.#first as { position: number; at: number };
    return { first: position, firstAt: at, data: Uint8Array.from(this.#bytes) };
  }
}

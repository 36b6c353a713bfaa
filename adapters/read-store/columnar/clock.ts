import { firstBeyond } from './growing.ts';
import { decodeMoments, type Moments } from './moments.ts';
import { wait, type Step } from './step.ts';
import type { HistoryStorage, MomentBlock } from './storage.ts';

/** Blocks kept decoded: a page of history of a busy document. */
const KEPT = 512;

/** Which position was learned when. */
export class Clock {
  readonly #storage: HistoryStorage;
  readonly #blocks = new Map<number, { readonly size: number; readonly moments: Moments }>();

  constructor(storage: HistoryStorage) {
    this.#storage = storage;
  }

  *positionAt(time: number): Step<number> {
    const block = yield* wait(this.#storage.momentsAt(time));
    if (!block) return 0;
    const { positions, times } = this.#decoded(block);
    return positions[firstBeyond(times, time) - 1] ?? 0;
  }

  /** When the last position at or before this one was learned, milliseconds since the epoch. */
  *timeOf(position: number): Step<number> {
    const block = yield* wait(this.#storage.momentsOf(position));
    if (!block) return 0;
    const { positions, times } = this.#decoded(block);
    return times[firstBeyond(positions, position) - 1] ?? 0;
  }

  #decoded(block: MomentBlock): Moments {
    const known = this.#blocks.get(block.first);
    if (known && known.size === block.data.length) return known.moments;
    const moments = decodeMoments(block);
    if (this.#blocks.size >= KEPT) this.#blocks.clear();
    this.#blocks.set(block.first, { size: block.data.length, moments });
    return moments;
  }
}

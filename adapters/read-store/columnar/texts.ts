import type { HistoryColumn } from './columns.ts';
import { FoldedTexts } from './folded.ts';
import { Ranks } from './ranks.ts';
import { wait, type Step } from './step.ts';
import type { HistoryStorage } from './storage.ts';

/** Texts read from the storage at a time. */
const PIECE = 16_384;

/** A column's dictionary as a reader knows it: single texts as they are met, all of them where a filter needs them. */
export class ColumnTexts {
  readonly #storage: HistoryStorage;
  readonly #column: number;
  readonly #ranks: Ranks;
  #texts: string[] = [''];
  #folded = new FoldedTexts();
  #met = new Map<number, string>();
  #last = 0;
  #lastAt = -1;

  constructor(storage: HistoryStorage, column: HistoryColumn) {
    this.#storage = storage;
    this.#column = column.number;
    this.#ranks = new Ranks({
      *order() {
        return yield* wait(storage.textOrder(column.number));
      },
      *neighbours(code) {
        const [text] = yield* wait(storage.texts(column.number, [code]));
        return yield* wait(storage.textNeighbours(column.number, text as string));
      },
    });
  }

  /** One more than the highest code given. `version` is the position of the look: asked once for each. */
  *size(version: number): Step<number> {
    if (version !== this.#lastAt) {
      this.#last = yield* wait(this.#storage.lastCode(this.#column));
      this.#lastAt = version;
    }
    return this.#last + 1;
  }

  /** All texts by code; code 0 stands for missing. */
  *all(version: number): Step<readonly string[]> {
    const size = yield* this.size(version);
    while (this.#texts.length < size)
      for (const text of yield* this.#piece(this.#texts.length, size)) this.#texts.push(text);
    return this.#texts;
  }

  /** All texts folded, for finding parts of them. */
  *folded(version: number): Step<FoldedTexts> {
    const size = yield* this.size(version);
    while (this.#folded.length < size) this.#folded.append(yield* this.#piece(this.#folded.length, size));
    return this.#folded;
  }

  *#piece(from: number, size: number): Step<readonly string[]> {
    return yield* wait(this.#storage.textsFrom(this.#column, from, Math.min(PIECE, size - from)));
  }

  /** Texts of some codes. */
  *of(codes: readonly number[]): Step<readonly string[]> {
    const unmet = codes.filter(code => code >= this.#texts.length && !this.#met.has(code));
    if (unmet.length > 0) {
      if (this.#met.size > 20_000) this.#met.clear();
      const wanted = [...new Set(codes.filter(code => code >= this.#texts.length && !this.#met.has(code)))];
      const texts = yield* wait(this.#storage.texts(this.#column, wanted));
      wanted.forEach((code, i) => this.#met.set(code, texts[i] as string));
    }
    return codes.map(code => this.#texts[code] ?? (this.#met.get(code) as string));
  }

  *codes(texts: readonly string[]): Step<readonly (number | undefined)[]> {
    return yield* wait(
      this.#storage.codes(
        this.#column,
        texts.map(text => text.toWellFormed()),
      ),
    );
  }

  *ranks(version: number): Step<Float64Array> {
    return yield* this.#ranks.upTo(yield* this.size(version));
  }

  /** Rank of any text, also one that stands nowhere. */
  *rankOf(text: string, version: number): Step<number> {
    const ranks = yield* this.ranks(version);
    const wanted = text.toWellFormed();
    const [code] = yield* wait(this.#storage.codes(this.#column, [wanted]));
    if (code !== undefined) return ranks[code] as number;
    const { below, above } = yield* wait(this.#storage.textNeighbours(this.#column, wanted));
    const between = this.#ranks.between(below, above);
    if (between !== undefined) return between;
    this.#ranks.reset();
    return yield* this.rankOf(text, version);
  }

  forget(): void {
    this.#texts = [''];
    this.#folded = new FoldedTexts();
    this.#met.clear();
    this.#lastAt = -1;
    this.#ranks.reset();
  }
}

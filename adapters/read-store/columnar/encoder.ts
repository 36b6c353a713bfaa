import { foldText, type Value } from '../../../projections/kernel/query.ts';
import { encodePlain, MISSING_CODE, WrongValueError, type HistoryColumn } from './columns.ts';
import { wait, type Step } from './step.ts';
import type { HistoryStorage } from './storage.ts';

/** Texts remembered with their codes; the older half is forgotten when there are this many. About 20 MB. */
const REMEMBERED = 100_000;

/**
 * Turns values into numbers. Texts get codes from the dictionary: those of a whole batch are looked up and
 * added in one go (`learn`), after which `encode` answers without waiting.
 */
export class ValueEncoder {
  readonly #storage: HistoryStorage;
  readonly #next: Map<number, number>;
  #young = new Map<number, Map<string, number>>();
  #old = new Map<number, Map<string, number>>();
  #count = 0;
  readonly #wanted = new Map<HistoryColumn, Set<string>>();

  constructor(storage: HistoryStorage, lastCodes: ReadonlyMap<number, number>) {
    this.#storage = storage;
    this.#next = new Map([...lastCodes].map(([column, code]) => [column, code + 1]));
  }

  static *open(storage: HistoryStorage, columns: readonly HistoryColumn[]): Step<ValueEncoder> {
    const last = new Map<number, number>();
    for (const { number, kind } of columns)
      if (kind === 'code') last.set(number, yield* wait(storage.lastCode(number)));
    return new ValueEncoder(storage, last);
  }

  /** Notes a value that `learn` must make known. */
  want(column: HistoryColumn, value: Value | undefined): void {
    if (column.kind !== 'code' || value === null || value === undefined) return;
    if (typeof value !== 'string') throw new WrongValueError(column, value);
    const text = value.toWellFormed();
    if (this.#known(column.number, text) !== undefined) return;
    let texts = this.#wanted.get(column);
    if (!texts) this.#wanted.set(column, (texts = new Set()));
    texts.add(text);
  }

  /** Finds or gives codes for everything wanted. */
  *learn(): Step<void> {
    for (const [column, texts] of this.#wanted) {
      const list = [...texts];
      const codes = yield* wait(this.#storage.codes(column.number, list));
      const fresh: { code: number; text: string; folded: string | null }[] = [];
      let next = this.#next.get(column.number) as number;
      list.forEach((text, i) => {
        const code = codes[i] ?? next++;
        if (codes[i] === undefined) fresh.push({ code, text, folded: foldedOf(column, text) });
        this.#remember(column.number, text, code);
      });
      this.#next.set(column.number, next);
      if (fresh.length > 0) yield* wait(this.#storage.addTexts(column.number, fresh));
    }
    this.#wanted.clear();
  }

  /** Gives the code of a text another one. */
  *replace(column: HistoryColumn, text: string, replacement: string): Step<boolean> {
    const [from, to] = [text.toWellFormed(), replacement.toWellFormed()];
    const [code, taken] = yield* wait(this.#storage.codes(column.number, [from, to]));
    if (code === undefined) return false;
    if (taken !== undefined)
      throw new Error(
        `column ${column.name}: the replacement is the text of another value; choose one in no use`,
      );
    yield* wait(this.#storage.replaceText(column.number, code, to, foldedOf(column, to)));
    this.#young.clear();
    this.#old.clear();
    this.#count = 0;
    return true;
  }

  /** After the batch: lets go of the older half when there is too much. */
  settle(): void {
    if (this.#count < REMEMBERED / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#count = 0;
  }

  encode(column: HistoryColumn, value: Value | undefined): number {
    if (column.kind !== 'code') return encodePlain(column, value);
    if (value === null || value === undefined) return MISSING_CODE;
    const code = this.#known(column.number, (value as string).toWellFormed());
    if (code === undefined)
      throw new Error(`column ${column.name}: a text was not learned before it was encoded`);
    return code;
  }

  #known(column: number, text: string): number | undefined {
    const code = this.#young.get(column)?.get(text);
    if (code !== undefined) return code;
    const older = this.#old.get(column)?.get(text);
    if (older !== undefined) this.#remember(column, text, older);
    return older;
  }

  #remember(column: number, text: string, code: number): void {
    let texts = this.#young.get(column);
    if (!texts) this.#young.set(column, (texts = new Map()));
    texts.set(text, code);
    this.#count++;
  }
}

/** The folded text where a search needs it; null where it is the text itself. */
function foldedOf(column: HistoryColumn, text: string): string | null {
  if (!column.searchable) return null;
  const folded = foldText(text).toWellFormed();
  return folded === text ? null : folded;
}

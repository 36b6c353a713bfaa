import type { Statement } from 'better-sqlite3';
import type { Span } from './log-reader.ts';

/** Index entries read ahead per kind. */
const readAhead = 64;

/**
 * The first `limit` positions of several kinds in log order (backward: the last, descending), by merging one
 * index range per kind: cost goes with what is found, never with the length of the log.
 */
export function mergePositions(span: Span, kinds: readonly number[], ofKind: Statement): number[] {
  const sources = kinds.map(kind => new KindSource(span, kind, ofKind));
  const positions: number[] = [];
  const sign = span.backward ? -1 : 1;
  while (positions.length < span.limit) {
    let next: KindSource | undefined;
    for (const source of sources)
      if (source.head !== undefined && (next?.head === undefined || (source.head - next.head) * sign < 0))
        next = source;
    if (next?.head === undefined) break;
    positions.push(next.head);
    next.advance();
  }
  return positions;
}

class KindSource {
  readonly #span: Span;
  readonly #kind: number;
  readonly #statement: Statement;
  #ahead: number[] = [];
  #index = 0;

  constructor(span: Span, kind: number, statement: Statement) {
    this.#span = span;
    this.#kind = kind;
    this.#statement = statement;
    this.#load(span.low, span.high);
  }

  get head(): number | undefined {
    return this.#ahead[this.#index];
  }

  advance(): void {
    const passed = this.head!;
    if (++this.#index < this.#ahead.length || this.#ahead.length < readAhead) return;
    const { low, high, backward } = this.#span;
    if (backward) this.#load(low, passed - 1);
    else this.#load(passed + 1, high);
  }

  #load(low: number, high: number): void {
    this.#ahead = this.#statement.all(this.#kind, low, high, readAhead) as number[];
    this.#index = 0;
  }
}

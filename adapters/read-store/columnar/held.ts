import { firstBeyond, NumberList } from './growing.ts';

/** Changes of one column that stand in no segment yet, and first values that stand in no chunk yet. */
export class HeldColumn {
  readonly positions = new NumberList();
  readonly docs = new NumberList();
  readonly values = new NumberList();
  readonly first = new NumberList();
  /** Document of `first.at(0)`. */
  firstDoc = 0;
  /** First values that are not missing. */
  known = 0;
  readonly #missing: number;

  constructor(missing: number) {
    this.#missing = missing;
  }

  get empty(): boolean {
    return this.positions.length === 0 && this.known === 0;
  }

  change(position: number, doc: number, value: number): void {
    this.positions.push(position);
    this.docs.push(doc);
    this.values.push(value);
  }

  /** First values of documents from `doc` on; documents between the last known one and `doc` have none. */
  births(doc: number, values: Float64Array): void {
    if (this.first.length === 0) this.firstDoc = doc;
    this.first.pad(doc - this.firstDoc, this.#missing);
    for (const value of values) this.birth(value);
  }

  birth(value: number): void {
    this.first.push(value);
    if (value === value && value !== this.#missing) this.known++;
  }

  /** Forgets what stands in segments up to `position` and in chunks below `documents`. */
  sealed(position: number, documents: number): void {
    const changes = firstBeyond(this.positions.view(), position);
    for (const list of [this.positions, this.docs, this.values]) list.drop(changes);
    const births = Math.max(0, Math.min(this.first.length, documents - this.firstDoc));
    for (let i = 0; i < births; i++) {
      const value = this.first.at(i);
      if (value === value && value !== this.#missing) this.known--;
    }
    this.first.drop(births);
    this.firstDoc += births;
  }
}

/** Rows of `history` that are not drained into it yet: one entry per changed cell, in order of position. */
export class HeldRows {
  readonly positions = new NumberList();
  readonly docs = new NumberList();
  readonly columns = new NumberList();
  readonly from = new NumberList();
  readonly to = new NumberList();

  get length(): number {
    return this.positions.length;
  }

  push(position: number, doc: number, column: number, from: number, to: number): void {
    this.positions.push(position);
    this.docs.push(doc);
    this.columns.push(column);
    this.from.push(from);
    this.to.push(to);
  }

  drained(position: number): void {
    const count = firstBeyond(this.positions.view(), position);
    for (const list of [this.positions, this.docs, this.columns, this.from, this.to]) list.drop(count);
  }
}

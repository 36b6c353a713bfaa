import type { Vector } from './chain.ts';
import { newVector } from './chain.ts';
import { cellOf, changesOf } from './cell-history.ts';
import type { HistoryColumn } from './columns.ts';
import type { Moment } from './moment.ts';
import { wait, type Step } from './step.ts';
import { BIRTH, DEATH, EVENT, type LateRow } from './storage.ts';
import type { View } from './view.ts';

/** What facts learned after a moment say about it. */
export interface Corrections {
  readonly born: ReadonlySet<number>;
  readonly died: ReadonlySet<number>;
  /** By column, then document. */
  readonly cells: ReadonlyMap<number, ReadonlyMap<number, number | null>>;
}

/**
 * The moment as it is known now: facts learned later that happened up to `time`, in the order in which they
 * happened; each wins where it is not older than what stands in its cell.
 */
export function* correctedMoment(view: View, recorded: Moment, time: number): Step<Moment> {
  const key = `${recorded.key} ${time} as known at ${view.mirror.position}`;
  const known = view.moments.known(key);
  if (known) return known;
  const facts = yield* wait(view.storage.late(recorded.position, time));
  const corrections = yield* new Overlay(view, recorded).apply(facts);
  const { born, died } = corrections;
  const documents = Math.max(recorded.documents, ...[...born].map(doc => doc + 1));
  const alive = new Uint8Array(documents);
  alive.set(recorded.alive.subarray(0, recorded.documents));
  for (const doc of died) alive[doc] = 0;
  for (const doc of born) alive[doc] = 1;
  const moment: Moment = { ...recorded, key, documents, alive, vectors: new Map(), corrected: corrections };
  view.moments.remember(moment);
  return moment;
}

/** A column of a corrected moment: as recorded, with the cells that later facts set. */
export function* correctedColumn(view: View, moment: Moment, column: HistoryColumn): Step<Vector> {
  const recorded = yield* view.moments.fill(column, moment.position, moment.documents, false);
  const cells = moment.corrected?.cells.get(column.number);
  let { vector, shared } = recorded;
  if (cells) {
    vector = newVector(column, moment.documents);
    vector.set(recorded.vector.subarray(0, moment.documents));
    for (const [doc, value] of cells) vector[doc] = cellOf(column, value);
    shared = false;
  }
  view.moments.keep(moment, column, vector, shared);
  return vector;
}

class Overlay {
  readonly #view: View;
  readonly #recorded: Moment;
  readonly #born = new Set<number>();
  readonly #died = new Set<number>();
  readonly #cells = new Map<number, Map<number, number | null>>();
  /** When what stands in a cell happened, where a fact was held against it. */
  readonly #happened = new Map<string, number>();
  readonly #bornHappened = new Map<number, number>();

  constructor(view: View, recorded: Moment) {
    this.#view = view;
    this.#recorded = recorded;
  }

  *apply(facts: readonly LateRow[]): Step<Corrections> {
    for (const fact of facts) if (fact.column !== EVENT) yield* this.#one(fact);
    return { born: this.#born, died: this.#died, cells: this.#cells };
  }

  /** The same id may have lived under several numbers; a fact speaks of the id. */
  *#one(fact: LateRow): Step<void> {
    const standing = yield* this.#standing(fact.doc);
    if (fact.column === BIRTH) {
      if (standing !== undefined) return;
      this.#born.add(fact.doc);
      this.#bornHappened.set(fact.doc, fact.happened);
    } else if (standing === undefined) return;
    else if (fact.column === DEATH) {
      if (!this.#born.delete(standing)) this.#died.add(standing);
    } else if (fact.happened >= (yield* this.#happenedOf(standing, fact.column))) {
      let cells = this.#cells.get(fact.column);
      if (!cells) this.#cells.set(fact.column, (cells = new Map()));
      cells.set(standing, fact.value);
      this.#happened.set(`${standing} ${fact.column}`, fact.happened);
    }
  }

  *#standing(doc: number): Step<number | undefined> {
    const { alive, documents } = this.#recorded;
    const same = yield* this.#view.incarnations(this.#view.mirror.ids.at(doc));
    return same.find(
      other => this.#born.has(other) || (other < documents && alive[other] === 1 && !this.#died.has(other)),
    );
  }

  *#happenedOf(doc: number, column: number): Step<number> {
    const known = this.#happened.get(`${doc} ${column}`) ?? this.#bornHappened.get(doc);
    if (known !== undefined) return known;
    const [last] = yield* changesOf(this.#view, doc, [column], this.#recorded.position + 1, 1);
    const position = last?.position ?? this.#view.mirror.born.at(doc);
    const happened =
      (yield* wait(this.#view.storage.happenedOf(position))) ?? (yield* this.#view.clock.timeOf(position));
    this.#happened.set(`${doc} ${column}`, happened);
    return happened;
  }
}

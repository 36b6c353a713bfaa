import { missingOf } from './chain.ts';
import type { HistoryColumn } from './columns.ts';
import { firstBeyond, NumberList } from './growing.ts';
import { HeldColumn, HeldRows } from './held.ts';
import { IdTable } from './ids.ts';
import { decodeMoments } from './moments.ts';
import { wait, type Step } from './step.ts';
import type { ColumnState, HistoryStorage } from './storage.ts';
import { decodeTail } from './tail.ts';

/** What changed between two looks. */
export interface Advance {
  readonly from: number;
  readonly to: number;
  readonly documentsBefore: number;
  readonly deaths: readonly number[];
  /** A text was replaced: what was remembered of texts is void. */
  readonly textsReplaced: boolean;
}

/**
 * A reader's copy of what is small or not sealed yet: who lives, the tail by column, where each column stands.
 * Brought up to date by what was added since the last look.
 */
export class Mirror {
  readonly #storage: HistoryStorage;
  readonly columns: readonly HistoryColumn[];
  readonly held: readonly HeldColumn[];
  readonly rows = new HeldRows();
  readonly ids = new IdTable();
  readonly born = new NumberList();
  readonly deathPositions = new NumberList();
  readonly deathDocs = new NumberList();
  readonly died = new Map<number, number>();
  /** Numbers of documents whose id was deleted and put again, the older and the newer ones. */
  readonly reborn = new Set<number>();
  readonly #dead = new Map<string, number[]>();
  states: readonly ColumnState[] = [];
  position = 0;
  #tail = 0;
  #replaced = 0;
  #lastMoments = '';

  constructor(storage: HistoryStorage, columns: readonly HistoryColumn[]) {
    this.#storage = storage;
    this.columns = columns;
    this.held = columns.map(column => new HeldColumn(missingOf(column)));
  }

  get documents(): number {
    return this.born.length;
  }

  /** Documents born at or before a position. */
  documentsAt(position: number): number {
    return firstBeyond(this.born.view(), position);
  }

  state(column: HistoryColumn): ColumnState {
    return this.states[column.number] as ColumnState;
  }

  heldOf(column: HistoryColumn): HeldColumn {
    return this.held[column.number] as HeldColumn;
  }

  /** Undefined where nothing happened. */
  *refresh(): Step<Advance | undefined> {
    const storage = this.#storage;
    const replaced = (yield* wait(storage.counter('replaced'))) ?? 0;
    const textsReplaced = replaced !== this.#replaced;
    this.#replaced = replaced;
    const last = yield* wait(storage.lastMoments());
    const seen = last ? `${last.first} ${last.data.length}` : '';
    if (seen === this.#lastMoments && !textsReplaced) return undefined;
    this.#lastMoments = seen;
    const [from, documentsBefore] = [this.position, this.documents];
    this.position = last ? (decodeMoments(last).positions.at(-1) as number) : 0;
    this.states = yield* wait(storage.columns());
    const births = yield* wait(storage.births(documentsBefore));
    for (const id of births.ids) this.ids.push(id);
    for (const position of births.positions) this.born.push(position);
    const deaths = yield* wait(storage.deaths(from));
    for (const { doc, position } of deaths) {
      this.deathPositions.push(position);
      this.deathDocs.push(doc);
      this.died.set(doc, position);
      const id = this.ids.at(doc);
      this.#dead.set(id, [...(this.#dead.get(id) ?? []), doc]);
    }
    this.#findReborn(births.ids, documentsBefore);
    yield* this.#readTail();
    return { from, to: this.position, documentsBefore, deaths: deaths.map(({ doc }) => doc), textsReplaced };
  }

  #findReborn(ids: readonly string[], first: number): void {
    if (this.#dead.size === 0) return;
    ids.forEach((id, i) => {
      const older = this.#dead.get(id)?.filter(doc => doc < first + i) ?? [];
      if (older.length === 0) return;
      for (const doc of older) this.reborn.add(doc);
      this.reborn.add(first + i);
    });
  }

  *#readTail(): Step<void> {
    const drained = (yield* wait(this.#storage.counter('drained'))) ?? 0;
    for (const { sealed, documents, column } of this.states)
      (this.held[column] as HeldColumn).sealed(sealed, documents);
    this.rows.drained(drained);
    for (const { position, data } of yield* wait(this.#storage.tail(this.#tail))) {
      const batch = decodeTail(data);
      for (const [column, values] of batch.first) {
        const state = this.states[column] as ColumnState;
        const known = Math.max(0, state.documents - batch.firstDoc);
        if (known < values.length)
          (this.held[column] as HeldColumn).births(batch.firstDoc + known, values.subarray(known));
      }
      for (let i = 0; i < batch.positions.length; i++) {
        const [at, doc, column] = [
          batch.positions[i] as number,
          batch.docs[i] as number,
          batch.columns[i] as number,
        ];
        if (at > (this.states[column] as ColumnState).sealed)
          (this.held[column] as HeldColumn).change(at, doc, batch.to[i] as number);
        if (at > drained) this.rows.push(at, doc, column, batch.from[i] as number, batch.to[i] as number);
      }
      this.#tail = position;
    }
  }
}

import type { CollectionDefinition } from '../../../projections/kernel/collection.ts';
import { missingOf } from './chain.ts';
import { historyColumns, sameCell, type HistoryColumn } from './columns.ts';
import type { HistoryEntry, HistoryWriter, HistoryWriterOptions } from './contract.ts';
import { Drain } from './drain.ts';
import { ValueEncoder } from './encoder.ts';
import { HeldColumn, HeldRows } from './held.ts';
import { LIMITS, type Limits } from './limits.ts';
import { lateRowsOf } from './late-rows.ts';
import { decodeMoments, MomentWriter } from './moments.ts';
import { sealColumn } from './seal.ts';
import { wait, type Step } from './step.ts';
import type { ColumnState, HistoryStorage, LateRow } from './storage.ts';
import { openStates } from './column-states.ts';
import { decodeTail, encodeTail, TailBuilder, type TailBatch } from './tail.ts';

/**
 * Writes the history of one collection. In memory stand only what is not sealed or drained (at most about
 * 8,192 changes a column and 100,000 rows: 12 MB with 40 columns) and the texts met lately (20 MB).
 */
export class ColumnHistoryWriter implements HistoryWriter {
  readonly #storage: HistoryStorage;
  readonly #collection: string;
  readonly #columns: readonly HistoryColumn[];
  readonly #byName: ReadonlyMap<string, HistoryColumn>;
  readonly #bulk: boolean;
  readonly #limits: Limits;
  readonly #encoder: ValueEncoder;
  readonly #states: ColumnState[];
  readonly #held: readonly HeldColumn[];
  /** The batch in which the oldest held thing of a column came: its number and its place in the tail. */
  readonly #since: { batch: number; position: number }[];
  readonly #rows: HeldRows;
  readonly #drain: Drain;
  readonly #moments: MomentWriter;
  #drained: number;
  #rowsSince = 0;
  #batches = 0;
  #documents: number;
  #position: number;
  /** Last position of each batch whose tail row still stands. */
  readonly #tail: number[] = [];

  private constructor(parts: WriterParts) {
    this.#storage = parts.storage;
    this.#collection = parts.definition.name;
    this.#columns = parts.columns;
    this.#byName = new Map(parts.columns.map(column => [column.name, column]));
    this.#bulk = parts.bulk;
    this.#limits = parts.limits;
    this.#encoder = parts.encoder;
    this.#states = parts.states;
    this.#held = parts.columns.map(column => new HeldColumn(missingOf(column)));
    this.#since = parts.columns.map(() => ({ batch: 0, position: 0 }));
    this.#rows = parts.rows;
    this.#drain = parts.drain;
    this.#moments = parts.moments;
    this.#drained = parts.drained;
    this.#documents = parts.documents;
    this.#position = parts.position;
    for (const { position, batch } of parts.tail) {
      this.#hold(batch, position);
      this.#tail.push(position);
    }
  }

  static *open(
    storage: HistoryStorage,
    definition: CollectionDefinition,
    options: HistoryWriterOptions = {},
  ): Step<ColumnHistoryWriter> {
    const columns = historyColumns(definition);
    const limits = { ...LIMITS, ...options.limits };
    const states = yield* openStates(storage, definition, columns);
    const rows = new HeldRows();
    const tail = yield* wait(storage.tail(0));
    const last = yield* wait(storage.lastMoments());
    return new ColumnHistoryWriter({
      storage,
      definition,
      columns,
      states,
      rows,
      bulk: options.mode === 'bulk',
      limits,
      encoder: yield* ValueEncoder.open(storage, columns),
      drain: yield* Drain.open(storage, columns, rows, limits.part),
      drained: (yield* wait(storage.counter('drained'))) ?? 0,
      moments: new MomentWriter(last),
      documents: (yield* wait(storage.counter('documents'))) ?? 0,
      position: last ? (decodeMoments(last).positions.at(-1) ?? 0) : 0,
      tail: tail.map(({ position, data }) => ({ position, batch: decodeTail(data) })),
    });
  }

  get documents(): number {
    return this.#documents;
  }

  get position(): number {
    return this.#position;
  }

  *append(
    entries: readonly HistoryEntry[],
    reached: { readonly position: number; readonly at: number },
  ): Step<void> {
    for (const entry of entries) this.#want(entry);
    yield* this.#encoder.learn();
    const batch = yield* this.#record(entries);
    this.#encoder.settle();
    for (const { position, at } of entries) this.#moments.add(position, at);
    this.#moments.add(reached.position, reached.at);
    for (const block of this.#moments.take()) yield* wait(this.#storage.putMoments(block));
    this.#position = Math.max(this.#position, reached.position);
    const weight = batch.positions.length + batch.births * this.#columns.length;
    if (weight > 0) {
      this.#batches++;
      this.#hold(batch, this.#position);
      if (!this.#bulk) {
        yield* wait(this.#storage.putTail(this.#position, encodeTail(batch)));
        this.#tail.push(this.#position);
      }
    }
    yield* this.#seal(weight);
    yield* this.#drainSome(batch.positions.length);
    yield* this.#dropTail();
  }

  *replaceText(column: string, text: string, replacement: string): Step<boolean> {
    const known = this.#column(column);
    if (known.kind !== 'code' || !(yield* this.#encoder.replace(known, text, replacement))) return false;
    const replaced = (yield* wait(this.#storage.counter('replaced'))) ?? 0;
    yield* wait(this.#storage.putCounter('replaced', replaced + 1));
    return true;
  }

  *finish(): Step<void> {
    for (const column of this.#columns)
      if (!(this.#held[column.number] as HeldColumn).empty) yield* this.#sealOne(column);
    yield* this.#drainAll();
    yield* this.#drainAll();
    yield* this.#dropTail();
  }

  #want(entry: HistoryEntry): void {
    for (const { columns } of entry.births ?? [])
      for (const column of this.#columns) this.#encoder.want(column, columns[column.name]);
    for (const { column, from, to } of entry.changes ?? []) {
      const known = this.#column(column);
      this.#encoder.want(known, from);
      this.#encoder.want(known, to);
    }
  }

  #column(name: string): HistoryColumn {
    const column = this.#byName.get(name);
    if (!column) throw new Error(`collection ${this.#collection} keeps no history of a column ${name}`);
    return column;
  }

  /** Writes what stands row by row and gathers the rest as a batch. */
  *#record(entries: readonly HistoryEntry[]): Step<TailBatch> {
    const builder = new TailBuilder(this.#documents);
    const births: { doc: number; id: string; position: number }[] = [];
    const deaths: { doc: number; position: number }[] = [];
    const late: LateRow[] = [];
    let before = this.#position;
    for (const entry of entries) {
      if (entry.position <= before)
        throw new Error(`${this.#collection}: entry ${entry.position} does not follow position ${before}`);
      before = entry.position;
      for (const { doc, id, columns } of entry.births ?? []) {
        if (doc !== this.#documents)
          throw new Error(`${this.#collection}: document ${doc} born, ${this.#documents} is the next`);
        this.#documents++;
        builder.births++;
        births.push({ doc, id, position: entry.position });
        for (const column of this.#columns) {
          const value = this.#encoder.encode(column, columns[column.name]);
          if (!sameCell(value, missingOf(column))) builder.birth(column.number, value, missingOf(column));
        }
      }
      for (const { doc, column, from, to } of entry.changes ?? []) {
        const known = this.#column(column);
        const [old, value] = [this.#encoder.encode(known, from), this.#encoder.encode(known, to)];
        if (!sameCell(old, value)) builder.change(entry.position, doc, known.number, old, value);
      }
      for (const doc of entry.deaths ?? []) deaths.push({ doc, position: entry.position });
      if (entry.happenedAt !== undefined && entry.happenedAt < entry.at)
        late.push(
          ...lateRowsOf(entry, this.#columns, (column, value) => this.#encoder.encode(column, value)),
        );
    }
    if (births.length > 0) {
      yield* wait(this.#storage.addBirths(births));
      yield* wait(this.#storage.putCounter('documents', this.#documents));
    }
    if (deaths.length > 0) yield* wait(this.#storage.addDeaths(deaths));
    if (late.length > 0) yield* wait(this.#storage.addLate(late));
    return builder.finish(column => missingOf(this.#columns[column] as HistoryColumn));
  }

  #hold(batch: TailBatch, tail: number): void {
    const touched = (column: number): HeldColumn => {
      const held = this.#held[column] as HeldColumn;
      if (held.empty) this.#since[column] = { batch: this.#batches, position: tail };
      return held;
    };
    for (const [column, values] of batch.first) {
      const known = Math.max(0, (this.#states[column] as ColumnState).documents - batch.firstDoc);
      if (known < values.length) touched(column).births(batch.firstDoc + known, values.subarray(known));
    }
    if (this.#rows.length === 0) this.#rowsSince = this.#batches;
    for (let i = 0; i < batch.positions.length; i++) {
      const position = batch.positions[i] as number;
      const [doc, column] = [batch.docs[i] as number, batch.columns[i] as number];
      if (position > (this.#states[column] as ColumnState).sealed)
        touched(column).change(position, doc, batch.to[i] as number);
      if (position > this.#drained)
        this.#rows.push(position, doc, column, batch.from[i] as number, batch.to[i] as number);
    }
  }

  /**
   * Seals the columns that are due, most urgent first: two at most with a small batch, so that no batch pays
   * for a whole round, and as many as keep pace with a large one.
   */
  *#seal(weight: number): Step<void> {
    const due = this.#columns
      .map(column => ({ column, urgency: this.#urgency(column.number) }))
      .filter(({ urgency }) => urgency >= 1)
      .sort((a, b) => b.urgency - a.urgency);
    const allowed = this.#bulk ? due.length : 2 + Math.floor((2 * weight) / this.#limits.segment);
    for (const { column } of due.slice(0, allowed)) yield* this.#sealOne(column);
  }

  #urgency(column: number): number {
    const held = this.#held[column] as HeldColumn;
    if (held.empty) return 0;
    const age = this.#bulk
      ? 0
      : (this.#batches - (this.#since[column] as { batch: number }).batch) / this.#limits.patience;
    return Math.max(
      held.positions.length / this.#limits.segment,
      held.first.length / this.#limits.segment,
      age,
    );
  }

  *#sealOne(column: HistoryColumn): Step<void> {
    const { number } = column;
    this.#states[number] = yield* sealColumn(
      this.#storage,
      column,
      this.#states[number] as ColumnState,
      this.#held[number] as HeldColumn,
      this.#position,
      this.#documents,
      this.#limits,
    );
  }

  *#drainSome(changes: number): Step<void> {
    if (this.#bulk) {
      if (this.#rows.length >= this.#limits.part) yield* this.#drainAll();
      return;
    }
    const waited = this.#batches - this.#rowsSince >= this.#limits.patience;
    if (
      !this.#drain.running &&
      (this.#rows.length >= this.#limits.heldRows || (this.#rows.length > 0 && waited))
    )
      yield* this.#drain.begin();
    yield* this.#advance(Math.max(this.#limits.portion, 2 * changes));
  }

  *#drainAll(): Step<void> {
    yield* this.#drain.begin();
    while (this.#drain.running) yield* this.#advance(this.#limits.part);
  }

  *#advance(portion: number): Step<void> {
    const drained = yield* this.#drain.advance(portion);
    if (drained === undefined) return;
    this.#drained = drained;
    this.#rowsSince = this.#batches;
  }

  /** A tail row goes when nothing held lies in it or before. */
  *#dropTail(): Step<void> {
    let first = this.#rows.length > 0 ? this.#rows.positions.at(0) : Infinity;
    this.#held.forEach((held, column) => {
      if (!held.empty) first = Math.min(first, (this.#since[column] as { position: number }).position);
    });
    let count = 0;
    while (count < this.#tail.length && (this.#tail[count] as number) < first) count++;
    if (count === 0) return;
    yield* wait(this.#storage.dropTail(this.#tail[count - 1] as number));
    this.#tail.splice(0, count);
  }
}

interface WriterParts {
  readonly storage: HistoryStorage;
  readonly definition: CollectionDefinition;
  readonly columns: readonly HistoryColumn[];
  readonly states: ColumnState[];
  readonly rows: HeldRows;
  readonly bulk: boolean;
  readonly limits: Limits;
  readonly encoder: ValueEncoder;
  readonly drain: Drain;
  readonly drained: number;
  readonly moments: MomentWriter;
  readonly documents: number;
  readonly position: number;
  readonly tail: readonly { readonly position: number; readonly batch: TailBatch }[];
}

import type { CollectionDefinition } from '../../../projections/kernel/collection.ts';
import type { Value } from '../../../projections/kernel/query.ts';
import type { Vector } from './chain.ts';
import { Clock } from './clock.ts';
import { decodePlain, historyColumns, type HistoryColumn } from './columns.ts';
import { correctedColumn } from './late.ts';
import type { Limits } from './limits.ts';
import { ByteCache } from './lru.ts';
import { Mirror } from './mirror.ts';
import { MomentCache, type Moment } from './moment.ts';
import { Ranks } from './ranks.ts';
import { wait, type Step } from './step.ts';
import type { HistoryStorage } from './storage.ts';
import { ColumnTexts } from './texts.ts';

/** Bytes of remembered filter tests over dictionaries. */
const LEAF_BYTES = 16 * 2 ** 20;

/** Which codes of a dictionary pass one test; `tested` codes were looked at. */
export interface LeafTest {
  readonly passes: Uint8Array;
  readonly tested: number;
}

/** What all questions of one reader share. */
export class View {
  readonly definition: CollectionDefinition;
  readonly storage: HistoryStorage;
  readonly columns: readonly HistoryColumn[];
  readonly mirror: Mirror;
  readonly moments: MomentCache;
  readonly clock: Clock;
  readonly leaves = new ByteCache<LeafTest>(LEAF_BYTES);
  readonly limits: Limits;
  readonly #byName: ReadonlyMap<string, HistoryColumn>;
  readonly #texts: ReadonlyMap<number, ColumnTexts>;
  readonly #ids: Ranks;

  constructor(storage: HistoryStorage, definition: CollectionDefinition, cacheBytes: number, limits: Limits) {
    this.storage = storage;
    this.definition = definition;
    this.limits = limits;
    this.columns = historyColumns(definition);
    this.#byName = new Map(this.columns.map(column => [column.name, column]));
    this.mirror = new Mirror(storage, this.columns);
    this.moments = new MomentCache(storage, this.mirror, cacheBytes, limits.chunk);
    this.clock = new Clock(storage);
    this.#texts = new Map(
      this.columns
        .filter(({ kind }) => kind === 'code')
        .map(column => [column.number, new ColumnTexts(storage, column)]),
    );
    const { ids } = this.mirror;
    this.#ids = new Ranks({
      *order() {
        return yield* wait(storage.idOrder());
      },
      *neighbours(doc) {
        const id = ids.at(doc);
        const bearers = yield* wait(storage.documentsOf(id));
        return bearers.length > 1 ? null : yield* wait(storage.idNeighbours(id));
      },
    });
  }

  *refresh(): Step<void> {
    const advance = yield* this.mirror.refresh();
    if (!advance) return;
    if (advance.textsReplaced) {
      for (const texts of this.#texts.values()) texts.forget();
      this.leaves.clear();
    }
    if (advance.to !== advance.from) yield* this.moments.advance(advance);
  }

  /** Undefined for a volatile column, which is missing throughout. */
  column(name: string): HistoryColumn | undefined {
    return this.#byName.get(name);
  }

  texts(column: HistoryColumn): ColumnTexts {
    return this.#texts.get(column.number) as ColumnTexts;
  }

  *vector(moment: Moment, column: HistoryColumn): Step<Vector> {
    const known = moment.vectors.get(column.number);
    if (known) return known;
    return moment.corrected
      ? yield* correctedColumn(this, moment, column)
      : yield* this.moments.column(moment, column);
  }

  /** Ranks of documents by id; of two documents of one id the younger comes last. */
  *idRanks(): Step<Float64Array> {
    return yield* this.#ids.upTo(this.mirror.documents);
  }

  /** Rank of an id: of the `first` or the `last` of the documents that bore it, or of its place among the others. */
  *idRank(id: string, which: 'first' | 'last'): Step<number> {
    const ranks = yield* this.idRanks();
    const same = yield* wait(this.storage.documentsOf(id.toWellFormed()));
    if (same.length > 0) return ranks[same.at(which === 'first' ? 0 : -1) as number] as number;
    const { below, above } = yield* wait(this.storage.idNeighbours(id.toWellFormed()));
    const between = this.#ids.between(below, above);
    if (between !== undefined) return between;
    this.#ids.reset();
    return yield* this.idRank(id, which);
  }

  /** Numbers of the documents that bear or bore an id, oldest first. */
  *incarnations(id: string): Step<readonly number[]> {
    return yield* wait(this.storage.documentsOf(id.toWellFormed()));
  }

  /** Whether a column has sealed changes in (after, position]. */
  *touched(column: HistoryColumn, after: number, position: number): Step<boolean> {
    return yield* wait(this.storage.touched(column.number, after, position));
  }

  /** Values of some cells of a column. */
  *decode(column: HistoryColumn, cells: readonly number[]): Step<readonly Value[]> {
    if (column.kind !== 'code') return cells.map(cell => decodePlain(column, cell));
    const codes = [...new Set(cells.filter(cell => cell > 0))];
    const texts = yield* this.texts(column).of(codes);
    const byCode = new Map(codes.map((code, i) => [code, texts[i] as string]));
    return cells.map(cell => byCode.get(cell) ?? null);
  }
}

import type { CollectionDefinition } from '../../../projections/kernel/collection.ts';
import type { Filter, Page, Query } from '../../../projections/kernel/query.ts';
import type {
  ColumnChange,
  Comparison,
  FormerQuery,
  FormerValue,
  GroupCount,
} from '../../../projections/kernel/read-store.ts';
import { historyOf } from './cell-history.ts';
import { compareMoments, type CompareOptions } from './compare.ts';
import type { HistoryReader, HistoryReaderOptions, PastMoment } from './contract.ts';
import { findFormer } from './former.ts';
import { countGroups, countMatches } from './group.ts';
import { correctedMoment } from './late.ts';
import { LIMITS } from './limits.ts';
import type { Moment } from './moment.ts';
import { findPage } from './page.ts';
import type { Step } from './step.ts';
import type { HistoryStorage } from './storage.ts';
import { View } from './view.ts';

const CACHE_BYTES = 128 * 2 ** 20;

/** Answers questions about any moment of one collection from arrays. */
export class ColumnHistoryReader implements HistoryReader {
  readonly #view: View;

  private constructor(view: View) {
    this.#view = view;
  }

  static *open(
    storage: HistoryStorage,
    definition: CollectionDefinition,
    options: HistoryReaderOptions = {},
  ): Step<ColumnHistoryReader> {
    const view = new View(storage, definition, options.cacheBytes ?? CACHE_BYTES, {
      ...LIMITS,
      ...options.limits,
    });
    yield* view.refresh();
    return new ColumnHistoryReader(view);
  }

  refresh(): Step<void> {
    return this.#view.refresh();
  }

  get position(): number {
    return this.#view.mirror.position;
  }

  positionAt(time: number): Step<number> {
    return this.#view.clock.positionAt(time);
  }

  *find(query: Query, moment?: PastMoment): Step<Page> {
    return yield* findPage(this.#view, yield* this.#moment(moment), query);
  }

  *count(filter?: Filter, moment?: PastMoment): Step<number> {
    return yield* countMatches(this.#view, yield* this.#moment(moment), filter);
  }

  *groupBy(
    column: string,
    query: { readonly filter?: Filter; readonly limit?: number } = {},
    moment?: PastMoment,
  ): Step<readonly GroupCount[]> {
    return yield* countGroups(this.#view, yield* this.#moment(moment), column, query);
  }

  *compare(
    from: PastMoment | undefined,
    to: PastMoment | undefined,
    options: CompareOptions = {},
  ): Step<Comparison> {
    const [before, after] = [yield* this.#moment(from), yield* this.#moment(to)];
    return yield* compareMoments(this.#view, before, after, [from, to], options);
  }

  history(
    id: string,
    options: { readonly columns?: readonly string[]; readonly limit?: number; readonly before?: number } = {},
  ): Step<readonly ColumnChange[]> {
    return historyOf(this.#view, id, options);
  }

  former(query: FormerQuery): Step<readonly FormerValue[]> {
    return findFormer(this.#view, query);
  }

  *#moment(asked: PastMoment | undefined): Step<Moment> {
    const { moments, clock } = this.#view;
    if (!asked) return moments.now;
    const recorded = moments.at(asked.position);
    // Nothing was learned after now.
    if (asked.asKnown !== 'now' || recorded === moments.now) return recorded;
    const time = asked.time ?? (yield* clock.timeOf(asked.position));
    return yield* correctedMoment(this.#view, recorded, time);
  }
}

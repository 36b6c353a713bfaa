import fc from 'fast-check';
import type {
  AsOf,
  CollectionDefinition,
  Filter,
  Query,
  ReadStore,
} from '../../../projections/kernel/index.ts';
import { filterFor, texts } from '../../support/filters.ts';
import { ids } from './scenarios.ts';
import { keys, lines, msOf, spans, things } from './things.ts';

export type Question =
  | { readonly kind: 'get'; readonly collection: string; readonly id: string }
  | { readonly kind: 'find'; readonly collection: string; readonly query: Query }
  | {
      readonly kind: 'count';
      readonly collection: string;
      readonly filter: Filter;
      readonly asOf: AsOf | undefined;
    }
  | {
      readonly kind: 'groupBy';
      readonly collection: string;
      readonly column: string;
      readonly options: { readonly filter?: Filter; readonly asOf?: AsOf; readonly limit?: number };
    }
  | {
      readonly kind: 'compare';
      readonly from: AsOf;
      readonly to: AsOf;
      readonly options: {
        readonly filter?: Filter;
        readonly columns?: readonly string[];
        readonly limit: number;
      };
    }
  | {
      readonly kind: 'history';
      readonly id: string;
      readonly options: {
        readonly columns?: readonly string[];
        readonly limit?: number;
        readonly before?: number;
      };
    }
  | {
      readonly kind: 'former';
      readonly text: string;
      readonly match: 'exact' | 'prefix';
      readonly between?: { readonly from: string; readonly to: string };
      readonly limit: number;
    }
  | { readonly kind: 'positionAt'; readonly time: string };

const time = fc.integer({ min: -1, max: 60 }).map(half => new Date(msOf(0) + half * 5_000).toISOString());

function moment(lateFacts: boolean): fc.Arbitrary<AsOf> {
  const place = fc.oneof(fc.record({ position: fc.integer({ min: 0, max: 60 }) }), fc.record({ time }));
  if (!lateFacts) return place;
  return fc
    .tuple(place, fc.constantFrom(undefined, 'then' as const, 'now' as const))
    .map(([asOf, asKnown]) => (asKnown ? { ...asOf, asKnown } : asOf));
}

export function questionFor(lateFacts: boolean): fc.Arbitrary<Question> {
  const asOf = fc.option(moment(lateFacts), { nil: undefined, freq: 3 });
  const of = (definition: CollectionDefinition): fc.Arbitrary<Question> => {
    const collection = fc.constant(definition.name);
    const columns = Object.keys(definition.columns);
    const filter = filterFor(definition);
    const sort = fc.array(
      fc.record({
        column: fc.constantFrom('id', ...columns),
        direction: fc.constantFrom('asc' as const, 'desc' as const),
      }),
      { maxLength: 2 },
    );
    const query = fc
      .record({
        filter: fc.option(filter, { nil: undefined }),
        sort,
        limit: fc.integer({ min: 1, max: 4 }),
        fields: fc.option(fc.subarray(columns), { nil: undefined }),
        total: fc.boolean(),
        asOf,
      })
      .map(defined);
    return fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('find' as const), collection, query }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('count' as const), collection, filter, asOf }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('groupBy' as const),
          collection,
          column: fc.constantFrom(...columns),
          options: fc
            .record({
              filter: fc.option(filter, { nil: undefined }),
              asOf,
              limit: fc.constantFrom(undefined, 1, 3),
            })
            .map(defined),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('get' as const), collection, id: fc.constantFrom(...ids) }),
      },
    );
  };
  const recorded = Object.keys(things.columns).filter(column => !things.columns[column]?.volatile);
  const some = fc.option(fc.subarray(recorded), { nil: undefined });
  return fc.oneof(
    { weight: 8, arbitrary: of(things) },
    { weight: 2, arbitrary: of(spans) },
    { weight: 1, arbitrary: of(lines) },
    { weight: 1, arbitrary: of(keys) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('compare' as const),
        from: moment(lateFacts),
        to: fc.oneof(moment(lateFacts), fc.constant({})),
        options: fc
          .record({
            filter: fc.option(filterFor(things), { nil: undefined }),
            columns: some,
            limit: fc.integer({ min: 1, max: 4 }),
          })
          .map(defined),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('history' as const),
        id: fc.constantFrom(...ids),
        options: fc
          .record({
            columns: some,
            limit: fc.constantFrom(undefined, 1, 5),
            before: fc.constantFrom(undefined, 3, 20),
          })
          .map(defined),
      }),
    },
    {
      weight: 3,
      arbitrary: fc
        .record({
          kind: fc.constant('former' as const),
          text: fc.constantFrom(...texts),
          match: fc.constantFrom('exact' as const, 'prefix' as const),
          between: fc.option(
            fc.tuple(time, time).map(([from, to]) => ({ from, to })),
            { nil: undefined },
          ),
          limit: fc.constantFrom(1, 3, 1_000),
        })
        .map(defined),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('positionAt' as const), time }) },
  );
}

/** Asks one question; pages are followed to the end by the store's own cursors, which are left out of the answer. */
export async function ask(store: ReadStore, question: Question): Promise<unknown> {
  switch (question.kind) {
    case 'get':
      return store.get(question.collection, question.id);
    case 'find': {
      const pages: unknown[] = [];
      let cursor: string | null = null;
      do {
        const page = await store.find(question.collection, {
          ...question.query,
          ...(cursor !== null && { cursor }),
        });
        pages.push({ items: page.items, total: page.total, position: page.position });
        cursor = page.next;
      } while (cursor !== null && pages.length < 50);
      return pages;
    }
    case 'count':
      return store.count(question.collection, question.filter, question.asOf);
    case 'groupBy':
      return store.groupBy(question.collection, question.column, question.options);
    case 'compare': {
      const pages: unknown[] = [];
      let cursor: string | null = null;
      do {
        const { from, to, options } = question;
        const page = await store.compare(things.name, from, to, {
          ...options,
          ...(cursor !== null && { cursor }),
        });
        pages.push({ ...page, next: page.next !== null });
        cursor = page.next;
      } while (cursor !== null && pages.length < 50);
      return pages;
    }
    case 'history':
      return store.history(things.name, question.id, question.options);
    case 'former': {
      const { kind: _, ...query } = question;
      return store.former(things.name, query);
    }
    case 'positionAt':
      return store.positionAt(question.time);
  }
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}

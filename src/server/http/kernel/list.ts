import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { filterSchema } from '../../../../projections/kernel/filter-schema.ts';
import type {
  AsOf,
  CollectionDefinition,
  ColumnTypes,
  Filter,
  Page,
  Query,
  Sort,
  Value,
} from '../../../../projections/kernel/index.ts';
import {
  FilterTextError,
  parseFilterText,
  parseTime,
  type Row as StoreRow,
} from '../../../../projections/kernel/index.ts';
import { ListParams, listOf, Row } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { ServerContext } from './context.ts';
import { principalOf } from './request.ts';

/** Query string of every list; a key that is not in it is refused. */
export const ListQuery = z.strictObject(ListParams.shape);
export type ListQuery = z.infer<typeof ListQuery>;
export const RowList = listOf(Row);

/** How long a request may wait for the read model to reach `after`. */
const caughtUpWithinMs = 10_000;

/** `filter` as a JSON tree or in the short text form. */
export function parseFilter(text: string | undefined, types: ColumnTypes): Filter | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  if (!text.trimStart().startsWith('{')) {
    try {
      return parseFilterText(text, types);
    } catch (error) {
      if (!(error instanceof FilterTextError)) throw error;
      throw new AppError('QUERY_INVALID', {
        details: { parameter: 'filter', reason: error.reason, at: error.at },
      });
    }
  }
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch {
    throw new AppError('QUERY_INVALID', { details: { parameter: 'filter', reason: 'not well-formed JSON' } });
  }
  if (depthOf(tree) > 40) throw new AppError('QUERY_TOO_DEEP');
  const parsed = filterSchema.safeParse(tree);
  if (parsed.success) return parsed.data;
  throw new AppError('QUERY_INVALID', {
    details: { parameter: 'filter' },
    issues: parsed.error.issues.map(issue => ({
      path: ['filter', ...issue.path].join('.'),
      message: issue.message,
    })),
  });
}

/** Nesting of a parsed document, without recursion: it is counted before anything recursive sees it. */
function depthOf(tree: unknown): number {
  let level: unknown[] = [tree];
  let depth = 0;
  while (level.length > 0 && depth <= 100) {
    depth += 1;
    level = level.flatMap(node => (typeof node === 'object' && node !== null ? Object.values(node) : []));
  }
  return depth;
}

/** `name,-lastSeenAt`. */
export function parseSort(text: string | undefined): readonly Sort[] | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const parts = text.split(',').map(part => part.trim());
  if (parts.length > 5)
    throw new AppError('QUERY_INVALID', { details: { parameter: 'sort', reason: 'more than 5 columns' } });
  return parts.map(part => ({
    column: part.replace(/^[-+]/, ''),
    direction: part.startsWith('-') ? 'desc' : 'asc',
  }));
}

/** An RFC 3339 time or date, or `@` and a position of the log. */
export function parseMoment(text: string, parameter = 'asOf'): AsOf {
  const position = /^@(\d{1,15})$/.exec(text);
  if (position) return { position: Number(position[1]) };
  const time = text.startsWith('now') ? undefined : parseTime(text, 0);
  if (time === undefined)
    throw new AppError('VALIDATION_FAILED', {
      issues: [{ path: parameter, message: 'is neither an RFC 3339 time nor @ and a log position' }],
    });
  return { time: new Date(time).toISOString() };
}

export function asOfOf(params: Pick<ListQuery, 'asOf' | 'asKnown'>): AsOf | undefined {
  if (params.asOf === undefined) return undefined;
  return { ...parseMoment(params.asOf), ...(params.asKnown ? { asKnown: params.asKnown } : {}) };
}

export function toQuery(params: ListQuery, definition: CollectionDefinition): Query {
  const filter = parseFilter(params.filter, definition);
  const sort = parseSort(params.sort);
  const asOf = asOfOf(params);
  return {
    limit: params.limit,
    total: params.total,
    ...(filter ? { filter } : {}),
    ...(sort ? { sort } : {}),
    ...(asOf ? { asOf } : {}),
    ...(params.cursor === undefined ? {} : { cursor: params.cursor }),
    ...(params.offset === undefined ? {} : { offset: params.offset }),
    ...(params.fields === undefined ? {} : { fields: params.fields.split(',').map(field => field.trim()) }),
  };
}

/** Columns as the interface shows them: flat, times in RFC 3339. */
export function toRow(row: StoreRow, definition: CollectionDefinition): Row {
  const flat: Record<string, Value> & { id: string } = { id: row.id };
  for (const [column, value] of Object.entries(row.columns))
    flat[column] =
      typeof value === 'number' && definition.columns[column]?.type === 'time'
        ? new Date(value).toISOString()
        : value;
  return flat;
}

export function toList(page: Page, definition: CollectionDefinition): z.infer<typeof RowList> {
  return {
    items: page.items.map(row => toRow(row, definition)),
    total: page.total,
    next: page.next,
    position: page.position,
  };
}

/** Waits until the read model has what the caller has just written. */
export async function caughtUp({ services }: ServerContext, after: number | undefined): Promise<void> {
  if (after === undefined || after === 0) return;
  if (!(await services.projections.reached(after, { timeoutMs: caughtUpWithinMs })))
    throw new AppError('NOT_CAUGHT_UP', { retryAfter: 1 });
}

/** The answer of a list route over one collection, as its caller may see it. */
export async function answerList(
  context: ServerContext,
  request: FastifyRequest,
  collection: string,
  params: ListQuery,
  only?: Filter,
): Promise<z.infer<typeof RowList>> {
  await caughtUp(context, params.after);
  const reads = context.reads(principalOf(request).scope);
  const definition = reads.definition(collection);
  const query = toQuery(params, definition);
  return toList(await reads.find(collection, only ? narrowed(query, only) : query), definition);
}

/** The query, of the rows of `only`. */
export function narrowed(query: Query, only: Filter): Query {
  return { ...query, filter: query.filter ? { op: 'and', filters: [only, query.filter] } : only };
}

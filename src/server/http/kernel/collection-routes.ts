import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ErrorCode } from '../../errors/index.ts';
import type { Row } from '../../contract.ts';
import type { Permission } from '../../permissions.ts';
import type { Api, ServerContext } from './context.ts';
import { answerExport, ExportQuery, exportResponse } from './export.ts';
import { Comparison, Groups, positionOf, shown } from './groups.ts';
import { answerList, asOfOf, caughtUp, ListQuery, parseFilter, parseMoment, RowList } from './list.ts';
import { principalOf } from './request.ts';

export interface CollectionRoutes {
  /** `/devices`. */
  readonly path: string;
  readonly collection: string;
  readonly access: Permission;
  readonly tags: readonly string[];
  /** What the rows are, in the plural: `devices`. */
  readonly noun: string;
  /** Collections of all departments' facts are closed to restricted accounts at the door. */
  readonly unrestrictedOnly?: boolean;
  /** With column history two moments can be compared. */
  readonly comparable?: boolean;
  /** Columns shown where nobody says which; default: all. */
  readonly shown?: () => Promise<readonly string[]>;
  /** A row as a table for people says it, where the list itself holds ids. */
  readonly worded?: () => Promise<(row: Row) => Row>;
}

const errors: readonly ErrorCode[] = [
  'QUERY_INVALID',
  'QUERY_UNKNOWN_COLUMN',
  'QUERY_WRONG_TYPE',
  'QUERY_BAD_CURSOR',
  'QUERY_NO_HISTORY',
  'QUERY_BEFORE_RECORDS',
  'QUERY_OUT_OF_SCOPE',
];

const GroupQuery = ListQuery.pick({ filter: true, asOf: true, asKnown: true, after: true }).extend({
  column: z.string().max(64),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

const CompareQuery = ListQuery.pick({ filter: true, after: true, cursor: true }).extend({
  from: z.string().max(40),
  /** Now where absent. */
  to: z.string().max(40).optional(),
  asKnown: z.enum(['then', 'now']).optional(),
  columns: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** The routes every collection has alike: list, groups, export and, with column history, comparison. */
export function collectionRoutes(api: Api, context: ServerContext, options: CollectionRoutes): void {
  const { path, collection, access, noun } = options;
  const tags = [...options.tags];
  const config = { access, errors, unrestrictedOnly: options.unrestrictedOnly ?? false };
  const readsOf = (request: FastifyRequest) => context.reads(principalOf(request).scope);

  api.route({
    method: 'GET',
    url: path,
    config,
    schema: { summary: `List ${noun}`, tags, querystring: ListQuery, response: { 200: RowList } },
    handler: async request =>
      answerList(context, request, collection, await withColumns(request.query, options)),
  });

  api.route({
    method: 'GET',
    url: `${path}/groups`,
    config,
    schema: {
      summary: `Count ${noun} by a column`,
      tags,
      querystring: GroupQuery,
      response: { 200: Groups },
    },
    handler: async request => {
      const { column, limit, after, filter: text } = request.query;
      await caughtUp(context, after);
      const reads = readsOf(request);
      const definition = reads.definition(collection);
      const filter = parseFilter(text, definition);
      const asOf = asOfOf(request.query);
      const groups = await reads.groupBy(collection, column, {
        limit,
        ...(filter ? { filter } : {}),
        ...(asOf ? { asOf } : {}),
      });
      const { services } = context;
      return {
        items: groups.map(({ value, count }) => ({ value: shown(definition, column, value), count })),
        position: await positionOf(
          asOf,
          () => services.events.lastPosition(),
          time => services.read.positionAt(time),
        ),
      };
    },
  });

  api.route({
    method: 'GET',
    url: `${path}/export`,
    config: { ...config, perMinute: 60 },
    schema: {
      summary: `Export ${noun}, exactly as listed`,
      tags,
      querystring: ExportQuery,
      response: exportResponse,
    },
    handler: async (request, reply) => {
      const worded = request.query.format === 'csv' ? await options.worded?.() : undefined;
      const query = await withColumns(request.query, options);
      return answerExport(context, request, reply, collection, query, worded);
    },
  });

  if (options.comparable !== true) return;
  api.route({
    method: 'GET',
    url: `${path}/compare`,
    config,
    schema: {
      summary: `Compare ${noun} at two moments`,
      description: 'What was added, removed and changed between them; there-and-back is no difference.',
      tags,
      querystring: CompareQuery,
      response: { 200: Comparison },
    },
    handler: async request => {
      const { from, to, asKnown, columns, limit, cursor, after, filter: text } = request.query;
      await caughtUp(context, after);
      const reads = readsOf(request);
      const definition = reads.definition(collection);
      const filter = parseFilter(text, definition);
      const known = asKnown ? { asKnown } : {};
      const end = to === undefined ? { time: context.services.clock.now() } : parseMoment(to, 'to');
      const comparison = await reads.compare(
        collection,
        { ...parseMoment(from, 'from'), ...known },
        { ...end, ...known },
        {
          limit,
          ...(filter ? { filter } : {}),
          ...(cursor === undefined ? {} : { cursor }),
          ...(columns === undefined ? {} : { columns: columns.split(',').map(column => column.trim()) }),
        },
      );
      return {
        ...comparison,
        byColumn: { ...comparison.byColumn },
        items: comparison.items.map(item => ({
          ...item,
          columns: Object.fromEntries(
            Object.entries(item.columns).map(([column, change]) => [
              column,
              { from: shown(definition, column, change.from), to: shown(definition, column, change.to) },
            ]),
          ),
        })),
      };
    },
  });
}

async function withColumns<Q extends { readonly fields?: string | undefined }>(
  query: Q,
  { shown: columns }: CollectionRoutes,
): Promise<Q> {
  if (query.fields !== undefined || !columns) return query;
  return { ...query, fields: (await columns()).join(',') };
}

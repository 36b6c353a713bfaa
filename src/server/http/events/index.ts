import { z } from 'zod';
import { checkFilter, compileFilter, resolveTimes } from '../../../../projections/kernel/index.ts';
import { EventRow } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { asOfOf, ListQuery, parseFilter, parseSort } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';
import { isFresh } from '../kernel/revision.ts';
import { Empty } from '../kernel/route-access.ts';
import { scanBackward } from './scan.ts';
import { EventList, eventColumns } from './schemas.ts';
import { rowsFor } from './withheld.ts';

const tags = ['events'];
const Position = z.object({ position: z.coerce.number().int().positive() });
/** The log has one order and its rows come whole. */
const EventQuery = ListQuery.omit({ offset: true, fields: true, total: true, asKnown: true });

export const eventRoutes: RouteModule = (api, context) => {
  const { services } = context;

  api.route({
    method: 'GET',
    url: '/events',
    config: {
      access: 'events.read',
      unrestrictedOnly: true,
      errors: ['QUERY_INVALID', 'QUERY_UNKNOWN_COLUMN'],
    },
    schema: {
      summary: 'The log itself, newest first',
      description:
        'Filter by position, type, stream, category, actor, at, correlationId. One request looks at a bounded part of the log: a page may be short or empty and still have a `next`.',
      tags,
      querystring: EventQuery,
      response: { 200: EventList },
    },
    handler: async request => {
      const { filter: text, sort, limit, cursor } = request.query;
      const [order, ...others] = parseSort(sort) ?? [{ column: 'position', direction: 'desc' }];
      if (others.length > 0 || order?.column !== 'position' || order.direction !== 'desc')
        throw new AppError('QUERY_INVALID', {
          details: { parameter: 'sort', reason: 'the log is listed by -position' },
        });
      const parsed = parseFilter(text, eventColumns);
      const filter = parsed && resolveTimes(eventColumns, parsed, Date.parse(services.clock.now()));
      checkFilter(eventColumns, filter);
      const position = await services.events.lastPosition();
      const start = (await lastVisible(context, request.query, position)) + 1;
      const scan = await scanBackward(services.events, {
        before: Math.min(start, cursor === undefined ? start : fromCursor(cursor)),
        limit,
        filter,
        matches: compileFilter(eventColumns, filter),
      });
      return {
        items: await rowsFor(context, principalOf(request), scan.events),
        total: null,
        next: scan.next === null ? null : scan.next.toString(36),
        position,
        scannedTo: scan.scannedTo,
      };
    },
  });

  api.route({
    method: 'GET',
    url: '/events/:position',
    config: { access: 'events.read', unrestrictedOnly: true, errors: ['EVENT_NOT_FOUND'] },
    schema: { summary: 'One event', tags, params: Position, response: { 200: EventRow, 304: Empty } },
    handler: async (request, reply) => {
      const { position } = request.params;
      const event = await services.events.eventAt(position);
      if (!event) throw new AppError('EVENT_NOT_FOUND', { details: { position } });
      const row = (await rowsFor(context, principalOf(request), [event]))[0]!;
      // Whoever becomes a member of a case reads it anew.
      const tag = row.withheld ? `"${row.id}.withheld"` : `"${row.id}"`;
      if (isFresh(request, reply, tag)) return reply.code(304).send();
      return reply.code(200).send(row);
    },
  });
};

/** The last event of the moment asked for, or of all. */
async function lastVisible(
  { services }: ServerContext,
  params: Pick<ListQuery, 'asOf'>,
  last: number,
): Promise<number> {
  const asOf = asOfOf(params);
  if (!asOf) return last;
  return Math.min(
    last,
    asOf.position ?? (asOf.time === undefined ? last : await services.read.positionAt(asOf.time)),
  );
}

function fromCursor(cursor: string): number {
  const position = /^[0-9a-z]{1,11}$/.test(cursor) ? Number.parseInt(cursor, 36) : NaN;
  if (!Number.isSafeInteger(position)) throw new AppError('QUERY_BAD_CURSOR');
  return position;
}

import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Document, Filter } from '../../../../projections/kernel/index.ts';
import { listOf, TimelineEntry } from '../../contract.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { caughtUp, ListQuery, narrowed, toQuery } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';
import { requireDevice } from './visible.ts';

const tags = ['devices'];
const collection = 'devices.timeline';
export const TimelineList = listOf(TimelineEntry.extend({ device: z.string() }));
const latestFirst = '-at,-position';

/** A page of sentences: the rows are found by their columns, the sentences are in the bodies. */
async function answerTimeline(
  context: ServerContext,
  request: FastifyRequest,
  params: ListQuery,
  only?: Filter,
): Promise<z.infer<typeof TimelineList>> {
  await caughtUp(context, params.after);
  const reads = context.reads(principalOf(request).scope);
  const query = toQuery(
    { ...params, sort: params.sort ?? latestFirst, fields: undefined },
    reads.definition(collection),
  );
  const page = await reads.find(collection, only ? narrowed(query, only) : query);
  const documents = await Promise.all(page.items.map(row => context.services.read.get(collection, row.id)));
  return {
    items: documents.filter(document => document !== undefined).map(toEntry),
    total: page.total,
    next: page.next,
    position: page.position,
  };
}

function toEntry({ id, columns, body }: Document): z.infer<typeof TimelineList>['items'][number] {
  const time = (value: unknown) => (typeof value === 'number' ? new Date(value).toISOString() : null);
  const { sentence, text, actor, source, eventType } = body as Pick<
    TimelineEntry,
    'sentence' | 'text' | 'actor' | 'source' | 'eventType'
  >;
  return {
    id,
    device: String(columns.device),
    position: Number(columns.position),
    at: time(columns.at) ?? '',
    happenedAt: time(columns.happenedAt),
    kind: TimelineEntry.shape.kind.catch('other').parse(columns.kind),
    sentence,
    text,
    actor,
    source,
    eventType,
  };
}

export const timelineRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: '/timeline',
    config: { access: 'devices.read', errors: ['QUERY_INVALID', 'QUERY_UNKNOWN_COLUMN'] },
    schema: {
      summary: 'What changed on all devices, latest first',
      tags,
      querystring: ListQuery,
      response: { 200: TimelineList },
    },
    handler: request => answerTimeline(context, request, request.query),
  });

  api.route({
    method: 'GET',
    url: '/devices/:id/timeline',
    config: { access: 'devices.read', errors: ['DEVICE_UNKNOWN', 'QUERY_INVALID'] },
    schema: {
      summary: 'What changed on a device, latest first, one sentence each',
      tags,
      params: z.object({ id: z.string().max(64) }),
      querystring: ListQuery,
      response: { 200: TimelineList },
    },
    handler: async request => {
      const { id } = request.params;
      await requireDevice(context, request, id, request.query.after);
      return answerTimeline(context, request, request.query, { op: 'eq', column: 'device', value: id });
    },
  });
};

import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AsOf, Document, Filter, ScopedReads } from '../../../../projections/kernel/index.ts';
import { listOf, TimelineEntry } from '../../contract.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { asOfOf, caughtUp, ListQuery, narrowed, toQuery } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';
import { familyOf, formerNames } from './family.ts';
import { requireDevice } from './visible.ts';

const tags = ['devices'];
const collection = 'devices.timeline';
export const TimelineList = listOf(TimelineEntry.extend({ device: z.string(), deviceName: z.string() }));
const latestFirst = '-at,-position';

/** A page of sentences: the rows are found by their columns, the sentences are in the bodies. */
async function answerTimeline(
  context: ServerContext,
  request: FastifyRequest,
  params: ListQuery,
  family?: readonly string[],
): Promise<z.infer<typeof TimelineList>> {
  await caughtUp(context, params.after);
  const { scope } = principalOf(request);
  // A merged record is in no list and so in nobody's scope; who may see the device may see what it took up.
  const reads = context.reads(family ? null : scope);
  const query = toQuery(
    { ...params, sort: params.sort ?? latestFirst, fields: undefined },
    reads.definition(collection),
  );
  const only: Filter | undefined = family && { op: 'in', column: 'device', values: [...family] };
  const page = await reads.find(collection, only ? narrowed(query, only) : query);
  const documents = await Promise.all(page.items.map(row => context.services.read.get(collection, row.id)));
  const listed = await namesOf(
    context.reads(scope),
    page.items.map(({ columns }) => String(columns.device)),
    query.asOf,
  );
  const former = (family ?? []).filter(id => !listed.has(id));
  const names = former.length === 0 ? listed : new Map([...(await formerNames(context, former)), ...listed]);
  return {
    items: documents.filter(document => document !== undefined).map(document => toEntry(document, names)),
    total: page.total,
    next: page.next,
    position: page.position,
  };
}

/** Names as of the moment, of devices in the list. */
export async function namesOf(
  reads: ScopedReads,
  ids: readonly string[],
  asOf: AsOf | undefined,
): Promise<ReadonlyMap<string, string>> {
  const values = [...new Set(ids)];
  if (values.length === 0) return new Map();
  const filter = { op: 'in', column: 'id', values } as const;
  const page = await reads.find('devices.list', {
    filter,
    fields: ['name'],
    limit: values.length,
    total: false,
    ...(asOf ? { asOf } : {}),
  });
  return new Map(page.items.map(row => [row.id, String(row.columns.name ?? row.id)]));
}

function toEntry(
  { id, columns, body }: Document,
  names: ReadonlyMap<string, string>,
): z.infer<typeof TimelineList>['items'][number] {
  const time = (value: unknown) => (typeof value === 'number' ? new Date(value).toISOString() : null);
  const { sentence, text, actor, source, eventType } = body as Pick<
    TimelineEntry,
    'sentence' | 'text' | 'actor' | 'source' | 'eventType'
  >;
  return {
    id,
    device: String(columns.device),
    deviceName: names.get(String(columns.device)) ?? String(columns.device),
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
      description: 'Also what was recorded for the records merged into it; `device` says which.',
      tags,
      params: z.object({ id: z.string().max(64) }),
      querystring: ListQuery,
      response: { 200: TimelineList },
    },
    handler: async request => {
      const { id } = request.params;
      const asOf = asOfOf(request.query);
      await requireDevice(context, request, id, { after: request.query.after, asOf });
      return answerTimeline(context, request, request.query, await familyOf(context, id, asOf));
    },
  });
};

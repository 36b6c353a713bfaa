import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  revisionItems,
  RevisionTracking,
  revisionsStream,
  revisionTracking,
} from '../../../../domain/devices/index.ts';
import type { Filter, Page } from '../../../../projections/kernel/index.ts';
import { listOf } from '../../contract.ts';
import { linesOf, revisionHeading, revisionTable } from '../../revisions/table.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { caughtUp, ListQuery, narrowed, toQuery } from '../kernel/list.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { asText, principalOf } from '../kernel/request.ts';
import { namesOf } from './timeline.ts';

const tags = ['devices'];
const collection = 'devices.timeline';
const mostNamed = 1_000;
const pageSize = 200;

const RevisionRow = z.object({
  id: z.string(),
  device: z.string(),
  deviceName: z.string(),
  at: z.string(),
  kind: z.enum(revisionItems),
  /** What changed: a field by its path, or a section of the inventory. */
  item: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  actor: z.string(),
  position: z.number(),
});
type RevisionRow = z.infer<typeof RevisionRow>;

const RevisionQuery = ListQuery.pick({
  filter: true,
  cursor: true,
  limit: true,
  asOf: true,
  after: true,
}).extend({
  /** Part of the names of devices. */
  name: z.string().trim().min(1).max(255).optional(),
});
type RevisionQuery = z.infer<typeof RevisionQuery>;
const errors = ['QUERY_INVALID', 'QUERY_UNKNOWN_COLUMN', 'QUERY_BAD_CURSOR'] as const;

/** What changed on devices, item by item: the chosen part of what the log holds. */
export const revisionRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: '/revisions',
    config: { access: 'devices.read', errors: [...errors] },
    schema: {
      summary: 'Revision history of devices: item, value before and after, latest first',
      description:
        '`filter` is one over `device`, `kind` and `at`. A page is of so many changes, each with all its items; ' +
        '`total` counts changes. Only items that are tracked are shown; the timeline shows everything.',
      tags,
      querystring: RevisionQuery,
      response: { 200: listOf(RevisionRow) },
    },
    handler: async request => {
      await caughtUp(context, request.query.after);
      const page = await pageOf(context, request, request.query);
      const { total, next, position } = page;
      return { items: await rowsOf(context, request, page), total, next, position };
    },
  });

  api.route({
    method: 'GET',
    url: '/revisions/export',
    config: { access: 'devices.read', errors: [...errors], perMinute: 60 },
    schema: {
      summary: 'The revision history as CSV',
      tags,
      querystring: RevisionQuery.omit({ cursor: true, limit: true }).extend({
        format: z.enum(['csv']).default('csv'),
      }),
      response: { 200: { description: 'The file.', content: { 'text/csv': { schema: z.string() } } } },
    },
    handler: async (request, reply) => {
      await caughtUp(context, request.query.after);
      const { format: _format, ...asked } = request.query;
      const query = { ...asked, limit: pageSize };
      // Before the answer begins: whatever is wrong is still an error, not half a file.
      const first = await pageOf(context, request, query);
      reply
        .type('text/csv; charset=utf-8')
        .header('Content-Disposition', 'attachment; filename="revisions.csv"');
      const chunks = csv(context, request, query, first);
      return asText(Readable.from(chunks, { objectMode: false, highWaterMark: 256 * 1024 }));
    },
  });

  api.route({
    method: 'GET',
    url: '/revision-settings',
    config: { access: 'devices.read' },
    schema: {
      summary: 'Which changes the revision history shows',
      tags,
      response: { 200: RevisionTracking },
    },
    handler: async () => tracked(context),
  });

  api.route({
    method: 'PUT',
    url: '/revision-settings',
    config: { access: 'devices.manage', unrestrictedOnly: true },
    schema: {
      summary: 'Choose which changes the revision history shows',
      description: 'It works backwards too: the log holds every change, whatever is chosen.',
      tags,
      querystring: DryRun,
      body: RevisionTracking,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { services } = context;
      const { dryRun } = request.query;
      const command = { type: 'SetRevisionTracking', tracking: request.body } as const;
      const by = { actor: principalOf(request).actor, correlationId: services.correlation(), dryRun };
      return outcomeOf(
        [await services.commands.handle(revisionsStream, revisionTracking, command, by)],
        dryRun,
      );
    },
  });
};

async function tracked({ services }: ServerContext): Promise<RevisionTracking> {
  return (await services.commands.load(revisionsStream, revisionTracking)).state;
}

/** Rows of the timeline that are shown: of tracked kinds, and of devices that are called so. */
async function pageOf(context: ServerContext, request: FastifyRequest, params: RevisionQuery): Promise<Page> {
  const reads = context.reads(principalOf(request).scope);
  const { name, ...list } = params;
  const query = toQuery({ ...list, sort: '-at,-position', total: true }, reads.definition(collection));
  const { collect, items } = await tracked(context);
  const filters: Filter[] = [{ op: 'in', column: 'kind', values: collect ? [...items] : [] }];
  if (name !== undefined) {
    const named = await reads.find('devices.list', {
      filter: { op: 'contains', column: 'name', value: name },
      fields: [],
      limit: mostNamed,
      total: false,
      ...(query.asOf && { asOf: query.asOf }),
    });
    filters.push({ op: 'in', column: 'device', values: named.items.map(({ id }) => id) });
  }
  return reads.find(collection, narrowed(query, { op: 'and', filters }));
}

async function rowsOf(context: ServerContext, request: FastifyRequest, page: Page): Promise<RevisionRow[]> {
  const { services } = context;
  const ids = page.items.map(({ columns }) => String(columns.device));
  const names = await namesOf(context.reads(principalOf(request).scope), ids, undefined);
  const rows = await Promise.all(
    page.items.map(async ({ columns }) => {
      const position = Number(columns.position);
      const event = await services.events.eventAt(position);
      if (!event) return [];
      const device = String(columns.device);
      const kind = RevisionRow.shape.kind.catch('other').parse(columns.kind);
      return linesOf(event, { device, deviceName: names.get(device) ?? device, kind }).map(
        (line, index): RevisionRow => ({ ...line, kind, id: `${position}.${index}` }),
      );
    }),
  );
  return rows.flat();
}

async function* csv(
  context: ServerContext,
  request: FastifyRequest,
  query: RevisionQuery,
  first: Page,
): AsyncGenerator<string> {
  yield revisionHeading;
  for (let page = first; ;) {
    const rows = await rowsOf(context, request, page);
    if (rows.length > 0) yield revisionTable(rows);
    if (page.next === null) return;
    await request.requireAsBefore();
    page = await pageOf(context, request, { ...query, cursor: page.next });
  }
}

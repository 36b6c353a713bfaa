import { Readable } from 'node:stream';
import { z } from 'zod';
import { operationGroups, operationSlots } from '../../../../projections/operation-logs/index.ts';
import { listOf } from '../../contract.ts';
import { csvFile } from '../../operation-logs/csv-text.ts';
import type { RouteModule } from '../kernel/context.ts';
import { asText } from '../kernel/request.ts';
import { whileAllowed } from '../kernel/while-allowed.ts';
import { devicesFor, filterOf, noteLook, rowsOf } from './asking.ts';
import { find, findTraceable, shownTrace, traceOf } from './finding.ts';
import {
  OperationAsked,
  OperationDay,
  OperationHistogram,
  OperationListQuery,
  OperationRow,
  OperationTrace,
} from './schemas.ts';

const tags = ['operation logs'];
const access = 'operations.read';
const errors = [
  'QUERY_INVALID',
  'QUERY_UNKNOWN_COLUMN',
  'QUERY_WRONG_TYPE',
  'OPERATION_PURPOSE_REQUIRED',
  'OPERATIONS_UNAVAILABLE',
  'OPERATION_ARCHIVE_UNREADABLE',
] as const;
const params = z.object({ id: z.string().max(300) });
const purposed = z.strictObject({ purpose: OperationAsked.shape.purpose });

/** What users did: found, opened, followed and exported. Every look is recorded, with its purpose where one is given. */
export const operationRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: '/operations',
    config: { access, errors: [...errors, 'QUERY_BAD_CURSOR'] },
    schema: {
      summary: 'Records of operation logs, newest first',
      description:
        '`filter` is one over the columns of a record, `device`, `type` and `suspicious`; `search` looks through paths, ' +
        'addresses and titles. A span of time (`from`, `until`) makes the answer quick. `total` is not counted.',
      tags,
      querystring: OperationListQuery,
      response: { 200: listOf(OperationRow) },
    },
    handler: async request => {
      const { limit, cursor, sort, ...asked } = request.query;
      const filter = await filterOf(context, request, asked);
      await noteLook(context, request, 'search', asked);
      const page = await context.operationLogs.store.search({
        ...filter,
        limit,
        order: sort === 'time' ? 'oldest' : 'newest',
        ...(cursor !== undefined && { cursor }),
      });
      const position = await context.services.events.lastPosition();
      return { items: await rowsOf(context, request, page.items), total: null, next: page.next, position };
    },
  });

  api.route({
    method: 'GET',
    url: '/operations/histogram',
    config: { access, errors },
    schema: {
      summary: 'How many records match, per quarter of an hour, day or month',
      tags,
      querystring: OperationAsked.extend({ by: z.enum(operationSlots).default('day') }),
      response: { 200: OperationHistogram },
    },
    handler: async request => {
      const { by, ...asked } = request.query;
      const filter = await filterOf(context, request, asked);
      await noteLook(context, request, 'search', asked);
      return { slots: [...(await context.operationLogs.store.histogram(filter, by))] };
    },
  });

  api.route({
    method: 'GET',
    url: '/operations/groups',
    config: { access, errors },
    schema: {
      summary: 'How many records match per value of a column',
      tags,
      querystring: OperationAsked.extend({
        by: z.enum(operationGroups),
        limit: z.coerce.number().int().min(1).max(200).default(20),
      }),
      response: { 200: z.object({ groups: z.array(z.object({ value: z.string(), count: z.number() })) }) },
    },
    handler: async request => {
      const { by, limit, ...asked } = request.query;
      const filter = await filterOf(context, request, asked);
      await noteLook(context, request, 'search', asked);
      return { groups: [...(await context.operationLogs.store.groupBy(filter, by, limit))] };
    },
  });

  api.route({
    method: 'GET',
    url: '/operations/days',
    config: { access, errors: ['OPERATIONS_UNAVAILABLE'], unrestrictedOnly: true },
    schema: {
      summary: 'The days that are kept, newest first',
      tags,
      response: { 200: z.object({ days: z.array(OperationDay) }) },
    },
    handler: async () => ({
      days: (await context.operationLogs.store.days()).map(({ archived = false, ...day }) => ({
        ...day,
        archived,
        restoredDevices: day.restoredDevices && [...day.restoredDevices],
      })),
    }),
  });

  api.route({
    method: 'GET',
    url: '/operations/export',
    config: { access, errors: [...errors], perMinute: 60 },
    schema: {
      summary: 'Records as CSV of 35 columns, oldest first',
      tags,
      querystring: OperationAsked,
      response: { 200: { description: 'The file.', content: { 'text/csv': { schema: z.string() } } } },
    },
    handler: async (request, reply) => {
      const filter = await filterOf(context, request, request.query);
      await noteLook(context, request, 'export', request.query);
      const stop = new AbortController();
      request.raw.once('close', () => stop.abort());
      const pages = whileAllowed(request, context.operationLogs.store.read(filter, stop.signal));
      reply
        .type('text/csv; charset=utf-8')
        .header('Content-Disposition', 'attachment; filename="operations.csv"');
      return asText(Readable.from(csvFile(pages), { objectMode: false, highWaterMark: 256 * 1024 }));
    },
  });

  api.route({
    method: 'GET',
    url: '/operations/:id',
    config: {
      access,
      errors: [
        'OPERATION_NOT_FOUND',
        'OPERATION_PURPOSE_REQUIRED',
        'OPERATIONS_UNAVAILABLE',
        'OPERATION_ARCHIVE_UNREADABLE',
      ],
    },
    schema: { summary: 'One record', tags, params, querystring: purposed, response: { 200: OperationRow } },
    handler: async request => {
      const { id } = request.params;
      const found = await find(context, id, await devicesFor(context, request));
      await noteLook(context, request, 'record', request.query, id);
      return (await rowsOf(context, request, [found]))[0]!;
    },
  });

  api.route({
    method: 'GET',
    url: '/operations/:id/trace',
    config: {
      access,
      errors: [
        'OPERATION_NOT_FOUND',
        'OPERATION_NOT_TRACEABLE',
        'OPERATION_PURPOSE_REQUIRED',
        'OPERATIONS_UNAVAILABLE',
        'OPERATION_ARCHIVE_UNREADABLE',
      ],
    },
    schema: {
      summary: 'Where the file of a record came from and where it went',
      description:
        'Both directions, over copies, moves, renames, transfers and computers; of these only what the caller may see.',
      tags,
      params,
      querystring: purposed,
      response: { 200: OperationTrace },
    },
    handler: async request => {
      const { id } = request.params;
      const devices = await devicesFor(context, request);
      await findTraceable(context, id, devices);
      await noteLook(context, request, 'trace', request.query, id);
      const trace = await traceOf(context, id, devices);
      const operations = trace.steps.map(({ operation }) => operation);
      return shownTrace(trace, await rowsOf(context, request, operations));
    },
  });
};

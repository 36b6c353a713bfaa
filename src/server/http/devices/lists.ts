import { z } from 'zod';
import { collectionRoutes } from '../kernel/collection-routes.ts';
import type { RouteModule } from '../kernel/context.ts';
import { ColumnHistory, shown } from '../kernel/groups.ts';
import { answerList, asOfOf, ListQuery, RowList } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';
import { columnsInUse, daysInWords } from './fields.ts';
import { groupsInWords } from './groups.ts';
import { typesInWords } from './types.ts';
import { requireDevice } from './visible.ts';

const tags = ['devices'];
const params = z.object({ id: z.string().max(64) });
const HistoryQuery = z.strictObject({
  column: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  before: z.coerce.number().int().positive().optional(),
});

export const deviceListRoutes: RouteModule = (api, context) => {
  collectionRoutes(api, context, {
    path: '/devices',
    collection: 'devices.list',
    access: 'devices.read',
    tags,
    noun: 'devices',
    comparable: true,
    shown: () => columnsInUse(context),
    worded: async () => {
      const named = await groupsInWords(context);
      const typed = await typesInWords(context);
      return row => typed(named(daysInWords(row)));
    },
  });

  api.route({
    method: 'GET',
    url: '/devices/:id/software',
    config: { access: 'devices.read', errors: ['DEVICE_UNKNOWN', 'QUERY_INVALID'] },
    schema: {
      summary: 'Software of a device',
      description: 'Installed now, or at the moment asked for; `filter` on `until` finds what was removed.',
      tags,
      params,
      querystring: ListQuery.extend({ removed: z.stringbool().default(false) }),
      response: { 200: RowList },
    },
    handler: async request => {
      const { id } = request.params;
      const { removed, ...query } = request.query;
      await requireDevice(context, request, id, { after: query.after, asOf: asOfOf(query) });
      const ofDevice = { op: 'eq', column: 'device', value: id } as const;
      const installed = { op: 'missing', column: 'until' } as const;
      return answerList(
        context,
        request,
        'devices.software',
        { ...query, sort: query.sort ?? 'name' },
        removed || query.asOf !== undefined ? ofDevice : { op: 'and', filters: [ofDevice, installed] },
      );
    },
  });

  api.route({
    method: 'GET',
    url: '/devices/:id/history',
    config: {
      access: 'devices.read',
      errors: ['DEVICE_UNKNOWN', 'QUERY_UNKNOWN_COLUMN', 'QUERY_NO_HISTORY'],
    },
    schema: {
      summary: 'Changes of the columns of a device, newest first',
      tags,
      params,
      querystring: HistoryQuery,
      response: { 200: ColumnHistory },
    },
    handler: async request => {
      const { id } = request.params;
      const { column, limit, before } = request.query;
      await requireDevice(context, request, id);
      const reads = context.reads(principalOf(request).scope);
      const definition = reads.definition('devices.list');
      const changes = await reads.history('devices.list', id, {
        limit,
        ...(column === undefined ? {} : { columns: [column] }),
        ...(before === undefined ? {} : { before }),
      });
      return {
        items: changes.map(change => ({
          ...change,
          from: shown(definition, change.column, change.from),
          to: shown(definition, change.column, change.to),
        })),
        next: changes.length === limit ? (changes.at(-1)?.position ?? null) : null,
      };
    },
  });
};

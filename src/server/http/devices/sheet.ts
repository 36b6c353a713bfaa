import { z } from 'zod';
import { languageOf } from '../../errors/index.ts';
import { printDeviceSheet } from '../../documents/print.ts';
import type { RouteModule } from '../kernel/context.ts';
import { asOfOf, ListQuery } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';
import { detailAt, summaryAt } from './detail.ts';
import { namesOfTypes } from './types.ts';
import { requireDevice } from './visible.ts';

export const deviceSheetRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: '/devices/:id/sheet.pdf',
    config: {
      access: 'devices.read',
      errors: ['DEVICE_UNKNOWN'],
      perMinute: 120,
    },
    schema: {
      summary: 'A device on paper, stamped with moment, log position and seal',
      tags: ['devices'],
      params: z.object({ id: z.string().max(64) }),
      querystring: ListQuery.pick({ asOf: true, asKnown: true, after: true }).extend({
        /** Of the words on the sheet; otherwise Accept-Language. */
        language: z.enum(['en', 'ja']).optional(),
      }),
      response: { 200: { description: 'The sheet.', content: { 'application/pdf': { schema: z.any() } } } },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const asOf = asOfOf(request.query);
      await requireDevice(context, request, id, { after: request.query.after, asOf });
      const { services, ledger } = context;
      const printedAt = services.clock.now();
      const detail = await detailAt(context, id, asOf);
      const summary = await summaryAt(context, request, detail, asOf);
      const seal = await ledger.covering(detail.position);
      const pdf = await printDeviceSheet({
        id,
        name: String(summary.name ?? id),
        facts: {
          deviceType: (await namesOfTypes(context))[detail.deviceType] ?? detail.deviceType,
          managementStatus: detail.managementStatus,
          department: detail.department,
          location: detail.location,
        },
        inventory: detail.inventory,
        language: request.query.language ?? languageOf(request.headers['accept-language']),
        stamp: {
          moment: asOf?.time ?? printedAt,
          past: asOf !== undefined,
          position: detail.position,
          seal: seal && { number: seal.revision, root: seal.seal.root },
          printedAt,
          printedBy: principalOf(request).userId,
        },
      });
      return reply
        .type('application/pdf')
        .header('Content-Disposition', `attachment; filename="device-${id}.pdf"`)
        .send(Buffer.from(pdf));
    },
  });
};

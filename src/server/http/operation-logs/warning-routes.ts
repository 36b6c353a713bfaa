import { z } from 'zod';
import { deviceLog, operationLogStream } from '../../../../domain/operation-logs/index.ts';
import { AppError } from '../../errors/index.ts';
import { collectionRoutes } from '../kernel/collection-routes.ts';
import type { RouteModule } from '../kernel/context.ts';
import { Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';

const tags = ['operation logs'];
const collection = 'operation-logs.warnings';

/** Warnings of suspicious operations: found, and acknowledged by who deals with them. */
export const warningRoutes: RouteModule = (api, context) => {
  collectionRoutes(api, context, {
    path: '/operation-warnings',
    collection,
    access: 'operations.read',
    tags,
    noun: 'warnings of suspicious operations',
  });

  api.route({
    method: 'POST',
    url: '/operation-warnings/acknowledge',
    config: { access: 'operations.manage', errors: ['OPERATION_WARNING_UNKNOWN'] },
    schema: {
      summary: 'Acknowledge warnings of suspicious operations',
      description: 'All of them or none. What is acknowledged already stays as it is.',
      tags,
      body: z.strictObject({ warnings: z.array(z.string().min(1).max(2_400)).min(1).max(100) }),
      response: { 200: Outcome },
    },
    handler: async request => {
      const { scope, actor } = principalOf(request);
      const byDevice = new Map<string, string[]>();
      for (const id of new Set(request.body.warnings)) {
        const warning = await context.reads(scope).get(collection, id);
        if (!warning) throw new AppError('OPERATION_WARNING_UNKNOWN', { details: { id } });
        const device = String(warning.columns.device);
        byDevice.set(device, [...(byDevice.get(device) ?? []), id]);
      }
      const correlationId = context.services.correlation();
      const results = [];
      for (const [deviceId, warnings] of byDevice) {
        const command = { type: 'Acknowledge', deviceId, warnings } as const;
        const by = { actor, correlationId };
        results.push(
          await context.services.commands.handle(operationLogStream(deviceId), deviceLog, command, by),
        );
      }
      return outcomeOf(results, false);
    },
  });
};

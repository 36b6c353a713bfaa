import { z } from 'zod';
import { longestPurpose, SuspicionConditions } from '../../../../domain/operation-logs/index.ts';
import { Job } from '../../contract.ts';
import { tryConditions } from '../../operation-logs/past-conditions.ts';
import { namesOf } from '../devices/timeline.ts';
import type { RouteModule } from '../kernel/context.ts';
import { startOnly } from '../kernel/only-job.ts';
import { principalOf } from '../kernel/request.ts';
import { noteLook } from './asking.ts';

const Asked = z
  .strictObject({
    suspicious: SuspicionConditions,
    /** RFC 3339; records of that moment and later. */
    from: z.iso.datetime({ offset: true }),
    /** Records before that moment. */
    until: z.iso.datetime({ offset: true }),
    purpose: z.string().trim().min(1).max(longestPurpose).optional(),
  })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
    path: ['until'],
    message: 'is not after the beginning',
  });

/** Conditions of suspicious operations, held against the past before they are switched on. */
export const conditionsRoute: RouteModule = (api, context) => {
  api.route({
    method: 'POST',
    url: '/operation-log-settings/suspicious/try',
    config: {
      access: 'operations.manage',
      unrestrictedOnly: true,
      errors: ['CONDITIONS_RUNNING', 'OPERATION_PURPOSE_REQUIRED', 'OPERATIONS_UNAVAILABLE'],
    },
    schema: {
      summary: 'See what conditions of suspicious operations would have told of',
      description:
        'A job over the records at hand between two moments. Its result: `counts` by condition, the `devices` and `users` ' +
        'with most, and `examples`. Nothing is marked and nobody warned.',
      tags: ['operation logs'],
      body: Asked,
      response: { 202: Job },
    },
    handler: async (request, reply) => {
      const { suspicious, from, until, purpose } = request.body;
      const { store } = context.operationLogs;
      await noteLook(context, request, 'search', {
        filter: `suspicious ${JSON.stringify(suspicious)}`,
        from,
        until,
        ...(purpose !== undefined && { purpose }),
      });
      const reads = context.reads(principalOf(request).scope);
      const span = { from: Date.parse(from), until: Date.parse(until) };
      return startOnly(
        context,
        request,
        reply,
        { kind: 'operations.try-conditions', busy: 'CONDITIONS_RUNNING' },
        async control => {
          const outcome = await tryConditions(store, suspicious, span, control);
          const named = [
            ...outcome.devices.map(({ value }) => value),
            ...outcome.examples.map(({ device }) => device),
          ];
          const names = await namesOf(reads, named, undefined);
          return {
            ...outcome,
            devices: outcome.devices.map(each => ({ ...each, name: names.get(each.value) ?? null })),
            examples: outcome.examples.map(({ time, ...each }) => ({
              ...each,
              at: new Date(time).toISOString(),
              computer: names.get(each.device) ?? null,
            })),
          };
        },
      );
    },
  });
};

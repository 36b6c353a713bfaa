import { z } from 'zod';
import { Job } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule } from '../kernel/context.ts';
import { startOnly } from '../kernel/only-job.ts';

/** What is done to a day as a whole. */
export const operationDayRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'POST',
    url: '/operations/days/:day/check',
    config: {
      access: 'operations.manage',
      errors: ['OPERATION_DAY_NOT_FOUND', 'OPERATION_DAY_CHECKED_ALREADY', 'OPERATIONS_UNAVAILABLE'],
      unrestrictedOnly: true,
    },
    schema: {
      summary: 'Read a day from end to end and mend what is damaged of it',
      description:
        'A job. Its result says how many batches are `lost` and have not come back, and whether more was lost than can ' +
        'be named (`unnamed`). Agents are asked to send them again.',
      tags: ['operation logs'],
      params: z.object({ day: z.iso.date() }),
      response: { 202: Job },
    },
    handler: async (request, reply) => {
      const { day } = request.params;
      const { atHand, recovery } = context.operationLogs;
      if (!(await atHand.days()).some(one => one.day === day))
        throw new AppError('OPERATION_DAY_NOT_FOUND', { details: { day } });
      const job = { kind: 'operations.check-day', busy: 'OPERATION_DAY_CHECKED_ALREADY' } as const;
      return startOnly(context, request, reply, job, async () => ({ ...(await recovery.check(day)) }));
    },
  });
};

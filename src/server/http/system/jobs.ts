import { z } from 'zod';
import { Job, listOf } from '../../contract.ts';
import type { Principal } from '../../auth/principal.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { maySeeJob } from './visible-jobs.ts';

const tags = ['system'];
const params = z.object({ id: z.string().max(64) });

export const jobRoutes: RouteModule = (api, { jobs, services }) => {
  async function required(principal: Principal, id: string): Promise<Job> {
    const job = await jobs.get(id);
    if (!job) throw new AppError(jobs.isOfEarlierRun(id) ? 'JOB_LOST' : 'JOB_NOT_FOUND');
    if (!maySeeJob(principal, job)) throw new AppError('JOB_NOT_FOUND');
    return job;
  }

  api.route({
    method: 'GET',
    url: '/jobs',
    config: { access: 'jobs.read' },
    schema: { summary: 'Long work, newest first', tags, response: { 200: listOf(Job) } },
    handler: async request => {
      const principal = principalOf(request);
      const items = (await jobs.list()).filter(job => maySeeJob(principal, job));
      return { items, total: items.length, next: null, position: await services.events.lastPosition() };
    },
  });

  api.route({
    method: 'GET',
    url: '/jobs/:id',
    config: { access: 'jobs.read', errors: ['JOB_NOT_FOUND', 'JOB_LOST'] },
    schema: {
      summary: 'One job',
      description:
        'A job ends with the server that runs it: one of several servers says `lost` of it, one that is alone and ' +
        'has started anew answers 410 `JOB_LOST`.',
      tags,
      params,
      response: { 200: Job },
    },
    handler: async request => required(principalOf(request), request.params.id),
  });

  api.route({
    method: 'POST',
    url: '/jobs/:id/cancel',
    config: { access: 'jobs.read', errors: ['JOB_NOT_FOUND', 'JOB_LOST', 'JOB_FINISHED', 'FORBIDDEN'] },
    schema: {
      summary: 'Ask a job to stop',
      description: 'Your own, or any with the permission system.manage.',
      tags,
      params,
      response: { 202: Job },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const job = await required(principal, request.params.id);
      if (job.startedBy !== principal.userId && !principal.permissions.has('system.manage'))
        throw new AppError('FORBIDDEN', { details: { permission: 'system.manage' } });
      if (job.state === 'lost') throw new AppError('JOB_LOST');
      if (!(await jobs.cancel(job.id))) throw new AppError('JOB_FINISHED');
      return reply.code(202).send((await jobs.get(job.id)) ?? job);
    },
  });
};

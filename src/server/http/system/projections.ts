import { z } from 'zod';
import { Job, ProjectionHealth } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';

const tags = ['system'];
const params = z.object({ name: z.string().max(100) });
export const rebuildJob = 'projections.rebuild';

export const projectionRoutes: RouteModule = (api, context) => {
  const { services, jobs } = context;

  api.route({
    method: 'GET',
    url: '/projections',
    config: { access: 'system.read' },
    schema: {
      summary: 'The read models and how far each is',
      tags,
      response: { 200: z.object({ items: z.array(ProjectionHealth.extend({ version: z.number() })) }) },
    },
    handler: async () => ({ items: services.projections.status().map(status => ({ ...status })) }),
  });

  api.route({
    method: 'POST',
    url: '/projections/:name/rebuild',
    config: {
      access: 'system.manage',
      errors: ['PROJECTION_NOT_FOUND', 'PROJECTION_BUSY', 'PROJECTIONS_ELSEWHERE'],
    },
    schema: {
      summary: 'Build a read model anew from the log',
      description:
        'The old one serves until the new one is complete, also where the job is cancelled. Answers the job.',
      tags,
      params,
      response: { 202: Job },
    },
    handler: async (request, reply) => {
      const { name } = request.params;
      if (known(context, name).state === 'rebuilding')
        throw new AppError('PROJECTION_BUSY', { details: { name } });
      await requireHere(context);
      const job = await jobs.start(rebuildJob, principalOf(request).userId, async ({ report, signal }) => {
        const watch = setInterval(() => {
          const { progress } = known(context, name);
          if (progress !== null) report(Math.round(progress * 1_000), 1_000);
        }, 500);
        try {
          await services.projections.rebuild(name, { signal });
        } finally {
          clearInterval(watch);
        }
        report(1_000, 1_000);
        return { name, position: known(context, name).position };
      });
      return reply.code(202).send(job);
    },
  });

  api.route({
    method: 'POST',
    url: '/projections/:name/retry',
    config: { access: 'system.manage', errors: ['PROJECTION_NOT_FOUND', 'PROJECTIONS_ELSEWHERE'] },
    schema: {
      summary: 'Try a failed read model again from where it stopped',
      tags,
      params,
      response: { 200: ProjectionHealth.extend({ version: z.number() }) },
    },
    handler: async request => {
      const { name } = request.params;
      known(context, name);
      await requireHere(context);
      await services.projections.retry(name);
      return { ...known(context, name) };
    },
  });
};

function known({ services }: ServerContext, name: string) {
  const status = services.projections.status().find(projection => projection.name === name);
  if (!status) throw new AppError('PROJECTION_NOT_FOUND', { details: { name } });
  return status;
}

/** Only the server that writes read models can build them. */
async function requireHere({ vitals }: ServerContext): Promise<void> {
  const { state, leader } = await vitals.work();
  if (state !== 'leading') throw new AppError('PROJECTIONS_ELSEWHERE', { details: { server: leader } });
}

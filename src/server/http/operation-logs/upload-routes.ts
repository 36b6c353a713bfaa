import { finished } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mostUploadBytes } from '../../../../projections/operation-logs/index.ts';
import type { BatchAnswer } from '../../operation-logs/intake.ts';
import { invalidUpload } from '../../operation-logs/operation-logs.ts';
import { AppError, refused } from '../../errors/index.ts';
import { admitAgent, agentOf } from '../agents/admission.ts';
import type { Api, RouteModule, ServerContext } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { LinesQuery, linesOf, uploadOf } from './upload.ts';
import { named } from '../kernel/named.ts';
import { takeBytes } from '../kernel/raw-bodies.ts';

const Answers = z.object({
  batches: z.array(
    z.object({
      seq: z.number(),
      state: z.enum(['recorded', 'repeated', 'discarded', 'refused']),
      fault: z.object({ at: z.string(), what: z.string() }).optional(),
    }),
  ),
});

/** What a device tells of its users, in its agent's own form or as lines. */
export const agentOperationRoutes: RouteModule = (api, context) => {
  withRawBodies(api, context, scope => {
    scope.route({
      method: 'POST',
      url: '/agents/operations',
      config: { access: 'agent', foreign: true },
      bodyLimit: mostUploadBytes,
      onRequest: request => admitAgent(context, request),
      handler: async request => {
        const agentId = agentOf(request);
        const device = await context.agents.devices.of(agentId);
        // The records of a computer that no inventory has told of would belong to nobody.
        if (device === null) throw refused({ code: 'AGENT_WITHOUT_DEVICE', details: { agentId } });
        const actor = `agent:${agentId}` as const;
        return { batches: await context.operationLogs.take(device, uploadOf(request), actor) };
      },
    });
  });
};

/** The same by hand: records of a system that has no agent, or that were kept elsewhere. */
export const handOperationRoutes: RouteModule = (api, context) => {
  withRawBodies(api, context, scope => {
    scope.route({
      method: 'POST',
      url: '/operations',
      config: {
        access: 'operations.manage',
        errors: ['OPERATION_BATCH_INVALID', 'OPERATIONS_UNAVAILABLE', 'DEVICE_UNKNOWN'],
      },
      bodyLimit: mostUploadBytes,
      schema: {
        summary: 'Hand in records of a device, one JSON object a line',
        description:
          'Content type `application/x-ndjson`, at most 1,000 lines, gzip where `Content-Encoding` says so. `seq` rises ' +
          'from upload to upload of one device: the same again is stored once. The file is taken whole or not at all.',
        tags: ['operation logs'],
        querystring: LinesQuery.extend({ device: z.string().min(1).max(100) }),
        response: { 200: Answers },
      },
      handler: async request => {
        const { device, ...lines } = request.query;
        const { scope: reach, actor } = principalOf(request);
        if (!(await context.reads(reach).get('devices.list', device)))
          throw new AppError('DEVICE_UNKNOWN', { details: { id: device } });
        const answers = await context.operationLogs.take(device, linesOf(request, lines), actor);
        refuseFaults(answers);
        return { batches: [...answers] };
      },
    });
  });
};

/** Routes that are given bytes, of which so many are held at once and no more. */
function withRawBodies(api: Api, { operationLogs }: ServerContext, routes: (scope: Api) => void): void {
  void api.register(
    named('operation uploads', async scope => {
      takeBytes(scope, mostUploadBytes);
      // After it is known who asks, and before the body is read.
      scope.addHook('preParsing', async (request, reply) => {
        finished(reply.raw, operationLogs.admit(bytesToCome(request)));
      });
      routes(scope as unknown as Api);
    }),
  );
}

function bytesToCome({ headers }: FastifyRequest): number {
  const told = Number(headers['content-length'] ?? mostUploadBytes);
  return Math.min(told, mostUploadBytes);
}

/** A person who sends a file is told of its faults, as of any other that is refused. */
function refuseFaults(answers: readonly BatchAnswer[]): void {
  for (const { fault } of answers) if (fault) throw invalidUpload(fault);
}

import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  AgentNotice,
  EnrolmentClaim,
  longestDetail,
  SignedFormAnswer,
} from '../../../../domain/agents/index.ts';
import { accepted, refused } from '../../errors/index.ts';
import type { Api, RouteModule } from '../kernel/context.ts';
import { Empty } from '../kernel/route-access.ts';
import { admitAgent, agentOf, presentedAt, tellerIn, versionIn } from './admission.ts';
import { Downloads } from './downloads.ts';
import { packageParams, requirePackage, sendPackage } from './package-download.ts';
import { offlineDeliveryRoute } from './offline-delivery.ts';
import { socketRoute } from './socket.ts';
import { named } from '../kernel/named.ts';

const config = { access: 'agent', foreign: true } as const;

const Enrolment = z.strictObject({
  ...EnrolmentClaim.shape,
  /** Ed25519 signature of the claim, base64. */
  proof: z.string().max(200),
});

const sequence = z.coerce.number().int().min(0).default(0);
/** What a later agent asks besides is passed over: it gets its work all the same. */
const WorkQuery = z.object({
  /** The last command the agent has taken. */
  after: sequence,
  /** The newest it was nudged for. */
  nudged: sequence,
  /** When the settings were issued that it works by. */
  since: z.iso.datetime().optional(),
});

const CommandEnd = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('done') }),
  z.strictObject({
    outcome: z.enum(['failed', 'refused']),
    code: z.string().min(1).max(60),
    detail: z.string().max(longestDetail),
  }),
]);

const bodyLimit = 16 * 1024;
/** Sixty values, each as long as a text may be. */
const formLimit = 256 * 1024;

/** What Muster's own agent asks beside handing in its inventory: `docs/agent.md` describes the protocol. */
export const agentRoutes: RouteModule = (api, context) => {
  void api.register(
    named('agents', async scope => {
      const { agents } = context;
      const downloads = new Downloads();
      const routes = scope as unknown as Api;
      routes.decorateRequest('agentId', null);
      const admit = (request: FastifyRequest) => admitAgent(context, request);

      routes.route({
        method: 'POST',
        url: '/agents/enrol',
        config,
        bodyLimit,
        schema: { body: Enrolment },
        handler: async (request, reply) => {
          const presented = await presentedAt(context, request);
          const { proof, ...claim } = request.body;
          const outcome = await agents.enrolment.enrol(presented, claim, proof, request.ip);
          if (outcome.kind === 'refused') throw refused(outcome.refusal);
          const { secret, commandKey } = outcome;
          return reply.code(201).send({ agentId: claim.agentId, secret, commandKey });
        },
      });

      routes.route({
        method: 'GET',
        url: '/agents/commands',
        config,
        onRequest: admit,
        schema: { querystring: WorkQuery },
        handler: request =>
          agents.work(agentOf(request), versionIn(request), request.query, tellerIn(request)),
      });

      routes.route({
        method: 'POST',
        url: '/agents/commands/:sequence/result',
        config,
        bodyLimit,
        onRequest: admit,
        schema: { params: z.object({ sequence: z.coerce.number().int().min(1) }), body: CommandEnd },
        handler: async (request, reply) => {
          accepted(await agents.commands.end(agentOf(request), request.params.sequence, request.body));
          return reply.code(204).send();
        },
      });

      routes.route({
        method: 'POST',
        url: '/agents/notices',
        config,
        bodyLimit,
        onRequest: admit,
        schema: { body: AgentNotice },
        handler: async (request, reply) => {
          await agents.note(agentOf(request), request.body);
          return reply.code(204).send();
        },
      });

      routes.route({
        method: 'GET',
        url: '/agents/form',
        config,
        onRequest: admit,
        handler: async request => agents.forms.formFor(await agents.deviceOf(agentOf(request))),
      });

      routes.route({
        method: 'POST',
        url: '/agents/form',
        config,
        bodyLimit: formLimit,
        onRequest: admit,
        schema: { body: SignedFormAnswer },
        handler: async (request, reply) => {
          const agentId = agentOf(request);
          await agents.forms.take(agentId, await agents.deviceOf(agentId), request.body);
          return reply.code(204).send();
        },
      });

      routes.route({
        method: 'GET',
        url: '/agents/software-search',
        config,
        onRequest: admit,
        handler: () => agents.searches.search(),
      });

      // Said last before the agent ends, so that nobody waits a day to see that the computer is off.
      routes.route({
        method: 'POST',
        url: '/agents/stopped',
        config,
        bodyLimit,
        onRequest: admit,
        handler: async (request, reply) => {
          await agents.heard(agentOf(request), versionIn(request), true);
          return reply.code(204).send();
        },
      });

      routes.route({
        method: 'DELETE',
        url: '/agents/self',
        config,
        onRequest: admit,
        schema: { response: { 204: Empty } },
        handler: async (request, reply) => {
          await agents.leave(agentOf(request));
          return reply.code(204).send();
        },
      });

      routes.route({
        method: 'GET',
        url: '/agents/packages/:platform/:version',
        config,
        onRequest: admit,
        schema: { params: packageParams },
        handler: async (request, reply) => {
          const kept = await requirePackage(context.agentPackages, request.params);
          const done = downloads.begin();
          reply.raw.once('close', done);
          return sendPackage(request, reply, kept);
        },
      });

      offlineDeliveryRoute(routes, context, admit);
      socketRoute(routes, context, admit);
    }),
  );
};

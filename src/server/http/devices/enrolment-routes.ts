import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { enrolledAgent } from '../../../../domain/devices/index.ts';
import { listOf } from '../../contract.ts';
import { AppError, refused } from '../../errors/index.ts';
import { agentStream, ownerOf } from '../../intake/credentials.ts';
import type { TokenEntry } from '../../intake/enrolment-service.ts';
import type { RouteModule } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { Empty } from '../kernel/route-access.ts';
import { agentsInScope } from './agents-in-scope.ts';

const tags = ['enrolment'];
const day = 24 * 3_600;

const NewToken = z.strictObject({
  /** Agents that may enrol with it. */
  uses: z.number().int().min(1).max(1_000_000),
  expiresInSeconds: z
    .number()
    .int()
    .min(1)
    .max(3_650 * day),
  /** What it is for. */
  note: z.string().max(200).optional(),
});

const Token = z.object({
  id: z.string(),
  note: z.string().nullable(),
  uses: z.number(),
  used: z.number(),
  createdAt: z.string(),
  expiresAt: z.string(),
  state: z.enum(['active', 'expired', 'used-up', 'revoked']),
});
const CreatedToken = Token.extend({
  /** The secret; shown this once. */
  token: z.string(),
  position: z.number(),
});

const Agent = z.object({
  id: z.string(),
  /** `pinned`: it uses the secret it enrolled with; `issued`: one of its own. */
  credential: z.enum(['none', 'pinned', 'issued', 'revoked']),
  dialect: z.string().nullable(),
  enrolmentToken: z.string().nullable(),
  enrolledAt: z.string().nullable(),
});
const agentParams = z.object({ id: z.string().min(1).max(255) });

/** Installation sets are for all departments: who administers some sees neither them nor the tokens they carry. */
const concerns = (request: FastifyRequest, { set }: TokenEntry): boolean =>
  set === undefined || principalOf(request).scope === null;

/** Enrolment tokens and credentials of agents. */
export const enrolmentRoutes: RouteModule = (api, context) => {
  const { services, intake } = context;
  const { enrolment } = intake;
  const inScope = (request: FastifyRequest, agents: readonly string[]) =>
    agentsInScope(context.reads(principalOf(request).scope), agents);

  /** An agent of a device elsewhere is, for a restricted account, one that does not exist. */
  async function requireAgent(request: FastifyRequest, id: string): Promise<void> {
    if (!(await inScope(request, [id])).has(id)) throw new AppError('AGENT_UNKNOWN');
  }

  api.route({
    method: 'POST',
    url: '/enrolment-tokens',
    config: { access: 'agents.enrol', errors: ['ENROLMENT_TOKEN_INVALID'] },
    schema: {
      summary: 'Create an enrolment token',
      description: 'Agents give it as password of the user "enrol"; each agent uses it once.',
      tags,
      body: NewToken,
      response: { 201: CreatedToken },
    },
    handler: async (request, reply) => {
      const { uses, expiresInSeconds, note = '' } = request.body;
      const now = services.clock.now();
      const expiresAt = new Date(Date.parse(now) + expiresInSeconds * 1_000).toISOString();
      const created = await enrolment.createToken({ note, uses, expiresAt }, principalOf(request).actor);
      if (created.kind === 'refused') throw refused(created.refusal);
      const { tokenId: id, secret: token, position } = created;
      const entry = { id, tokenId: id, note, uses, used: 0, createdAt: now, expiresAt, revoked: false };
      return reply.code(201).send({ ...asToken(entry, now), token, position });
    },
  });

  api.route({
    method: 'GET',
    url: '/enrolment-tokens',
    config: { access: 'agents.enrol' },
    schema: { summary: 'List enrolment tokens, never their secrets', tags, response: { 200: listOf(Token) } },
    handler: async request => {
      const now = services.clock.now();
      const tokens = (await enrolment.tokens()).filter(entry => concerns(request, entry));
      const items = tokens.map(entry => asToken(entry, now)).reverse();
      return { items, total: items.length, next: null, position: await services.events.lastPosition() };
    },
  });

  api.route({
    method: 'DELETE',
    url: '/enrolment-tokens/:id',
    config: { access: 'agents.enrol', errors: ['ENROLMENT_TOKEN_UNKNOWN'] },
    schema: {
      summary: 'Revoke an enrolment token',
      description: 'No further agent enrols with it; those that did keep their credentials.',
      tags,
      params: z.object({ id: z.string().min(1).max(100) }),
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const known = (await enrolment.tokens()).find(entry => entry.id === id);
      if (known && !concerns(request, known)) throw new AppError('ENROLMENT_TOKEN_UNKNOWN');
      const result = await enrolment.revokeToken(id, principalOf(request).actor);
      if (result.kind === 'refused') throw refused(result.refusal);
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'GET',
    url: '/agents',
    config: { access: 'agents.enrol' },
    schema: { summary: 'List agents that hold a credential', tags, response: { 200: listOf(Agent) } },
    handler: async request => {
      const held = await services.credentials.list('agent');
      const own = held.filter(one => ownerOf(one) === one.id);
      const visible = await inScope(
        request,
        own.map(({ id }) => id),
      );
      const items = await Promise.all(
        own
          .filter(({ id }) => visible.has(id))
          .map(async ({ id, details }) => {
            const { state } = await services.commands.load(agentStream(id), enrolledAgent);
            return {
              id,
              credential: state.credential,
              dialect: textOf(details['dialect']),
              enrolmentToken: state.tokenId,
              enrolledAt: textOf(details['enrolledAt']),
            };
          }),
      );
      return { items, total: items.length, next: null, position: await services.events.lastPosition() };
    },
  });

  api.route({
    method: 'POST',
    url: '/agents/:id/credential',
    config: { access: 'agents.enrol', errors: ['AGENT_UNKNOWN'] },
    schema: {
      summary: 'Issue an agent a secret of its own',
      description: 'The user name is the agent id. Any earlier credential of the agent ends.',
      tags,
      params: agentParams,
      response: { 201: z.object({ id: z.string(), secret: z.string() }) },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      await requireAgent(request, id);
      const result = await enrolment.issueCredential(id, principalOf(request).actor);
      if (result.kind === 'refused') throw refused(result.refusal);
      if (result.secret === null) throw new AppError('INTERNAL');
      return reply.code(201).send({ id, secret: result.secret });
    },
  });

  api.route({
    method: 'DELETE',
    url: '/agents/:id/credential',
    config: { access: 'agents.enrol', errors: ['AGENT_UNKNOWN'] },
    schema: {
      summary: 'Revoke the credential of an agent',
      tags,
      params: agentParams,
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      await requireAgent(request, request.params.id);
      const result = await enrolment.revokeCredential(request.params.id, principalOf(request).actor);
      if (result.kind === 'refused') throw refused(result.refusal);
      return reply.code(204).send();
    },
  });
};

function asToken(entry: TokenEntry, now: string): z.infer<typeof Token> {
  const { id, note, uses, used, createdAt, expiresAt } = entry;
  return {
    id,
    note: note === '' ? null : note,
    uses,
    used,
    createdAt,
    expiresAt,
    state: stateOf(entry, now),
  };
}

function stateOf(
  { revoked, used, uses, expiresAt }: TokenEntry,
  now: string,
): z.infer<typeof Token>['state'] {
  if (revoked) return 'revoked';
  if (Date.parse(expiresAt) <= Date.parse(now)) return 'expired';
  return used >= uses ? 'used-up' : 'active';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

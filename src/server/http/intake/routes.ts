import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IntakeRefusal, IntakeService, Presented } from '../../intake/index.ts';
import { askedAgain } from '../../intake/refusals.ts';
import type { Api, RouteModule } from '../kernel/context.ts';
import { json, stillPending, wireAnswer, type WireAnswer } from './answers.ts';
import { tokenRoutes } from './oauth.ts';
import { named } from '../kernel/named.ts';
import { takeBytes } from '../kernel/raw-bodies.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose secret came with a message of an agent. */
    presented: Presented | null;
  }
}

/** Addresses that agents in the field are configured with; all of them are one handler. */
export const intakePaths = [
  '/inventory',
  '/ocsinventory',
  '/front/inventory.php',
  '/plugins/glpiinventory',
  '/plugins/fusioninventory',
] as const;

/** Nothing after the realm: FusionInventory agents take all up to the last quotation mark for it. */
const challenge = 'Basic realm="Muster"';

/** Bytes as received. Real bodies have some ten kilobytes packed and some hundred plain. */
export const bodyLimit = 16 * 1024 * 1024;

export interface IntakeRouteOptions {
  /** A GLPI agent whose report is not done by then is told to ask again. */
  readonly patienceMs?: number;
  /** Bytes of bodies in flight over all connections; beyond it agents are sent away for a while. */
  readonly maxBytesInFlight?: number;
}

/** Agents made by others: GLPI (JSON), FusionInventory and OCS (XML). */
export function intakeRoutes(intake: IntakeService, options: IntakeRouteOptions = {}): RouteModule {
  return api => {
    void api.register(
      named('intake', async scope => {
        const routes = new IntakeRoutes(intake, options);
        takeBytes(scope, bodyLimit);
        scope.decorateRequest('presented', null);
        scope.setErrorHandler((error, request, reply) => routes.failed(error, request, reply));
        const config = { access: 'agent', foreign: true } as const;
        for (const path of intakePaths)
          for (const url of [path, `${path}/`]) {
            scope.route({
              method: 'POST',
              url,
              config,
              bodyLimit,
              onRequest: (request, reply) => routes.admit(request, reply),
              handler: (request, reply) => routes.post(request, reply),
            });
            scope.route({
              method: 'GET',
              url,
              config,
              onRequest: (request, reply) => routes.admit(request, reply),
              handler: (request, reply) => routes.get(request, reply),
            });
          }
        tokenRoutes(scope as unknown as Api, intake);
      }),
    );
  };
}

class IntakeRoutes {
  readonly #intake: IntakeService;
  readonly #patienceMs: number;
  readonly #maxBytesInFlight: number;
  #bytesInFlight = 0;

  constructor(intake: IntakeService, options: IntakeRouteOptions) {
    this.#intake = intake;
    this.#patienceMs = options.patienceMs ?? 8_000;
    this.#maxBytesInFlight = options.maxBytesInFlight ?? 128 * 1024 * 1024;
  }

  /** Before a byte of the body is read: is there a secret this server knows, and room? */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const crowd = await this.#intake.addressRefused(request.ip);
    if (crowd) return this.#refuse(request, reply, crowd);
    const presented = await this.#intake.authenticate(request.headers.authorization);
    if (!presented) {
      // Without credentials at all it is how agents ask which kind is wanted.
      if (request.headers.authorization !== undefined)
        this.#intake.noteRefusal(
          request.ip,
          'credentials-unknown',
          'the user name or the secret is not known here',
        );
      return reply
        .header('WWW-Authenticate', challenge)
        .code(401)
        .type('text/plain')
        .send('Credentials are needed: an enrolment token, or the secret of this agent.\n');
    }
    request.presented = presented;
    const over = await this.#intake.senderRefused(presented, header(request, 'glpi-agent-id'), request.ip);
    if (over) return this.#refuse(request, reply, over);
    const announced = Number(request.headers['content-length'] ?? 0);
    if (this.#bytesInFlight > 0 && this.#bytesInFlight + announced > this.#maxBytesInFlight) {
      this.#intake.noteRefusal(request.ip, 'overloaded', 'too many bodies were being received at once');
      return reply
        .header('Retry-After', '30')
        .code(429)
        .type('text/plain')
        .send('Too much at once; try again later.\n');
    }
    this.#bytesInFlight += announced;
    reply.raw.once('close', () => {
      this.#bytesInFlight -= announced;
    });
    return undefined;
  }

  #refuse(request: FastifyRequest, reply: FastifyReply, outcome: IntakeRefusal): FastifyReply {
    const agentId = header(request, 'glpi-agent-id');
    return this.#reply(reply, { outcome, format: null, coding: 'plain' }, agentId);
  }

  async post(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { presented } = request;
    const agentId = header(request, 'glpi-agent-id');
    if (!presented) throw new Error('admitted without credentials');
    if (agentId !== undefined && !isAgentId(agentId))
      return send(
        reply,
        json(400, { status: 'error', message: 'GLPI-Agent-ID must be 1 to 100 printable characters' }),
      );
    const answer = this.#intake.receive(presented, {
      bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      contentType: request.headers['content-type'],
      userAgent: request.headers['user-agent'],
      agentId,
      address: request.ip,
      delayed: header(request, 'muster-delayed') === '1',
      hungUp: () => request.raw.socket.destroyed && !reply.raw.writableEnded,
    });
    const requestId = requestIdOf(request);
    if (requestId !== undefined) reply.header('GLPI-Request-ID', requestId);
    const early =
      agentId !== undefined && requestId !== undefined
        ? await withPatience(answer, this.#patienceMs)
        : await answer;
    if (early) return this.#reply(reply, early, agentId);
    if (
      agentId !== undefined &&
      requestId !== undefined &&
      (await this.#intake.pending.add(agentId, requestId, answer))
    )
      return send(reply, stillPending);
    return this.#reply(reply, await answer, agentId);
  }

  #reply(
    reply: FastifyReply,
    answer: Awaited<ReturnType<IntakeService['receive']>>,
    agentId: string | undefined,
  ): FastifyReply {
    const { outcome } = answer;
    if (outcome.kind === 'refused' && outcome.retryAfterSeconds !== undefined)
      reply.header('Retry-After', String(outcome.retryAfterSeconds));
    if (outcome.kind === 'refused' && outcome.status === 401) reply.header('WWW-Authenticate', challenge);
    return send(reply, wireAnswer(answer, agentId !== undefined));
  }

  /** A GLPI agent that waits for its answer, or a task of FusionInventory that asks for work. */
  async get(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const agentId = header(request, 'glpi-agent-id');
    const requestId = requestIdOf(request);
    if (agentId !== undefined && requestId !== undefined) {
      reply.header('GLPI-Request-ID', requestId);
      const known = await this.#intake.pending.take(agentId, requestId);
      if (known === 'pending') return send(reply, stillPending);
      if (known === 'unknown')
        return send(reply, json(404, { status: 'error', message: 'no report waits under this request id' }));
      return this.#reply(reply, known, agentId);
    }
    const { action } = request.query as { readonly action?: unknown };
    // "Nothing to do": distribution and collection are not driven over this protocol.
    if (action === 'getConfig' || action === 'getJobs') return send(reply, json(200, {}));
    return send(reply, json(400, { status: 'error', message: 'send inventories with POST' }));
  }

  failed(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { code } = error as { readonly code?: string };
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      this.#intake.noteRefusal(request.ip, 'body-too-large', `the body is larger than ${bodyLimit} bytes`);
      return send(reply, {
        status: 413,
        contentType: 'text/plain',
        body: `The body is larger than ${bodyLimit} bytes.\n`,
      });
    }
    // Whose secret it is could not be asked.
    const passing = askedAgain(error);
    if (passing) {
      this.#intake.noteRefusal(request.ip, passing.code, passing.detail);
      return this.#refuse(request, reply, passing);
    }
    const status = (error as { readonly statusCode?: number }).statusCode ?? 500;
    if (status < 500) {
      this.#intake.noteRefusal(
        request.ip,
        'request-invalid',
        'the request is not valid HTTP for this address',
      );
      return send(reply, { status, contentType: 'text/plain', body: 'The request is not valid.\n' });
    }
    request.log.error({ err: error }, 'an inventory could not be taken');
    return send(reply, {
      status: 500,
      contentType: 'text/plain',
      body: 'The server failed; it has noted what happened.\n',
    });
  }
}

function send(reply: FastifyReply, answer: WireAnswer): FastifyReply {
  return reply.code(answer.status).type(answer.contentType).send(answer.body);
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value.trim() : undefined;
}

function isAgentId(value: string): boolean {
  return /^[!-~]{1,100}$/.test(value);
}

/** Eight hexadecimal digits; anything else is not echoed. */
function requestIdOf(request: FastifyRequest): string | undefined {
  const value = header(request, 'glpi-request-id');
  return value !== undefined && /^[0-9A-Fa-f]{8}$/.test(value) ? value : undefined;
}

async function withPatience<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  try {
    return await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}

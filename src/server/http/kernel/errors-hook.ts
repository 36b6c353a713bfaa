import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, catalogue, languageOf, toAppError, toProblem } from '../../errors/index.ts';

/** Answers any error as problem+json; the log gets the cause, the client the catalogue's words. */
export async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<void> {
  const known = toAppError(error);
  const { status } = catalogue[known.code];
  if (status >= 500) request.log.error({ err: known.cause ?? known, code: known.code }, 'request failed');
  else request.log.debug({ code: known.code, details: known.extras.details }, 'request refused');
  if (known.extras.retryAfter !== undefined) reply.header('Retry-After', String(known.extras.retryAfter));
  if (status === 401 && request.routeOptions.config.access !== 'agent')
    reply.header('WWW-Authenticate', 'Bearer realm="Muster"');
  await reply
    .code(status)
    .type('application/problem+json')
    .send(toProblem(known, languageOf(request.headers['accept-language']), request.id));
}

export function installErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error));
}

export function notFound(): never {
  throw new AppError('NOT_FOUND');
}

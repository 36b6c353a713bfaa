import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../auth/principal.ts';
import { AppError } from '../../errors/index.ts';

/** The signed-in caller; the access hook has let nobody else through. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new AppError('NOT_SIGNED_IN');
  return request.principal;
}

/** A stream where the schema speaks of its text: fastify sends it as it comes and checks nothing of it. */
export function asText(stream: Readable): string {
  return stream as unknown as string;
}

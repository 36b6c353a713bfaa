import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors/index.ts';

/** `"12"`: the revision of the stream behind the resource. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/** The revision a change expects, from If-Match; undefined where the client does not mind (`*` or absent). */
export function expectedRevision(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  const match = /^\s*(?:W\/)?"(-?\d{1,15})"\s*$/.exec(header);
  if (!match) throw new AppError('IF_MATCH_INVALID', { details: { received: header.slice(0, 100) } });
  return Number(match[1]);
}

/** Sets ETag; true where the client holds this revision already (answer 304). */
export function isFresh(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  reply.header('ETag', tag);
  const known = request.headers['if-none-match'];
  return known !== undefined && known.split(',').some(part => part.trim().replace(/^W\//, '') === tag);
}

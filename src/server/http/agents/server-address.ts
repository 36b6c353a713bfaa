import type { FastifyRequest } from 'fastify';
import { AppError } from '../../errors/index.ts';
import type { ServerContext } from '../kernel/context.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Where this server is found: its public address, or else the one that was just asked. */
export function addressOf({ config }: ServerContext, request: FastifyRequest): string {
  return config.publicUrl ?? `${request.protocol}://${request.host}`;
}

/**
 * Where agents find this server.
 *
 * @throws AppError INSTALLATION_ADDRESS_INSECURE where agents would have to send secrets in the clear
 */
export function addressForAgents(context: ServerContext, request: FastifyRequest): string {
  const asked = addressOf(context, request);
  const url = URL.canParse(asked) ? new URL(asked) : null;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname));
  if (!url || !safe) throw new AppError('INSTALLATION_ADDRESS_INSECURE', { details: { address: asked } });
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

import type { FastifyRequest } from 'fastify';
import { AppError } from '../../errors/index.ts';
import type { ServerContext } from '../kernel/context.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where agents find this server: its public address, or else the one that was just asked.
 *
 * @throws AppError INSTALLATION_ADDRESS_INSECURE where agents would have to send secrets in the clear
 */
export function addressForAgents({ config }: ServerContext, request: FastifyRequest): string {
  const asked = config.publicUrl ?? `${request.protocol}://${request.host}`;
  const url = URL.canParse(asked) ? new URL(asked) : null;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname));
  if (!url || !safe) throw new AppError('INSTALLATION_ADDRESS_INSECURE', { details: { address: asked } });
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

import type { FastifyRequest } from 'fastify';
import { AppError } from '../../errors/index.ts';
import type { ServerContext } from '../kernel/context.ts';
import { caughtUp } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';

/**
 * A device the caller may see. One outside the scope answers exactly as one that does not exist; one that is
 * gone from the list (removed, merged) is still there for its history, for unrestricted accounts.
 */
export async function requireDevice(
  context: ServerContext,
  request: FastifyRequest,
  id: string,
  after?: number,
): Promise<void> {
  await caughtUp(context, after);
  const { scope } = principalOf(request);
  if ((await context.reads(scope).visible('devices.list', [id])).has(id)) return;
  if (scope === null && (await exists(context, id))) return;
  throw new AppError('DEVICE_UNKNOWN');
}

async function exists({ services }: ServerContext, id: string): Promise<boolean> {
  for await (const events of services.events.readStream(`device-${id}`, { maxCount: 1 }))
    return events.length > 0;
  return false;
}

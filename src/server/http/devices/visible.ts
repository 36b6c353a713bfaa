import type { FastifyRequest } from 'fastify';
import type { AsOf } from '../../../../projections/kernel/index.ts';
import { QueryError } from '../../../../projections/kernel/index.ts';
import { AppError } from '../../errors/index.ts';
import type { ServerContext } from '../kernel/context.ts';
import { caughtUp } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';

/**
 * A device the caller may see, now or at the moment asked for: the same devices as the list of that moment shows.
 * One outside the scope answers exactly as one that does not exist; one that is gone from the list (removed,
 * merged) is still there for its history, for unrestricted accounts.
 */
export async function requireDevice(
  context: ServerContext,
  request: FastifyRequest,
  id: string,
  { after, asOf }: { readonly after?: number | undefined; readonly asOf?: AsOf | undefined } = {},
): Promise<void> {
  await caughtUp(context, after);
  const { scope } = principalOf(request);
  if (scope === null ? await exists(context, id) : await inScope(context, scope, id, asOf)) return;
  throw new AppError('DEVICE_UNKNOWN');
}

async function inScope(
  context: ServerContext,
  scope: readonly string[],
  id: string,
  asOf: AsOf | undefined,
): Promise<boolean> {
  try {
    return (await context.reads(scope).visible('devices.list', [id], asOf)).has(id);
  } catch (error) {
    // Nothing was there before the records begin.
    if (error instanceof QueryError && error.code === 'QUERY_BEFORE_RECORDS') return false;
    throw error;
  }
}

async function exists({ services }: ServerContext, id: string): Promise<boolean> {
  for await (const events of services.events.readStream(`device-${id}`, { maxCount: 1 }))
    return events.length > 0;
  return false;
}

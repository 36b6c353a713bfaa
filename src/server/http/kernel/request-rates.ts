import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors/index.ts';
import { RateBuckets } from '../../rates/rate-buckets.ts';
import { SharedBuckets } from '../../rates/shared-buckets.ts';
import type { Services } from '../../services.ts';

/**
 * Refuses what one account, or one address where nobody has signed in, asks beyond so many requests a minute, of all
 * servers together; and what it asks of a route beyond the `perMinute` of that. A minute's worth may come at once.
 * 0: no limits, none of routes either.
 */
export function limitRequests(
  api: FastifyInstance,
  { whiteboard, clock }: Pick<Services, 'whiteboard' | 'clock'>,
  perMinute: number,
): void {
  if (perMinute === 0) return;
  const limited = (kind: string, most: number) =>
    new SharedBuckets(kind, new RateBuckets(most, most), whiteboard, clock);
  const callers = limited('rate-of-caller', perMinute);
  const routes = new Map<string, SharedBuckets>();
  api.addHook('onRoute', ({ method, url, config }) => {
    const route = `${String(method)} ${url}`;
    if (config?.perMinute !== undefined)
      routes.set(route, limited(`rate-of-caller ${route}`, config.perMinute));
  });
  api.addHook('onRequest', async ({ principal, ip, routeOptions }) => {
    const caller = principal ? `account ${principal.userId}` : `address ${ip}`;
    const route = routes.get(`${String(routeOptions.method)} ${routeOptions.url}`);
    const over = (await callers.take(caller)) ?? (await route?.take(caller));
    if (over) throw new AppError('TOO_MANY_REQUESTS', { retryAfter: over.retryAfterSeconds });
  });
  api.addHook('onClose', async () => {
    for (const buckets of [callers, ...routes.values()]) await buckets.stop();
  });
}

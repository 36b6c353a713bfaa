import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors/index.ts';
import { RateBuckets } from '../../rates/rate-buckets.ts';
import { SharedBuckets } from '../../rates/shared-buckets.ts';
import type { Services } from '../../services.ts';

/**
 * Refuses what one account, or one address where nobody has signed in, asks beyond so many requests a minute, of all
 * servers together. A minute's worth may come at once. 0: no limit.
 */
export function limitRequests(
  api: FastifyInstance,
  { whiteboard, clock }: Pick<Services, 'whiteboard' | 'clock'>,
  perMinute: number,
): void {
  const callers = new SharedBuckets('rate-of-caller', new RateBuckets(perMinute, perMinute), whiteboard, clock);
  api.addHook('onRequest', async ({ principal, ip }) => {
    const over = await callers.take(principal ? `account ${principal.userId}` : `address ${ip}`);
    if (over) throw new AppError('TOO_MANY_REQUESTS', { retryAfter: over.retryAfterSeconds });
  });
  api.addHook('onClose', () => callers.stop());
}

import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { zoneMinutes } from '../../../../domain/operation-logs/index.ts';
import type { RawUpload } from '../../operation-logs/intake.ts';
import { invalidUpload } from '../../operation-logs/operation-logs.ts';

export const LinesQuery = z.strictObject({
  /** Rises from upload to upload of one device. */
  seq: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Minutes that the device's clock is ahead of UTC. */
  tz: z.coerce.number().int().min(zoneMinutes.least).max(zoneMinutes.most).default(0),
});
type LinesQuery = z.infer<typeof LinesQuery>;

/** What an agent sends: batches, or lines where it says so. */
export function uploadOf(request: FastifyRequest): RawUpload {
  if (!/^application\/x-ndjson\b/.test(request.headers['content-type'] ?? ''))
    return { ...packed(request), form: { kind: 'batches' } };
  const lines = LinesQuery.safeParse(request.query);
  if (lines.success) return linesOf(request, lines.data);
  throw invalidUpload({ at: 'query', what: 'lines need `seq`, and `tz` in minutes where it is not UTC' });
}

export function linesOf(request: FastifyRequest, { seq, tz }: LinesQuery): RawUpload {
  return { ...packed(request), form: { kind: 'lines', seq, tz } };
}

function packed({ body, headers }: FastifyRequest): Pick<RawUpload, 'body' | 'gzip'> {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw invalidUpload({ at: 'content-encoding', what: 'must be gzip or absent' });
  return { body: Buffer.isBuffer(body) ? body : Buffer.alloc(0), gzip: encoding === 'gzip' };
}

import { cutByDay, type OperationBatch } from '../../../domain/operation-logs/records/index.ts';
import { Body } from '../format/body.ts';
import { encodeBody } from '../format/encode.ts';
import { packBody } from '../format/pack.ts';
import { factsOf } from './facts.ts';
import type { EncodedPart } from './messages.ts';
import { owned } from './owned.ts';

/** A checked batch as what is stored of it. */
export function encodeBatch(device: string, batch: OperationBatch, receivedAt: number): EncodedPart[] {
  return cutByDay(batch).map(({ day, batch: part }) => {
    const bytes = encodeBody([{ batch: part, receivedAt }]);
    const body = new Body(bytes);
    return { day, device, facts: factsOf(body, body.runs[0]!), body: owned(packBody(bytes, 1)) };
  });
}

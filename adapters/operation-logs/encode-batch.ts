import {
  cutByDay,
  type OperationBatch,
  type OperationDay,
} from '../../domain/operation-logs/records/index.ts';
import { Body } from './format/body.ts';
import { encodeBody } from './format/encode.ts';
import { packBody } from './format/pack.ts';
import { factsOf, type RunFacts } from './facts.ts';
import { owned } from './owned.ts';

/** One batch's part of a day, ready to be stored. */
export interface EncodedPart {
  readonly day: OperationDay;
  readonly device: string;
  readonly facts: RunFacts;
  /** A packed body with this run alone. */
  readonly body: Uint8Array;
}

/** A checked batch as what is stored of it. */
export function encodeBatch(device: string, batch: OperationBatch, receivedAt: number): EncodedPart[] {
  return cutByDay(batch).map(({ day, batch: part }) => {
    const bytes = encodeBody([{ batch: part, receivedAt }]);
    const body = new Body(bytes);
    return { day, device, facts: factsOf(body, body.runs[0]!), body: owned(packBody(bytes, 1)) };
  });
}

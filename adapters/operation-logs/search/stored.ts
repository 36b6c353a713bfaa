import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { recordId } from '../../../projections/operation-logs/record-id.ts';
import { nameIn } from './matcher.ts';
import type { Subject } from './subject.ts';

/** A record of a body as it is given out. */
export function storedAt(subject: Subject, row: number): StoredOperation {
  const { tz, receivedAt, rules } = subject.body.runAt(row);
  const { device } = subject;
  return {
    id: recordId(nameIn(subject, row)),
    device,
    tz,
    receivedAt,
    ...(rules === undefined ? {} : { rules }),
    record: subject.body.record(row),
  };
}

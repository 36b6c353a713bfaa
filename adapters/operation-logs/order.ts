import type { OperationPlace, StoredOperation } from '../../projections/operation-logs/operation-store.ts';
import { parseRecordId, type RecordPlace } from '../../projections/operation-logs/record-id.ts';

export type { OperationPlace };

/** Negative where `one` is the older. */
export function comparePlaces(one: OperationPlace, other: OperationPlace): number {
  if (one.time !== other.time) return one.time - other.time;
  if (one.device !== other.device) return one.device < other.device ? -1 : 1;
  return one.seq === other.seq ? one.row - other.row : one.seq - other.seq;
}

/** Of a record that a store gave out. */
export function placeOf({ id, record }: StoredOperation): OperationPlace {
  const { device, seq, row } = parseRecordId(id) as RecordPlace;
  return { time: record.time, device, seq, row };
}

/** The nearest of several answers about the same question, each in the same order. */
export function nearest(
  answers: readonly (readonly StoredOperation[])[],
  sign: 1 | -1,
  most: number,
): StoredOperation[] {
  const [only, ...others] = answers.filter(({ length }) => length > 0);
  if (others.length === 0) return (only ?? []).slice(0, most);
  return answers
    .flat()
    .map(operation => ({ operation, place: placeOf(operation) }))
    .sort((one, other) => comparePlaces(one.place, other.place) * sign)
    .slice(0, most)
    .map(({ operation }) => operation);
}

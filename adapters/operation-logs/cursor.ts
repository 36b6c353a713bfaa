import { decodeCursor, encodeCursor } from '../../projections/kernel/cursor.ts';
import { type Filter, QueryError } from '../../projections/kernel/query.ts';
import { operationsCollection } from '../../projections/operation-logs/collection.ts';
import type { OperationQuery, StoredOperation } from '../../projections/operation-logs/operation-store.ts';
import { type OperationPlace } from './order.ts';
import { parseRecordId, type RecordPlace } from '../../projections/operation-logs/record-id.ts';

/** What a cursor belongs to. The devices are left out: they restrict each page by themselves. */
function bindingOf({ filter, order, from, until }: OperationQuery) {
  const bound = {
    sort: [{ column: 'time', direction: order === 'newest' ? ('desc' as const) : ('asc' as const) }],
    compared: [from ?? null, until ?? null],
  };
  return filter ? { ...bound, filter: filter satisfies Filter } : bound;
}

/** What a cursor says of the record it stands at. */
type Marked = Pick<StoredOperation, 'id'> & { readonly record: { readonly time: number } };

/** Of the last record of a page. */
export function cursorAfter(query: OperationQuery, { id, record }: Marked): string {
  return encodeCursor(operationsCollection, bindingOf(query), { id, columns: { time: record.time } });
}

/** The record after which the page begins; undefined: at the beginning. Throws QueryError. */
export function recordInCursor(query: OperationQuery): Marked | undefined {
  if (query.cursor === undefined) return undefined;
  const place = decodeCursor(operationsCollection, { ...bindingOf(query), cursor: query.cursor });
  const [time] = place?.values ?? [];
  if (!place || !parseRecordId(place.id) || typeof time !== 'number')
    throw new QueryError('QUERY_BAD_CURSOR', {
      collection: operationsCollection.name,
      reason: 'not a cursor',
    });
  return { id: place.id, record: { time } };
}

/** Its place in the order of all. */
export function placeInCursor(query: OperationQuery): OperationPlace | undefined {
  const marked = recordInCursor(query);
  if (!marked) return undefined;
  const { device, seq, row } = parseRecordId(marked.id) as RecordPlace;
  return { time: marked.record.time, device, seq, row };
}

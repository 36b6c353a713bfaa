import type { StoredEvent } from '../../../../domain/kernel/index.ts';
import { categoryOf } from '../../../../domain/kernel/index.ts';
import { withoutRecords } from '../../../../domain/operation-logs/index.ts';
import type { CollectionDefinition, Row } from '../../../../projections/kernel/index.ts';
import { EventRow, listOf } from '../../contract.ts';
import { z } from 'zod';

/** The log as a list: what its filter may name. Not a collection of the read store. */
export const eventColumns: CollectionDefinition = {
  name: 'events',
  version: 1,
  history: 'append',
  columns: {
    position: { type: 'integer' },
    type: { type: 'text', searchable: true },
    stream: { type: 'text', searchable: true },
    category: { type: 'text' },
    actor: { type: 'text', searchable: true },
    at: { type: 'time' },
    happenedAt: { type: 'time' },
    correlationId: { type: 'text' },
    causationId: { type: 'text' },
  },
};

export const EventList = listOf(EventRow).extend({
  /** Where looking stopped: everything between the first item and here was looked at. */
  scannedTo: z.number(),
});

/** What devices recorded is shown by the operation logs, to those who may see them, and each look is noted. */
export function toEventRow(event: StoredEvent): EventRow {
  const { position, id, type, stream, revision, schemaVersion, at, actor, correlationId, causationId } =
    event;
  const data = type === 'OperationsRecorded' ? withoutRecords(event.data) : event.data;
  return {
    position,
    id,
    type,
    stream,
    revision,
    schemaVersion,
    at,
    happenedAt: event.happenedAt ?? null,
    actor,
    correlationId,
    causationId,
    data,
  };
}

/** The event as a row the query language can judge. */
export function toJudged(event: StoredEvent): Row {
  return {
    id: event.id,
    columns: {
      position: event.position,
      type: event.type,
      stream: event.stream,
      category: categoryOf(event.stream),
      actor: event.actor,
      at: Date.parse(event.at),
      happenedAt: event.happenedAt === undefined ? null : Date.parse(event.happenedAt),
      correlationId: event.correlationId,
      causationId: event.causationId,
    },
  };
}

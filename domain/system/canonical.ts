import type { StoredEvent } from '../kernel/index.ts';
import { placeOf } from './place.ts';

/**
 * The one way to write a JSON value (RFC 8785): keys sorted by UTF-16 code units, no white space, numbers
 * and strings as ECMAScript writes them. Two logs that hold the same event write the same bytes.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const object = value as Readonly<Record<string, unknown>>;
  const members = Object.keys(object)
    .filter(key => object[key] !== undefined)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonicalJson(object[key])}`);
  return `{${members.join(',')}}`;
}

/** Everything the log says of an event, the place it was sealed at included; what an adapter adds for itself is left out. */
export function canonicalEvent(event: StoredEvent): string {
  const { actor, at, causationId, correlationId, data, happenedAt, id } = event;
  const { revision, schemaVersion, stream, type } = event;
  return canonicalJson({
    actor,
    at,
    causationId,
    correlationId,
    data,
    happenedAt,
    id,
    position: placeOf(event),
    revision,
    schemaVersion,
    stream,
    type,
  });
}

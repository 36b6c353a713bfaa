import { EventTooLargeError, type NewEvent } from '../../domain/kernel/index.ts';

/** Half of what an EventStoreDB takes, so that every log can move there. */
export const maxEventBytes = 8 * 1024 * 1024;
/** Events of one append; more is a sign of one event per row. */
export const maxEventsPerAppend = 10_000;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export function assertStreamName(stream: string): void {
  if (stream.length === 0 || stream.length > 500 || !stream.isWellFormed() || stream.includes('\0'))
    throw new TypeError(
      `stream name ${JSON.stringify(stream.slice(0, 80))} must be 1 to 500 well-formed characters`,
    );
  assertNotReserved('stream name', stream);
}

/** An EventStoreDB keeps its own streams and types under `$`; every log can move there, and none of it may pass for those. */
function assertNotReserved(what: string, name: string): void {
  if (name.startsWith('$'))
    throw new TypeError(`${what} ${JSON.stringify(name.slice(0, 80))} must not begin with $`);
}

/** Milliseconds since the epoch of an event's `at`; a wrong form is an error of the caller. */
function millisecondsOf(event: NewEvent): number {
  const at = utc.test(event.at) ? Date.parse(event.at) : NaN;
  if (Number.isNaN(at))
    throw new TypeError(
      `event ${event.type}: at must be RFC 3339 UTC with milliseconds, not ${JSON.stringify(event.at)}`,
    );
  return at;
}

/** An event as the embedded store keeps it: what is searched for by itself, everything else as one JSON text. */
export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly body: string;
}

/**
 * The body is an array without names, in this order: it is parsed once per event read, so every byte counts.
 * `JSON.stringify` writes lone surrogates as escapes; any text survives.
 */
export function encode(event: NewEvent): EncodedEvent {
  if (!uuid.test(event.id))
    throw new TypeError(`event ${event.type}: id must be a lower-case UUID, not ${JSON.stringify(event.id)}`);
  if (event.type.length === 0 || event.type.length > 200 || !event.type.isWellFormed())
    throw new TypeError(
      `event type ${JSON.stringify(event.type.slice(0, 80))} must be 1 to 200 well-formed characters`,
    );
  assertNotReserved('event type', event.type);
  const at = millisecondsOf(event);
  const data = event.data === undefined ? null : event.data;
  const body = JSON.stringify([
    event.id,
    event.schemaVersion,
    event.actor,
    event.correlationId,
    event.causationId,
    event.happenedAt ?? null,
    data,
  ]);
  if (body.length > maxEventBytes / 3) {
    const size = Buffer.byteLength(body);
    if (size > maxEventBytes) throw new EventTooLargeError(size, maxEventBytes);
  }
  return { id: event.id, type: event.type, at, body };
}

export function encodeAll(stream: string, events: readonly NewEvent[]): EncodedEvent[] {
  assertStreamName(stream);
  if (events.length > maxEventsPerAppend)
    throw new RangeError(`${events.length} events in one append; the store takes ${maxEventsPerAppend}`);
  return events.map(encode);
}

type Body = [string, number, NewEvent['actor'], string, string | null, string | null, unknown];

/** The event of a body; throws SyntaxError or TypeError where the body was damaged. */
export function decode(type: string, at: number, body: string): NewEvent {
  const [id, schemaVersion, actor, correlationId, causationId, happenedAt, data] = JSON.parse(body) as Body;
  const event = { id, type, schemaVersion, at: timeText(at), actor, correlationId, causationId, data };
  return happenedAt === null ? event : { ...event, happenedAt };
}

const dayMs = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
let day = NaN;
let dayText = '';

/** Neighbours in the log are mostly of one day: formatting that once makes reading a fifth quicker. */
function timeText(at: number): string {
  const today = Math.floor(at / dayMs);
  if (today !== day) {
    dayText = new Date(at).toISOString().slice(0, -13);
    day = today;
  }
  const rest = at - today * dayMs;
  const seconds = Math.floor(rest / 1_000);
  const minutes = Math.floor(seconds / 60);
  const milliseconds = String(rest % 1_000).padStart(3, '0');
  return `${dayText}${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}.${milliseconds}Z`;
}

/** How far `at` may be moved forward so that it never goes back in the log; a clock set back further is believed. */
export const maxTimeShift = 60_000;

/** The time an event is stored with, given the time of the event before it. */
export function orderedTime(at: number, previous: number): number {
  return at < previous && previous - at <= maxTimeShift ? previous : at;
}

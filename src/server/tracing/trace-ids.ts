/** A trace id and a UUID are both 128 bits: a correlation id is the trace id of its events, written otherwise. */
export function traceIdOf(uuid: string): string | null {
  const hex = uuid.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(hex) && !/^0+$/.test(hex) ? hex : null;
}

export function uuidOf(traceId: string): string {
  return traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * Id of the span of an append, from the id of its first event: whoever reads the event, on whichever server and
 * however much later, knows where in the trace it was written.
 */
export function appendSpanId(firstEventId: string): string {
  const hex = firstEventId.replaceAll('-', '').toLowerCase().slice(-16);
  // Not made here and no UUID: any span id is as good, all zeros is none.
  return /^[0-9a-f]{16}$/.test(hex) && !/^0+$/.test(hex) ? hex : 'ffffffffffffffff';
}

export interface Traceparent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** The header of W3C Trace Context; null for what is none: a trace of its own begins then. */
export function parseTraceparent(header: string | readonly string[] | undefined): Traceparent | null {
  if (typeof header !== 'string') return null;
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(header.trim());
  if (!match) return null;
  const [, version, traceId = '', spanId = '', flags = '', more] = match;
  if (version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

import { TraceFlags } from '@opentelemetry/api';
import type { StoredEvent } from '../../../domain/kernel/index.ts';
import type { ProjectionObserver } from '../../../projections/kernel/index.ts';
import { appendSpanId } from './trace-ids.ts';
import type { Tracer } from './tracer.ts';

/** Traces of one batch that get a span; under load a batch holds the events of a thousand. */
const mostTraces = 64;
/** Nobody waits for a trace of events older than this: a projection that catches up tells nothing of them. */
const oldestMs = 10 * 60_000;

/**
 * For each append whose events a projection has written, a span in the trace of that append. Nothing but the events
 * themselves says where it lies, so it does not matter which server took the request and which writes read models.
 */
export function tracedProjections(tracer: Tracer): ProjectionObserver {
  return {
    applied({ name, handles }, events, milliseconds) {
      const now = Date.now();
      let told = 0;
      for (const appended of appendsOf(events)) {
        const first = appended[0]!;
        if (now - Date.parse(first.at) > oldestMs) continue;
        const traceId = tracer.sampledTraceOf(first.correlationId);
        const written = appended.filter(({ type }) => handles.includes(type)).length;
        if (traceId === null || written === 0) continue;
        if (++told > mostTraces) return;
        tracer
          .start(`project ${name}`, {
            parent: {
              traceId,
              spanId: appendSpanId(first.id),
              traceFlags: TraceFlags.SAMPLED,
              isRemote: true,
            },
            startTime: now - milliseconds,
            attributes: {
              'muster.projection': name,
              'muster.events': written,
              'muster.batch.events': events.length,
              'muster.position': appended.at(-1)!.position,
            },
          })
          .end(now);
      }
    },
  };
}

/** What was appended together lies together, as one stream's consecutive revisions of one cause. */
function* appendsOf(events: readonly StoredEvent[]): Generator<readonly StoredEvent[]> {
  let together: StoredEvent[] = [];
  for (const event of events) {
    const last = together.at(-1);
    if (last && !followsInAppend(last, event)) {
      yield together;
      together = [];
    }
    together.push(event);
  }
  if (together.length > 0) yield together;
}

function followsInAppend(last: StoredEvent, event: StoredEvent): boolean {
  return (
    event.stream === last.stream &&
    event.revision === last.revision + 1 &&
    event.correlationId === last.correlationId &&
    event.causationId === last.causationId
  );
}

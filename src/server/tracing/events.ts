import { type Attributes, SpanStatusCode } from '@opentelemetry/api';
import { categoryOf, type EventStore, type NewEvent } from '../../../domain/kernel/index.ts';
import { appending } from '../appending.ts';
import { appendSpanId } from './trace-ids.ts';
import type { Tracer } from './tracer.ts';

/** The same log with a span for each append of a command: the category of the stream, how many events, how it ended. */
export function tracedEvents(store: EventStore, tracer: Tracer): EventStore {
  return appending(store, async (stream, expected, events) => {
    const work = tracer.current();
    if (!work) return store.append(stream, expected, events);
    const [startTime, began] = [Date.now(), performance.now()];
    const tell = (outcome: string, more: Attributes = {}, first?: NewEvent) => {
      const category = categoryOf(stream);
      const span = tracer.start(`append ${category}`, {
        parent: work.span.spanContext(),
        startTime,
        attributes: {
          'muster.stream.category': category,
          'muster.events': events.length,
          'muster.outcome': outcome,
          ...more,
        },
        // Told afterwards, so that the append that succeeded bears the id which its events lead to.
        ...(first && { spanId: appendSpanId(first.id) }),
      });
      if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(startTime + performance.now() - began);
    };
    try {
      const result = await store.append(stream, expected, events);
      if (result.kind === 'conflict') {
        work.conflicts += 1;
        tell('conflict');
      } else if (result.repeated) tell('repeated');
      else tell('appended', { 'muster.position': result.position }, events[0]);
      return result;
    } catch (error) {
      tell('failed', { 'error.type': error instanceof Error ? error.name : 'Error' });
      throw error;
    }
  });
}

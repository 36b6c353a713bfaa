import type { Logger } from 'pino';
import type { Ids } from '../../../domain/kernel/index.ts';
import type { TracesConfig } from '../config.ts';
import { version } from '../version.ts';
import { tracedCommands } from './commands.ts';
import { tracedEvents } from './events.ts';
import { collectorAt } from './exporter.ts';
import type { Tracing } from './port.ts';
import { tracedProjections } from './projections.ts';
import { tracedRequests } from './requests.ts';
import { uuidOf } from './trace-ids.ts';
import { Tracer } from './tracer.ts';

/** Between two sendings: soon enough for who waits for a trace. */
const everyMs = 2_000;

/** Loads OpenTelemetry; a server without a collector never comes here. `server` is how this one calls itself. */
export function openTracing(config: TracesConfig, server: string, ids: Ids, log: Logger): Tracing {
  const tracer = new Tracer({
    exporter: collectorAt(config, log),
    ratio: config.ratio,
    resource: { 'service.name': 'muster', 'service.version': version, 'service.instance.id': server },
    everyMs,
  });
  return {
    commands: handler => tracedCommands(handler, tracer, ids),
    events: store => tracedEvents(store, tracer),
    projections: tracedProjections(tracer),
    requests: app => tracedRequests(app, tracer),
    correlation() {
      const work = tracer.current();
      return work && uuidOf(work.span.spanContext().traceId);
    },
    close: () => tracer.close(),
  };
}

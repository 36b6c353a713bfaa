import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import type { TracesConfig } from '../config.ts';

/** Sends spans to the collector; that it cannot be reached, and that it can again, is logged once. */
export function collectorAt({ endpoint, headers }: TracesConfig, log: Logger): SpanExporter {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: 10_000,
    // One batch under way, all else waits in the bounded queue.
    concurrencyLimit: 1,
  });
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, result => {
        const failed = result.error !== undefined;
        if (failed && !failing)
          log.warn({ reason: result.error?.message }, 'traces do not reach the collector; they are dropped');
        if (!failed && failing) log.info('traces reach the collector again');
        failing = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}

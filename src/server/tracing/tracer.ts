import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import {
  ROOT_CONTEXT,
  type Attributes,
  type Span,
  type SpanContext,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { traceIdOf } from './trace-ids.ts';

/** What is at work: its span, and how often its commands met a conflict. */
export interface Work {
  readonly span: Span;
  conflicts: number;
}

export interface SpanStart {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** Milliseconds since 1970, for what is told afterwards. */
  readonly startTime?: number;
  /** Where in which trace it lies; `traceId` alone begins a trace, or goes on with one at its top. */
  readonly parent: SpanContext | { readonly traceId: string };
  /** Where others must be able to name it. */
  readonly spanId?: string;
  readonly link?: SpanContext | undefined;
}

export interface TracerOptions {
  readonly exporter: SpanExporter;
  /** Part of the traces begun here that are made, 0 to 1. */
  readonly ratio: number;
  readonly resource: Attributes;
  /** Between two sendings, milliseconds. */
  readonly everyMs: number;
}

/** Spans that wait to be sent; what comes beyond is dropped. Some 2 KiB each. */
const mostWaiting = 4_096;
/** Traces whose caller decided otherwise about sampling than the ratio would. */
const mostRemembered = 4_096;
const endMs = 2_000;

/** OpenTelemetry as this server uses it: nothing global, every span with its place told. */
export class Tracer {
  readonly #provider: TracerProvider;
  readonly #tracer: ReturnType<TracerProvider['getTracer']>;
  readonly #ratio: TraceIdRatioBasedSampler;
  readonly #otherwise = new Map<string, boolean>();
  readonly #atWork = new AsyncLocalStorage<Work>();
  /** Ids for the span that is being started; starting is one synchronous step. */
  #next: { readonly traceId: string; readonly spanId: string } = { traceId: '', spanId: '' };

  constructor({ exporter, ratio, resource, everyMs }: TracerOptions) {
    this.#ratio = new TraceIdRatioBasedSampler(ratio);
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes(resource),
      sampler: new ParentBasedSampler({
        root: {
          shouldSample: (_context, traceId) => ({
            decision: this.sampled(traceId)
              ? SamplingDecision.RECORD_AND_SAMPLED
              : SamplingDecision.NOT_RECORD,
          }),
        },
      }),
      idGenerator: {
        generateTraceId: () => this.#next.traceId,
        generateSpanId: () => this.#next.spanId,
      },
      spanProcessors: [
        new BatchSpanProcessor({
          exporter,
          maxQueueSize: mostWaiting,
          maxExportBatchSize: 512,
          scheduledDelayMillis: everyMs,
          exportTimeoutMillis: 15_000,
        }),
      ],
    });
    this.#tracer = this.#provider.getTracer('muster');
  }

  start(name: string, { kind = SpanKind.INTERNAL, parent, spanId, link, ...more }: SpanStart): Span {
    this.#next = { traceId: parent.traceId, spanId: spanId ?? randomBytes(8).toString('hex') };
    const context = 'spanId' in parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    const links = link === undefined ? [] : [{ context: link }];
    return this.#tracer.startSpan(name, { kind, links, ...more }, context);
  }

  /** Whether a trace is made, by its id alone, unless its caller decided otherwise and it is known here. */
  sampled(traceId: string): boolean {
    return (
      this.#otherwise.get(traceId) ??
      this.#ratio.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED
    );
  }

  /** The caller's decision about a trace goes for everything in it. */
  decided(traceId: string, sampled: boolean): void {
    if (this.sampled(traceId) === sampled) return;
    this.#otherwise.set(traceId, sampled);
    const oldest = this.#otherwise.keys().next();
    if (this.#otherwise.size > mostRemembered && !oldest.done) this.#otherwise.delete(oldest.value);
  }

  /** Trace of a correlation id, null where it is none or is not made. */
  sampledTraceOf(correlationId: string): string | null {
    const traceId = traceIdOf(correlationId);
    return traceId !== null && this.sampled(traceId) ? traceId : null;
  }

  current(): Work | undefined {
    return this.#atWork.getStore();
  }

  during<Result>(work: Work, run: () => Result): Result {
    return this.#atWork.run(work, run);
  }

  async close(): Promise<void> {
    const given = Promise.withResolvers<void>();
    const timer = setTimeout(given.resolve, endMs);
    await Promise.race([this.#provider.shutdown().catch(() => undefined), given.promise]);
    clearTimeout(timer);
  }
}

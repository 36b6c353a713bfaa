import { type Attributes, type Span, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { CommandContext, CommandHandler, CommandResult, Ids } from '../../../domain/kernel/index.ts';
import { appendSpanId, traceIdOf, uuidOf } from './trace-ids.ts';
import type { SpanStart, Tracer } from './tracer.ts';

/**
 * The same handler with a span for each command: which decider, and how it ended. Its events lie under the trace: a
 * command that is given no correlation id takes the trace's, and one that is given one lies in the trace of that.
 */
export function tracedCommands(handler: CommandHandler, tracer: Tracer, ids: Ids): CommandHandler {
  return {
    load: (stream, decider, options) => handler.load(stream, decider, options),
    async handle(stream, decider, command, context) {
      const span = tracer.start(`command ${decider.name}`, {
        ...placeOf(context, tracer, ids),
        attributes: { 'muster.decider': decider.name, ...nameOf(command), ...dryness(context) },
      });
      const correlationId = context.correlationId ?? uuidOf(span.spanContext().traceId);
      const work = { span, conflicts: 0 };
      try {
        const result = await tracer.during(work, () =>
          handler.handle(stream, decider, command, { ...context, correlationId }),
        );
        tell(span, result);
        return result;
      } catch (error) {
        // The name alone: a message may hold what was reported.
        const name = error instanceof Error ? error.name : 'Error';
        span.setAttributes({ 'muster.outcome': 'failed', 'error.type': name });
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        if (work.conflicts > 0) span.setAttribute('muster.conflicts', work.conflicts);
        span.end();
      }
    },
  };
}

function placeOf(
  { correlationId, causationId }: CommandContext,
  tracer: Tracer,
  ids: Ids,
): Pick<SpanStart, 'parent' | 'link'> {
  const current = tracer.current()?.span.spanContext();
  const own = correlationId === undefined ? null : traceIdOf(correlationId);
  if (own === null || own === current?.traceId)
    return { parent: current ?? { traceId: own ?? ids.next().replaceAll('-', '') } };
  // An intention of its own, or one that an event began: it goes on where that was written.
  if (causationId === undefined) return { parent: { traceId: own }, link: current };
  const traceFlags = tracer.sampled(own) ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return {
    parent: { traceId: own, spanId: appendSpanId(causationId), traceFlags, isRemote: true },
    link: current,
  };
}

/** Commands are a closed list; their names are the program's, never anybody's data. */
function nameOf(command: unknown): Attributes {
  const { type, kind } = command as { readonly type?: unknown; readonly kind?: unknown };
  const name = type ?? kind;
  return typeof name === 'string' ? { 'muster.command': name } : {};
}

function dryness({ dryRun }: CommandContext): Attributes {
  return dryRun === true ? { 'muster.dry_run': true } : {};
}

function tell(span: Span, result: CommandResult): void {
  span.setAttribute('muster.outcome', result.kind);
  if (result.kind === 'refused') span.setAttribute('muster.refusal', result.refusal.code);
  if (result.kind === 'accepted') span.setAttribute('muster.events', result.events.length);
}

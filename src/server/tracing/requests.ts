import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseTraceparent, traceIdOf } from './trace-ids.ts';
import type { SpanStart, Tracer, Work } from './tracer.ts';

/** Asked every few seconds by machines, of interest to nobody. */
const untraced = /^\/(health\/|metrics$)/;

/**
 * A span for each request, named by its route; neither address nor query nor anybody's name is in it. A request without
 * a traceparent begins a trace whose id is that of the request, which the answer names in X-Request-Id.
 */
export function tracedRequests(app: FastifyInstance, tracer: Tracer): void {
  const works = new WeakMap<FastifyRequest, Work>();
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    if (untraced.test(route)) return done();
    const span = tracer.start(`${request.method} ${route}`, {
      kind: SpanKind.SERVER,
      parent: placeOf(request, tracer),
      attributes: {
        'http.request.method': request.method,
        'http.route': route,
        'muster.request.id': request.id,
      },
    });
    const work = { span, conflicts: 0 };
    works.set(request, work);
    tracer.during(work, done);
  });
  // What waited for the body goes on from the socket's events, which know nothing of the request.
  app.addHook('preValidation', (request, _reply, done) => {
    const work = works.get(request);
    return work ? tracer.during(work, done) : done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const span = works.get(request)?.span;
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}

function placeOf(request: FastifyRequest, tracer: Tracer): SpanStart['parent'] {
  const caller = parseTraceparent(request.headers['traceparent'] as string | undefined);
  if (!caller) return { traceId: traceIdOf(request.id) ?? '' };
  const { traceId, spanId, sampled } = caller;
  tracer.decided(traceId, sampled);
  return { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true };
}

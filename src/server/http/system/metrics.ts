import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { sameSecret } from '../../auth/secrets.ts';
import { AppError } from '../../errors/index.ts';
import type { Api, ServerContext } from '../kernel/context.ts';
import { z } from 'zod';

/** Prometheus metrics of this server. Names are published; labels never carry names of devices or people. */
export function metricsRoutes(api: Api, context: ServerContext, registry: Registry): void {
  const { services, vitals, config } = context;
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name, help, registers, labelNames });
  const counter = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Counter({ name, help, registers, labelNames });

  const logPosition = gauge('muster_log_position', 'Position of the last event.');
  const logWritable = gauge('muster_log_writable', '1 while the log takes events.');
  const storeBytes = gauge('muster_store_bytes', 'Size of a store on disk.', ['store']);
  const diskFree = gauge('muster_disk_free_bytes', 'Free space of the data folder.');
  const lag = gauge('muster_projection_lag', 'Events of the log a projection has not seen.', ['projection']);
  const failed = gauge('muster_projection_failed', '1 while a projection is stopped by an event.', [
    'projection',
  ]);
  const sealed = gauge('muster_ledger_sealed_position', 'Last position under a seal.');
  const sealingFails = gauge('muster_ledger_failing', '1 while the log cannot be sealed.');
  const archiveFails = gauge(
    'muster_revision_archive_failing',
    '1 while the revision history archive cannot be written.',
  );
  const intake = counter('muster_intake_inventories_total', 'Inventories by outcome.', ['outcome']);
  const queued = gauge('muster_intake_queued', 'Inventories accepted and not yet worked off.');
  const leading = gauge('muster_work_leading', '1 while this server does the work that only one does.');
  const running = gauge('muster_jobs_running', 'Jobs at work.');

  async function collect(): Promise<void> {
    const [position, log, readStore, disk, work] = await Promise.all([
      services.events.lastPosition(),
      vitals.log(),
      vitals.readStore(),
      vitals.disk(),
      vitals.work(),
    ]);
    logPosition.set(position);
    logWritable.set(log.writable ? 1 : 0);
    if (log.sizeBytes !== null) storeBytes.set({ store: 'log' }, log.sizeBytes);
    if (readStore.sizeBytes !== null) storeBytes.set({ store: 'read' }, readStore.sizeBytes);
    if (disk) diskFree.set(disk.freeBytes);
    const { lastSealedPosition, problem } = context.ledger.status();
    sealed.set(lastSealedPosition);
    sealingFails.set(problem === null ? 0 : 1);
    archiveFails.set(vitals.revisionArchive()?.problem ? 1 : 0);
    for (const status of services.projections.status()) {
      lag.set({ projection: status.name }, status.lag);
      failed.set({ projection: status.name }, status.state === 'failed' ? 1 : 0);
    }
    const counts = vitals.intake();
    intake.reset();
    for (const outcome of ['changed', 'unchanged', 'refused'] as const)
      intake.inc({ outcome }, counts[outcome]);
    queued.set(counts.queued);
    leading.set(work.state === 'leading' ? 1 : 0);
    running.set(context.jobs.runningHere);
  }

  api.route({
    method: 'GET',
    url: '/metrics',
    config: { access: 'public', errors: ['NOT_SIGNED_IN'] },
    schema: {
      summary: 'Metrics for Prometheus',
      description:
        'From this machine, or with the token of MUSTER_METRICS_TOKEN; where one is set, always with it.',
      tags: ['system'],
      response: { 200: { description: 'Text format.', content: { 'text/plain': { schema: z.string() } } } },
    },
    handler: async (request, reply) => {
      if (!mayScrape(request, config.metricsToken)) throw new AppError('NOT_SIGNED_IN');
      await collect();
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  });
}

/** Measures all requests from here on: by route pattern, never by address, so that labels stay few. */
export function measureRequests(app: FastifyInstance): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'muster_http_request_seconds',
    help: 'Duration of requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    duration.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) },
      reply.elapsedTime / 1_000,
    );
  });
  return registry;
}

function mayScrape(request: FastifyRequest, token: string | null): boolean {
  if (token === null) return isLoopback(request.ip);
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return bearer !== undefined && sameSecret(bearer, token);
}

export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

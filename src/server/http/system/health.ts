import { hostname } from 'node:os';
import { z } from 'zod';
import type { Scope, ScopedReads } from '../../../../projections/kernel/index.ts';
import { Health } from '../../contract.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';

const tags = ['system'];
/** Below this the operator should act; stores stop well after it. */
const lowDiskBytes = 512 * 1024 * 1024;
/** Events a projection may be behind without a word: a burst, not a fault. */
const bearableLag = 10_000;

/** `scope`: which devices may be told of. */
export async function readHealth(context: ServerContext, scope: Scope): Promise<Health> {
  const { services, vitals } = context;
  const [position, log, readStore, disk, work, host] = await Promise.all([
    services.events.lastPosition().catch(() => null),
    vitals.log(),
    vitals.readStore(),
    vitals.disk(),
    vitals.work(),
    hostIn(context.reads(scope)),
  ]);
  const projections = services.projections
    .status()
    .map(({ name, state, position: at, lag, progress, error, note }) => ({
      name,
      state,
      position: at,
      lag,
      progress,
      error,
      note,
    }));
  const unreadable = position === null ? 'the log cannot be read' : null;
  const health: Omit<Health, 'status'> = {
    version: vitals.version,
    startedAt: vitals.startedAt,
    log: { ...log, position: position ?? 0, problem: unreadable ?? log.problem },
    readStore,
    projections,
    work,
    host,
    ledger: context.ledger.status(),
    revisionArchive: vitals.revisionArchive(),
    intake: vitals.intake(),
    disk,
    memoryBytes: process.memoryUsage.rss(),
    eventLoopDelayMs: vitals.eventLoopDelayMs(),
  };
  return { status: statusOf(health), ...health };
}

const managementType = Health.shape.host.shape.managementType.catch(null);

/** Nothing of a server's own computer is under control before an agent is on it, as on any other. */
async function hostIn(reads: ScopedReads): Promise<Health['host']> {
  const name = hostname();
  const named = await reads
    .find('devices.list', {
      filter: {
        op: 'and',
        filters: [
          { op: 'eq', column: 'name', value: name },
          { op: 'eq', column: 'managementStatus', value: 'managed' },
        ],
      },
      fields: ['managementType'],
      // `agent` comes first.
      sort: [{ column: 'managementType', direction: 'asc' }],
      limit: 1,
      total: false,
    })
    .catch(() => null);
  const [found] = named?.items ?? [];
  return {
    name,
    device: found?.id ?? null,
    managementType: managementType.parse(found?.columns['managementType'] ?? null),
  };
}

function statusOf(health: Omit<Health, 'status'>): Health['status'] {
  if (health.log.problem !== null || !health.log.writable) return 'failing';
  const troubled =
    health.readStore.problem !== null ||
    health.ledger.problem !== null ||
    (health.revisionArchive?.problem ?? null) !== null ||
    health.work.leader === null ||
    health.projections.some(
      ({ state, lag }) => state === 'failed' || state === 'rebuilding' || lag > bearableLag,
    ) ||
    (health.disk !== null && health.disk.freeBytes < lowDiskBytes);
  return troubled ? 'degraded' : 'ok';
}

export const healthRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: '/health',
    config: { access: 'system.read' },
    schema: { summary: 'How the server and its stores are', tags, response: { 200: Health } },
    handler: request => readHealth(context, principalOf(request).scope),
  });
};

const Probe = z.object({ status: z.enum(['ok', 'starting', 'failing']) });

/** For supervisors and load balancers; they say nothing about what is inside. */
export const probeRoutes: RouteModule = (api, { services }) => {
  api.route({
    method: 'GET',
    url: '/health/live',
    config: { access: 'public' },
    schema: { summary: 'The process answers', tags, response: { 200: Probe } },
    handler: async () => ({ status: 'ok' as const }),
  });
  api.route({
    method: 'GET',
    url: '/health/ready',
    config: { access: 'public' },
    schema: { summary: 'The server can do its work', tags, response: { 200: Probe, 503: Probe } },
    handler: async (_request, reply) => {
      const readable = await services.events.lastPosition().then(
        () => true,
        () => false,
      );
      if (!readable) return reply.code(503).send({ status: 'failing' });
      const projections = services.projections.status();
      // A newer version of the program writes to the log: this server can no longer show what is in it.
      if (projections.some(({ error }) => error?.newer === true))
        return reply.code(503).send({ status: 'failing' });
      const building = projections.some(({ state }) => state === 'stopped');
      return building ? reply.code(503).send({ status: 'starting' }) : reply.code(200).send({ status: 'ok' });
    },
  });
};

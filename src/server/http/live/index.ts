import { z } from 'zod';
import { operationsCollection } from '../../../../projections/operation-logs/index.ts';
import { tokenOf } from '../../auth/authenticate.ts';
import type { Principal } from '../../auth/principal.ts';
import { AppError } from '../../errors/index.ts';
import type { Permission } from '../../permissions.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { asText, principalOf } from '../kernel/request.ts';
import { maySeeJob } from '../system/visible-jobs.ts';
import type { Changes } from './connection.ts';
import { LiveConnection } from './connection.ts';

const heartbeatMs = 15_000;
const perCaller = 20;
const inAll = 1_000;

/** Whoever may read a context's lists may hear that they changed. */
const permissionOf: Readonly<Record<string, Permission>> = {
  devices: 'devices.read',
  software: 'software.read',
  organization: 'devices.read',
  accounts: 'accounts.manage',
  'operation-logs': 'operations.read',
};

interface Listener {
  readonly connection: LiveConnection;
  readonly token: string;
  principal: Principal;
}

export const liveRoutes: RouteModule = (api, context) => {
  const listeners = new Set<Listener>();
  const { services, accounts, sessions, jobs, authenticator, operationLogs } = context;

  const stops = [
    services.read.onChange(({ collection, ids, position }) => {
      for (const { connection } of listeners) connection.changed(collection, ids, position);
    }),
    operationLogs.onChange(() => {
      for (const { connection } of listeners) connection.changed(operationsCollection.name, [], 0);
    }),
    jobs.onChange(job => {
      for (const { connection, principal } of listeners)
        if (maySeeJob(principal, job)) connection.send('job', job);
    }),
    accounts.onChange(userId => {
      for (const listener of listeners) if (listener.principal.userId === userId) void beat(listener);
    }),
    sessions.onEnd(id => {
      for (const { connection, principal } of listeners)
        if (principal.credentialId === id) connection.close();
    }),
  ];
  const heart = setInterval(() => {
    for (const listener of listeners) void beat(listener);
  }, heartbeatMs).unref();
  // Streams never end by themselves; a closing server must not wait for them.
  api.addHook('preClose', async () => {
    clearInterval(heart);
    for (const stop of stops) stop();
    for (const { connection } of listeners) connection.close();
  });

  /** Also looks whether the caller is still who they were: rights, scope, session. */
  async function beat(listener: Listener): Promise<void> {
    const principal = await authenticator.principalOf(listener.token, { touch: false }).catch(() => null);
    if (!principal || principal.mustChangePassword) return listener.connection.close();
    listener.principal = principal;
    listener.connection.heartbeat();
  }

  api.route({
    method: 'GET',
    url: '/live',
    config: { access: 'self', errors: ['TOO_MANY_REQUESTS'] },
    schema: {
      summary: 'Changes as they happen (server-sent events)',
      description:
        '`changes` names a collection, the ids that changed (null: too many to name) and the log position; `job` is a job as it stands. Ends with the session.',
      tags: ['system'],
      response: {
        200: { description: 'The stream.', content: { 'text/event-stream': { schema: z.string() } } },
      },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const own = [...listeners].filter(({ principal: { userId } }) => userId === principal.userId).length;
      if (own >= perCaller || listeners.size >= inAll)
        throw new AppError('TOO_MANY_REQUESTS', { retryAfter: 30 });
      const https = context.config.publicUrl?.startsWith('https://') ?? false;
      const token = tokenOf(request, { https, publicUrl: context.config.publicUrl }) ?? '';
      const connection = new LiveConnection(changes => visibleTo(context, listener.principal, changes));
      const listener: Listener = { connection, token, principal };
      listeners.add(listener);
      connection.stream.once('close', () => listeners.delete(listener));
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('Cache-Control', 'no-store')
        .header('X-Accel-Buffering', 'no')
        .send(asText(connection.stream));
    },
  });
};

/** What is left of some changes for one who may not see everything; null: nothing. */
async function visibleTo(
  context: ServerContext,
  principal: Principal,
  changes: Changes,
): Promise<Changes | null> {
  const permission = permissionOf[changes.collection.split('.', 1)[0] ?? ''];
  if (!permission || !principal.permissions.has(permission)) return null;
  if (principal.scope === null) return changes;
  // "Something changed, load again" tells a restricted reader only that the company works.
  if (changes.ids === null) return changes;
  const visible = await context.reads(principal.scope).visible(changes.collection, changes.ids);
  const ids = changes.ids.filter(id => visible.has(id));
  return ids.length === 0 ? null : { ...changes, ids };
}

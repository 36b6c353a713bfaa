import cookie from '@fastify/cookie';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { agentRoutes } from './agents/agent-routes.ts';
import { installRoutes } from './agents/install-routes.ts';
import { wantsSocket } from './agents/socket.ts';
import { accountRoutes } from './accounts/index.ts';
import { agentConfigurationRoutes } from './agents/index.ts';
import { offlineToolRoutes } from './agents/offline-tool-routes.ts';
import { agentPackageRoutes } from './agents/package-routes.ts';
import { agentUpdateRoutes } from './agents/update-routes.ts';
import { deviceRoutes } from './devices/index.ts';
import { enrolmentRoutes } from './devices/enrolment-routes.ts';
import { importRoutes } from './intake/import-routes.ts';
import { offlineInventoryRoutes } from './intake/offline-routes.ts';
import { replayRoutes } from './intake/replay-routes.ts';
import { intakeRoutes } from './intake/routes.ts';
import { agentOperationRoutes, operationLogRoutes } from './operation-logs/index.ts';
import { organizationRoutes } from './organization/index.ts';
import { softwareRoutes } from './software/index.ts';
import { searchRoutes } from './search/index.ts';
import { licenceRoutes } from './licensing/index.ts';
import { ledgerRoutes } from './ledger/index.ts';
import { eventRoutes } from './events/index.ts';
import { liveRoutes } from './live/index.ts';
import {
  healthRoutes,
  historyStripRoutes,
  jobRoutes,
  measureRequests,
  metricsRoutes,
  probeRoutes,
  projectionRoutes,
} from './system/index.ts';
import { consoleRoutes } from './console/index.ts';
import { installAccess } from './kernel/access-hook.ts';
import { installCompression } from './kernel/compression.ts';
import type { Api, RouteModule, ServerContext } from './kernel/context.ts';
import { installErrors, notFound } from './kernel/errors-hook.ts';
import { limitRequests } from './kernel/request-rates.ts';
import { installRouteRules } from './kernel/route-access.ts';
import { installSecurityHeaders } from './kernel/security-headers.ts';
import type { Tracing } from '../tracing/port.ts';
import { installOpenApi } from './openapi/index.ts';
import { named } from './kernel/named.ts';

/** Routes under `/api/v1`. */
const apiModules: readonly RouteModule[] = [
  accountRoutes,
  deviceRoutes,
  enrolmentRoutes,
  agentConfigurationRoutes,
  agentPackageRoutes,
  agentUpdateRoutes,
  importRoutes,
  offlineInventoryRoutes,
  offlineToolRoutes,
  replayRoutes,
  operationLogRoutes,
  organizationRoutes,
  softwareRoutes,
  searchRoutes,
  eventRoutes,
  ledgerRoutes,
  licenceRoutes,
  healthRoutes,
  projectionRoutes,
  jobRoutes,
  historyStripRoutes,
  liveRoutes,
];

/** Routes at the root: intake, health of the process, metrics. */
const rootModules: readonly RouteModule[] = [
  (api, context) => intakeRoutes(context.intake)(api, context),
  agentRoutes,
  agentOperationRoutes,
  installRoutes,
  probeRoutes,
];

export interface AppOptions {
  /** Folder of the built console; null serves none. */
  readonly consoleFolder: string | null;
  /** Requests a minute per caller on the interface; 0: no limit. */
  readonly requestsPerMinute: number;
  /** Makes traces of requests; none without it. */
  readonly tracing?: Tracing | null;
  /** Further modules at the root, for programs and tests that add their own. */
  readonly rootModules?: readonly RouteModule[];
}

const mebibyte = 1024 * 1024;

/** The whole HTTP face, ready for `inject` or `listen`. Knows ports only. */
export async function buildApp(context: ServerContext, options: AppOptions): Promise<FastifyInstance> {
  const { services, config } = context;
  const https = config.publicUrl?.startsWith('https://') ?? false;
  const app = Fastify({
    loggerInstance: services.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => services.ids.next(),
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    bodyLimit: mebibyte,
    requestTimeout: 120_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: true,
    http: { shouldUpgradeCallback: wantsSocket },
    routerOptions: { maxParamLength: 500 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // JSON or nothing: what a plain form of another site can send is not read.
  app.removeContentTypeParser('text/plain');
  installErrors(app);
  installRouteRules(app);
  const metrics = measureRequests(app);
  options.tracing?.requests(app);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id);
  });
  await installSecurityHeaders(app, { https });
  await app.register(cookie);
  installCompression(app);
  installAccess(app, context, { https });
  await installOpenApi(app);

  await app.register(
    named('interface', async scope => {
      limitRequests(scope, services, options.requestsPerMinute);
      scope.addHook('onSend', async (_request, reply) => {
        if (!reply.hasHeader('cache-control')) reply.header('Cache-Control', 'no-store');
      });
      for (const module of apiModules) module(scope as unknown as Api, context);
    }),
    { prefix: '/api/v1' },
  );
  await app.register(
    named('root', async scope => {
      for (const module of [...rootModules, ...(options.rootModules ?? [])])
        module(scope as unknown as Api, context);
      metricsRoutes(scope as unknown as Api, context, metrics);
    }),
  );
  if (options.consoleFolder !== null) await app.register(consoleRoutes, { folder: options.consoleFolder });
  else app.setNotFoundHandler(notFound);
  return app;
}

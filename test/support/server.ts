import type { FastifyInstance, InjectOptions } from 'fastify';
import pino from 'pino';
import { memoryBodies } from '../../adapters/bodies/memory.ts';
import { memoryPresence } from '../../adapters/presence/memory.ts';
import { MemoryReadStore } from '../../adapters/read-store/memory.ts';
import { memorySnapshots } from '../../adapters/snapshots/memory.ts';
import { memoryWhiteboard } from '../../adapters/whiteboard/memory.ts';
import { createSealer, type Sealer } from '../../src/processes/sealer.ts';
import { Peers } from '../../src/server/peers.ts';
import { createLedger } from '../../src/server/ledger.ts';
import { projections } from '../../src/server/projections.ts';
import { createProjectionRunner } from '../../projections/kernel/index.ts';
import { memoryCredentialStore } from '../../adapters/credentials/index.ts';
import { memoryEventStore } from '../../adapters/event-store/memory.ts';
import { fixedClock, systemIds } from '../../adapters/platform/index.ts';
import type { TestClock } from '../../adapters/platform/clock.ts';
import type { Inventory } from '../../domain/devices/index.ts';
import type { EventStore } from '../../domain/kernel/index.ts';
import { DeviceRecorder } from '../../src/server/intake/device-recorder.ts';
import { createCommandHandler, withSchemas } from '../../domain/kernel/index.ts';
import { ensureBuiltInAccount } from '../../src/server/auth/built-in.ts';
import { readConfig } from '../../src/server/config.ts';
import { createContext } from '../../src/server/context.ts';
import { eventCatalogue } from '../../src/server/event-catalogue.ts';
import { buildApp } from '../../src/server/http/app.ts';
import type { RouteModule, ServerContext, Vitals } from '../../src/server/http/kernel/context.ts';
import type { Role } from '../../src/server/permissions.ts';
import type { Services } from '../../src/server/services.ts';

export interface TestServerOptions {
  /** Environment keys on top of the tests' own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Services that replace the memory twins. */
  readonly services?: Partial<Services>;
  /** Wraps the log, for stores that fail on demand. */
  readonly wrapEvents?: (store: EventStore) => EventStore;
  readonly rootModules?: readonly RouteModule[];
  /** Listen on a free loopback port too (default: `inject` only). */
  readonly listen?: boolean;
  readonly requestsPerMinute?: number;
  readonly consoleFolder?: string;
}

// Tests look into answers freely; each names what it expects.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export interface Answer<Body = any> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly body: Body;
  readonly text: string;
}

export interface CallOptions {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

export interface TestServer {
  readonly app: FastifyInstance;
  readonly context: ServerContext;
  readonly services: Services;
  readonly clock: TestClock;
  /** Seals only when asked to. */
  readonly sealer: Sealer;
  /** `http://127.0.0.1:port` where it listens. */
  readonly url: string;
  /** Token of the built-in administrator, signed in. */
  readonly token: string;
  /** Sets the clock and signs the administrator in again: sessions end with time. */
  travel(at: string): Promise<void>;
  /** A request without a socket; paths are absolute (`/api/v1/me`). Uses the administrator's token unless told. */
  call(method: NonNullable<InjectOptions['method']>, path: string, options?: CallOptions): Promise<Answer>;
  signIn(userId: string, password: string): Promise<string>;
  /** An account that has changed its first password, signed in. */
  accountWith(
    roles: readonly Role[],
    scope?: readonly string[] | null,
  ): Promise<{ userId: string; token: string }>;
  /** Records what an agent of this machine would report; answers its device. */
  report(inventory: Inventory, deviceId?: string): Promise<{ deviceId: string; position: number }>;
  /** Waits until every read model has everything. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

export const adminPassword = 'correct horse battery';

/** A whole server in this process on memory stores; a clock that stands until told. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = fixedClock();
  const config = readConfig({
    MUSTER_DATA: '/nonexistent',
    MUSTER_LISTEN: '127.0.0.1:0',
    MUSTER_ADMIN_PASSWORD: adminPassword,
    MUSTER_LOG_LEVEL: 'silent',
    ...options.environment,
  });
  const plain = (options.wrapEvents ?? (store => store))(memoryEventStore());
  const services = memoryServices(clock, plain, options);
  const sealer = createSealer({ ...services, events: plain });
  const context = createContext(
    services,
    config,
    createLedger(plain, () => sealer.status()),
    idleVitals(clock.now()),
    {
      localToken: null,
      refusalMs: 0,
    },
  );
  await services.projections.start();
  await context.intake.start();
  await ensureBuiltInAccount(context.accounts, context.passwords, config.adminPassword);
  const app = await buildApp(context, {
    consoleFolder: options.consoleFolder ?? null,
    requestsPerMinute: options.requestsPerMinute ?? 0,
    rootModules: options.rootModules ?? [],
  });
  await app.ready();
  const url = options.listen === true ? await app.listen({ host: '127.0.0.1', port: 0 }) : '';

  let token = '';
  const call: TestServer['call'] = async (
    method,
    path,
    { token: own = token, body, headers, query } = {},
  ) => {
    const response = await app.inject({
      method,
      url: path,
      headers: { ...(own ? { authorization: `Bearer ${own}` } : {}), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
      ...(query ? { query } : {}),
    });
    const json = /json/.test(String(response.headers['content-type'] ?? ''));
    return {
      status: response.statusCode,
      headers: response.headers,
      body: json ? response.json() : undefined,
      text: response.body,
    };
  };
  const signIn: TestServer['signIn'] = async (userId, password) => {
    const answer = await call('POST', '/api/v1/sessions', { token: null, body: { userId, password } });
    if (answer.status !== 201) throw new Error(`sign-in of ${userId}: ${answer.status} ${answer.text}`);
    return (answer.body as { token: string }).token;
  };
  token = await signIn('system', adminPassword);

  let made = 0;
  return {
    app,
    context,
    services,
    clock,
    sealer,
    url,
    get token() {
      return token;
    },
    async travel(at) {
      clock.set(at);
      token = await signIn('system', adminPassword);
    },
    call,
    signIn,
    async accountWith(roles, scope = null) {
      const userId = `person${++made}`;
      const password = `a temporary secret of ${made} `;
      await context.accounts.execute(
        userId,
        {
          type: 'CreateAccount',
          userId,
          displayName: `Person ${made}`,
          email: null,
          roles,
          scope,
          builtIn: false,
          mustChangePassword: false,
        },
        'system:test',
      );
      await context.passwords.set(userId, password);
      return { userId, token: await signIn(userId, password) };
    },
    async report(inventory, lastDevice) {
      const result = await new DeviceRecorder(services).record({
        report: {
          claims: {
            macs: [],
            ...(inventory.hostName === undefined ? {} : { hostName: inventory.hostName }),
            ...(inventory.hardware?.serialNumber === undefined
              ? {}
              : { serialNumber: inventory.hardware.serialNumber }),
            ...(inventory.hardware?.uuid === undefined ? {} : { uuid: inventory.hardware.uuid }),
          },
          inventory,
          partial: false,
          dialect: 'glpi',
          unknownSections: [],
          dropped: [],
        },
        actor: 'agent:test',
        delivery: 'online',
        lastDevice,
        bodyHash: 'a'.repeat(64),
        keepBody: async () => undefined,
      });
      if (result.kind === 'refused') throw new Error(result.refusal.code);
      return result;
    },
    async caughtUp() {
      await services.projections.reached(await services.events.lastPosition());
    },
    async close() {
      await app.close();
      await context.jobs.close();
      await context.intake.stop();
      await services.projections.stop();
      await services.events.close();
    },
  };
}

function memoryServices(clock: TestClock, plain: EventStore, options: TestServerOptions): Services {
  const ids = systemIds();
  const events = withSchemas(plain, eventCatalogue);
  const read = new MemoryReadStore();
  const whiteboard = options.services?.whiteboard ?? memoryWhiteboard(clock);
  return {
    clock,
    ids,
    log: pino({ level: 'silent' }),
    snapshots: memorySnapshots(),
    bodies: memoryBodies(clock),
    read,
    presence: memoryPresence(),
    whiteboard,
    peers: new Peers({ board: whiteboard, clock, server: 'test' }),
    projections: createProjectionRunner({ events, read, projections, clock }),
    events,
    commands: createCommandHandler({ events, catalogue: eventCatalogue, clock, ids }),
    correlation: () => ids.next(),
    credentials: memoryCredentialStore(clock),
    ...options.services,
  };
}

function idleVitals(startedAt: string): Vitals {
  return {
    version: 'test',
    startedAt,
    positionsPerEvent: 1,
    log: async () => ({ store: 'memory', sizeBytes: null, writable: true, problem: null }),
    readStore: async () => ({ store: 'memory', sizeBytes: null, problem: null }),
    intake: () => ({ received: 0, changed: 0, unchanged: 0, refused: 0, queued: 0, lastRefusals: [] }),
    work: async () => ({ state: 'leading', server: 'test', leader: 'test' }),
    disk: async () => null,
    eventLoopDelayMs: () => 0,
  };
}

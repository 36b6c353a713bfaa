import type { FastifyInstance, InjectOptions } from 'fastify';
import type { Sealer } from '../../src/processes/sealer.ts';
import { fixedClock } from '../../adapters/platform/index.ts';
import type { TestClock } from '../../adapters/platform/clock.ts';
import type { Inventory } from '../../domain/devices/index.ts';
import type { EventFilter, EventStore } from '../../domain/kernel/index.ts';
import { DeviceRecorder } from '../../src/server/intake/device-recorder.ts';
import { ensureBuiltInAccount } from '../../src/server/auth/built-in.ts';
import { buildApp } from '../../src/server/http/app.ts';
import type { RouteModule, ServerContext } from '../../src/server/http/kernel/context.ts';
import type { Role, Task } from '../../src/server/permissions.ts';
import type { Services } from '../../src/server/services.ts';
import type { Job } from '../../src/server/contract.ts';
import { openStores } from './server-stores.ts';

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
  /** Text of a key file that is registered before anybody signs in; null: nobody does. */
  readonly firstKey?: string | null;
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
  /** Of the first server, which tells the test what only the stores know. */
  readonly context: ServerContext;
  readonly services: Services;
  /** Of all of them. */
  readonly contexts: readonly ServerContext[];
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
    tasks?: readonly Task[] | null,
  ): Promise<{ userId: string; token: string }>;
  /** Records what an agent of this machine would report; answers its device. */
  report(inventory: Inventory, deviceId?: string): Promise<{ deviceId: string; position: number }>;
  /** Asks for the job until it is no longer under way. */
  jobEnded(id: string): Promise<Job>;
  /** Waits until every read model has everything. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

export const adminPassword = 'correct horse battery';

/**
 * A whole server in this process, with a clock that stands until told: on memory stores, or on those that `onStores`
 * has chosen for the suite, where the options replace none of them. Of several servers each call asks the next one.
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = fixedClock();
  const environment = {
    MUSTER_LISTEN: '127.0.0.1:0',
    MUSTER_ADMIN_PASSWORD: adminPassword,
    MUSTER_LOG_LEVEL: 'silent',
    ...options.environment,
  };
  const stores = await openStores(clock, environment, options);
  const apps: FastifyInstance[] = [];
  for (const { context, start } of stores.servers) {
    const { accounts, passwords, config } = context;
    await ensureBuiltInAccount(accounts, passwords, config.adminPassword);
    apps.push(
      await buildApp(context, {
        consoleFolder: options.consoleFolder ?? null,
        requestsPerMinute: options.requestsPerMinute ?? 0,
        rootModules: options.rootModules ?? [],
      }),
    );
    await start();
  }
  const [first] = stores.servers;
  const [app] = apps;
  if (!first || !app) throw new Error('stores without a server');
  const { context } = first;
  const { services } = context;
  await app.ready();
  const url = options.listen === true ? await app.listen(context.config.listen) : '';
  let turn = 0;

  const lastOf = async (filter: EventFilter): Promise<number> => {
    const backward = { ...filter, direction: 'backward', batchSize: 1 } as const;
    for await (const [event] of services.events.readAll(Infinity, backward)) return event?.position ?? 0;
    return 0;
  };
  /** What one server did counts at the others as soon as they have heard of it; whom that concerns is told later. */
  const changesHeard = async (): Promise<void> => {
    const watches = stores.servers.flatMap(({ watches: all, context: { settingsWatch } }) =>
      all.filter(watch => watch !== settingsWatch.watch),
    );
    const lasts = new Map<string, number>();
    for (const { filter } of watches) {
      const key = JSON.stringify(filter);
      if (!lasts.has(key)) lasts.set(key, await lastOf(filter));
    }
    while (watches.some(watch => watch.heard < lasts.get(JSON.stringify(watch.filter))!))
      await new Promise(resolve => setTimeout(resolve, 5));
  };
  let token = '';
  const call: TestServer['call'] = async (
    method,
    path,
    { token: own = token, body, headers, query } = {},
  ) => {
    const response = await apps[turn++ % apps.length]!.inject({
      method,
      url: path,
      headers: { ...(own ? { authorization: `Bearer ${own}` } : {}), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
      ...(query ? { query } : {}),
    });
    if (apps.length > 1 && method !== 'GET') await changesHeard();
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
  const caughtUp = async (): Promise<void> => {
    const position = await services.events.lastPosition();
    await Promise.all(stores.servers.map(one => one.context.services.projections.reached(position)));
  };
  // Read models that are being built at a first start would tell of it to who listens to changes.
  await caughtUp();
  if (options.firstKey != null)
    await call('POST', '/api/v1/licence/first-key', { body: { file: options.firstKey } });
  if (options.firstKey !== null) token = await signIn('system', adminPassword);

  let made = 0;
  return {
    app,
    context,
    services,
    contexts: stores.servers.map(one => one.context),
    clock,
    sealer: stores.sealer,
    url,
    get token() {
      return token;
    },
    async travel(at) {
      clock.set(at);
      // What servers said of themselves has run out: each says it again, and then all of them look.
      const others = stores.servers.length > 1 ? stores.servers : [];
      for (const { context: each } of [...others, ...others]) await each.services.peers.beat();
      token = await signIn('system', adminPassword);
    },
    call,
    signIn,
    async accountWith(roles, scope = null, tasks = null) {
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
          tasks,
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
      const result = await new DeviceRecorder({ ...services, licences: context.licensing.devices }).record({
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
    async jobEnded(id) {
      for (;;) {
        const { body } = await call('GET', `/api/v1/jobs/${id}`);
        if (body.state !== 'running') return body as Job;
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    },
    caughtUp,
    async close() {
      for (const one of apps) await one.close();
      await stores.close();
    },
  };
}

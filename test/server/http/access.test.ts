import type { RouteInfo } from '../../../src/server/http/kernel/route-access.ts';
import { z } from 'zod';
import type { RouteModule } from '../../../src/server/http/kernel/context.ts';
import type { Permission, Role, Task } from '../../../src/server/permissions.ts';
import type { Answer, TestServer } from '../../support/server.ts';
import { startTestServer } from '../../support/server.ts';

/**
 * Every route × every kind of caller. What is expected is written here once more, on purpose: a slip in the
 * program's own table must not excuse itself.
 */
const grants: Readonly<Record<Role, (permission: Permission) => boolean>> = {
  administrator: permission => permission !== 'accounts.manage',
  'user-manager': permission => permission === 'accounts.manage',
  viewer: permission => ['devices.read', 'software.read', 'jobs.read'].includes(permission),
  auditor: permission => permission.endsWith('.read'),
};

/** Permissions that take a task, and which; what is not named takes none. */
const tasksOf: Partial<Readonly<Record<Permission, readonly Task[]>>> = {
  'devices.read': ['devices'],
  'devices.manage': ['devices'],
  'organization.manage': ['devices'],
  'software.read': ['devices'],
  'agents.enrol': ['devices'],
  'operations.read': ['security'],
  'operations.manage': ['security'],
  'events.read': ['security', 'assets', 'devices', 'distribution'],
};

/** The whole list of what needs nobody; an addition is a decision. */
const publicRoutes = [
  'GET /api/v1/licence/summary',
  'GET /api/v1/oidc',
  'GET /api/v1/oidc/callback',
  'GET /api/v1/oidc/start',
  'GET /api/v1/openapi.json',
  'GET /health/live',
  'GET /health/ready',
  'GET /install/linux',
  'GET /install/macos',
  'GET /install/windows',
  'GET /metrics',
  'POST /api/v1/licence/first-key',
  'POST /api/v1/sessions',
];

interface Caller {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly tasks?: readonly Task[];
  readonly scope?: readonly string[];
  readonly mustChange?: true;
  readonly via?: 'api-token';
  /** Of the API token. */
  readonly narrowedTo?: readonly Permission[];
  readonly anonymous?: true;
}

const callers: readonly Caller[] = [
  { name: 'nobody', roles: [], anonymous: true },
  { name: 'an account without roles', roles: [] },
  { name: 'administrator', roles: ['administrator'] },
  { name: 'viewer', roles: ['viewer'] },
  { name: 'auditor', roles: ['auditor'] },
  { name: 'user manager', roles: ['user-manager'] },
  { name: 'viewer and auditor', roles: ['viewer', 'auditor'] },
  { name: 'administrator and user manager', roles: ['administrator', 'user-manager'] },
  ...(['security', 'assets', 'devices', 'distribution'] as const).map(task => ({
    name: `administrator and user manager with the task ${task}`,
    roles: ['administrator', 'user-manager'] as const,
    tasks: [task],
  })),
  {
    name: 'auditor with all tasks but devices',
    roles: ['auditor'],
    tasks: ['assets', 'security', 'distribution'],
  },
  {
    name: 'auditor with each task named',
    roles: ['auditor'],
    tasks: ['security', 'assets', 'devices', 'distribution'],
  },
  { name: 'administrator of one department', roles: ['administrator'], scope: ['Plant A'] },
  { name: 'auditor of one department', roles: ['auditor'], scope: ['Plant A'] },
  { name: 'administrator with a temporary password', roles: ['administrator'], mustChange: true },
  { name: 'an API token of an administrator', roles: ['administrator'], via: 'api-token' },
  {
    name: 'an API token of an administrator, for reading devices',
    roles: ['administrator'],
    via: 'api-token',
    narrowedTo: ['devices.read', 'jobs.read'],
  },
  {
    name: 'an API token of an asset manager',
    roles: ['administrator'],
    tasks: ['assets'],
    via: 'api-token',
  },
];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const apiTokens = new Map<number, string>();
/** A session of a fresh account, without the cost of a password. */
async function tokenOf(caller: Caller, number: number): Promise<string | null> {
  if (caller.anonymous) return null;
  const { accounts, sessions } = server.context;
  const userId = `caller${number}`;
  const { state } = await accounts.load(userId);
  if (!state.exists)
    await accounts.execute(
      userId,
      {
        type: 'CreateAccount',
        userId,
        displayName: caller.name,
        email: null,
        roles: caller.roles,
        tasks: caller.tasks ?? null,
        scope: caller.scope ?? null,
        builtIn: false,
        mustChangePassword: caller.mustChange ?? false,
      },
      'system:test',
    );
  const about = { userId, address: '127.0.0.1', userAgent: null };
  if (caller.via !== 'api-token') {
    const { token } = sessions.prepare();
    await sessions.open(token, about);
    return token;
  }
  const known = apiTokens.get(number);
  if (known !== undefined) return known;
  const session = sessions.prepare();
  await sessions.open(session.token, about);
  const issued = await server.call('POST', '/api/v1/api-tokens', {
    token: session.token,
    body: { name: 'test', permissions: caller.narrowedTo ?? null },
  });
  const { token } = issued.body as { token: string };
  apiTokens.set(number, token);
  return token;
}

function expected(route: RouteInfo, caller: Caller): string | null {
  if (route.access === 'public' || route.access === 'agent') return null;
  if (caller.anonymous) return 'NOT_SIGNED_IN';
  if (route.personOnly && caller.via === 'api-token') return 'API_TOKEN_REFUSED_HERE';
  if (caller.mustChange && !route.beforePasswordChange) return 'PASSWORD_CHANGE_REQUIRED';
  if (route.access !== 'self') {
    const { access } = route;
    if (!caller.roles.some(role => grants[role](access))) return 'FORBIDDEN';
    const { tasks, narrowedTo } = caller;
    if (tasks && !(tasksOf[access] ?? []).every(task => tasks.includes(task))) return 'OUTSIDE_TASKS';
    if (narrowedTo && !narrowedTo.includes(access)) return 'API_TOKEN_TOO_NARROW';
  }
  return route.unrestrictedOnly && caller.scope ? 'SCOPE_RESTRICTED' : null;
}

/** Bodies and parameters that reach no further than validation, so that nothing is done by being allowed. */
function send(route: RouteInfo, token: string | null): Promise<Answer> {
  const path = route.url.replace(/:(\w+)/g, 'no-such-thing').replace('*', 'no-such-thing');
  const takesBody = route.method === 'POST' || route.method === 'PATCH' || route.method === 'PUT';
  return server.call(route.method as 'GET', path, {
    token: token ?? '',
    ...(takesBody ? { body: { unexpected: true } } : {}),
  });
}

const refusals = [
  'NOT_SIGNED_IN',
  'FORBIDDEN',
  'OUTSIDE_TASKS',
  'API_TOKEN_TOO_NARROW',
  'PASSWORD_CHANGE_REQUIRED',
  'SCOPE_RESTRICTED',
  'API_TOKEN_REFUSED_HERE',
];

test('every route names its access, has an answer schema and a place in OpenAPI', async () => {
  const { routeTable } = server.app;
  expect(routeTable.length).toBeGreaterThan(40);
  const document = (await server.call('GET', '/api/v1/openapi.json')).body as {
    openapi: string;
    paths: Record<string, Record<string, { summary?: string; responses: object }>>;
  };
  expect(document.openapi).toBe('3.1.0');
  for (const route of routeTable.filter(({ asset, foreign }) => !asset && !foreign)) {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    const operation = document.paths[path]?.[route.method.toLowerCase()];
    expect([route.method, route.url, operation?.summary]).toEqual([
      route.method,
      route.url,
      expect.any(String),
    ]);
    expect(route.responses).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(2\d\d|302)$/), '4xx', '5xx']),
    );
  }
});

test('only these need nobody', () => {
  const open = server.app.routeTable
    .filter(({ access, asset }) => access === 'public' && !asset)
    .map(({ method, url }) => `${method} ${url}`);
  expect(open.sort()).toEqual(publicRoutes);
});

test.each(callers.map((caller, number) => [caller.name, caller, number] as const))(
  'ACC-024 ACC-026 %s reaches exactly what permission, task and scope allow',
  async (_name, caller, number) => {
    const wrong: string[] = [];
    for (const route of server.app.routeTable) {
      if (route.access === 'agent' || route.asset) continue;
      const want = expected(route, caller);
      // An allowed live stream would stay open; its own tests follow it.
      if (route.url === '/api/v1/live' && want === null) continue;
      const answer = await send(route, await tokenOf(caller, number));
      const got = refusals.includes(answer.body?.code) ? (answer.body.code as string) : null;
      // Metrics are open to this machine; the code is the same as nobody's at the door.
      if (got !== want)
        wrong.push(`${route.method} ${route.url}: ${got ?? answer.status}, expected ${want ?? 'allowed'}`);
      if (want !== null && answer.status < 400)
        wrong.push(`${route.method} ${route.url}: answered ${answer.status}`);
    }
    expect(wrong).toEqual([]);
  },
);

test.each([
  ['no access', {}, { summary: 'x', response: { 200: z.object({}) } }, /does not name its access/],
  ['no response schema', { access: 'self' }, { summary: 'x' }, /has no response schema/],
  ['no summary', { access: 'self' }, { response: { 200: z.object({}) } }, /has no summary/],
] as const)('a route with %s does not start', async (_what, config, schema, message) => {
  const careless: RouteModule = api => {
    api.route({ method: 'GET', url: '/careless', config, schema, handler: async () => ({}) });
  };
  await expect(startTestServer({ rootModules: [careless] })).rejects.toThrow(message);
});

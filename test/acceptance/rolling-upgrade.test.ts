import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { openEventStore } from '../../adapters/event-store/open.ts';
import { accountEvents, sharedViewEvents } from '../../domain/accounts/index.ts';
import {
  agentCommandEvents,
  appliedEvents,
  configurationEvents,
  leftOutEvents,
  installationEvents,
  packageEvents,
} from '../../domain/agents/index.ts';
import {
  bulkEvents,
  deviceEvents,
  deviceFieldEvents,
  deviceTypeEvents,
  enrolmentEvents,
  groupEvents,
  revisionEvents,
  searchConditionEvents,
  softwareEntryEvents,
} from '../../domain/devices/index.ts';
import { createCatalogue, defineEvent, withSchemas, type NewEvent } from '../../domain/kernel/index.ts';
import { licensingEvents } from '../../domain/licensing/index.ts';
import {
  caseEvents,
  legalHoldEvents,
  operationArchiveEvents,
  operationLogEvents,
} from '../../domain/operation-logs/index.ts';
import { organizationEvents } from '../../domain/organization/index.ts';
import { systemEvents } from '../../domain/system/index.ts';
import { accountList, accountProjection } from '../../projections/accounts/index.ts';
import type { Projection } from '../../projections/kernel/index.ts';
import { readConfig } from '../../src/server/config.ts';
import type { Health } from '../../src/server/contract.ts';
import { thisProgram, type Program } from '../../src/server/program.ts';
import { start, type RunningServer } from '../../src/server/run.ts';
import { EventStoreDbServer } from '../peers/eventstoredb/server.ts';
import { eventFactory } from '../support/events.ts';
import { temporaryFolders } from '../support/folder.ts';
import { describeMongodb, startMongodb, type MongodbServer } from '../support/mongodb.ts';
import { adminPassword, muster } from '../support/programs.ts';

const folder = temporaryFolders();

/** The next version: accounts have a team, and can be praised. */
const AccountCreated = defineEvent(
  'AccountCreated',
  3,
  accountEvents.AccountCreated.schema.extend({ team: z.string() }),
  {
    ...accountEvents.AccountCreated.upcasters,
    2: data => ({ ...(data as object), team: 'none yet' }),
  },
);
const AccountPraised = defineEvent('AccountPraised', 1, z.strictObject({ by: z.string() }));
const catalogue = createCatalogue(
  { ...accountEvents, AccountCreated, AccountPraised },
  sharedViewEvents,
  configurationEvents,
  appliedEvents,
  leftOutEvents,
  agentCommandEvents,
  installationEvents,
  packageEvents,
  deviceEvents,
  deviceFieldEvents,
  deviceTypeEvents,
  enrolmentEvents,
  groupEvents,
  bulkEvents,
  revisionEvents,
  searchConditionEvents,
  softwareEntryEvents,
  licensingEvents,
  operationLogEvents,
  caseEvents,
  legalHoldEvents,
  operationArchiveEvents,
  organizationEvents,
  systemEvents,
);
const accounts: Projection = {
  ...accountProjection,
  version: accountProjection.version + 1,
  collections: [
    {
      ...accountList,
      version: accountList.version + 1,
      columns: { ...accountList.columns, team: { type: 'text' } },
    },
  ],
  handles: [...accountProjection.handles, 'AccountPraised'],
  project(event) {
    const { collection, id } = { collection: accountList.name, id: event.stream.slice('account-'.length) };
    if (event.type === 'AccountPraised')
      return [{ kind: 'patch', collection, id, columns: { team: 'praised' } }];
    const changes = accountProjection.project(event);
    if (event.type !== 'AccountCreated') return changes;
    const { team } = event.data as { team: string };
    return [...changes, { kind: 'patch', collection, id, columns: { team } }];
  },
};
const nextProgram: Program = {
  version: 'next',
  catalogue,
  projections: thisProgram.projections.map(one => (one === accountProjection ? accounts : one)),
};

describeMongodb('two versions of the program on the same stores', () => {
  let mongodb: MongodbServer;
  let log: EventStoreDbServer;
  let readStore: string;
  let token: string;
  const running = new Set<RunningServer>();

  beforeAll(async () => {
    mongodb = await startMongodb();
    log = await new EventStoreDbServer().start();
    readStore = mongodb.database();
  }, 180_000);
  afterAll(async () => {
    for (const server of running) await server.close();
    log.kill();
    await mongodb.stop();
  });

  async function begin(program: Program): Promise<RunningServer> {
    const config = readConfig({
      MUSTER_DATA: folder(),
      MUSTER_LISTEN: '127.0.0.1:0',
      MUSTER_EVENTS: log.address,
      MUSTER_READ: readStore,
      MUSTER_ADMIN_PASSWORD: adminPassword,
      MUSTER_LOG_LEVEL: 'silent',
    });
    const server = await start(config, program);
    running.add(server);
    return server;
  }

  async function end(server: RunningServer): Promise<void> {
    running.delete(server);
    await server.close();
  }

  async function call(server: RunningServer, method: string, path: string, body?: unknown) {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    return { status: answer.status, body: (await answer.json()) as any };
  }

  const health = async (server: RunningServer): Promise<Health> =>
    (await call(server, 'GET', '/health')).body as Health;
  const ready = async (server: RunningServer) => (await fetch(`${server.url}/health/ready`)).status;

  /** Polls until it is so; the test's own time limit ends what never comes. */
  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await delay(100);
  }

  /** Creates an account through a server; answers the position. */
  async function create(server: RunningServer, userId: string): Promise<number> {
    const account = { userId, displayName: userId, roles: ['viewer'], scope: null };
    const created = await call(server, 'POST', '/accounts', account);
    if (created.status !== 201) throw new Error(JSON.stringify(created.body));
    return (created.body as { position: number }).position;
  }

  /** Ids and one column of the list, once it has this position. */
  async function listed(server: RunningServer, after: number, column: string): Promise<unknown[]> {
    const answer = await call(server, 'GET', `/accounts?fields=${column}&after=${after}`);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    const { items } = answer.body as { items: Record<string, string>[] };
    return items.map(item => [item['id'], item[column]]).sort();
  }

  /** What a server of the next version does that this one has no command for. */
  async function praise(userId: string): Promise<number> {
    const store = await openEventStore(log.address);
    try {
      const event: NewEvent = eventFactory(7)({ type: 'AccountPraised', data: { by: 'system' } });
      const stored = { ...event, at: new Date().toISOString() };
      const result = await withSchemas(store, catalogue).append(`account-${userId}`, 'exists', [stored]);
      return result.kind === 'appended' ? result.position : Number.NaN;
    } finally {
      await store.close();
    }
  }

  test('serve side by side, each from read models of its own; the older stops where it does not understand', async () => {
    const older = await begin(thisProgram);
    const session = await call(older, 'POST', '/sessions', { userId: 'system', password: adminPassword });
    ({ token } = session.body as { token: string });
    const first = await create(older, 'abe');

    // The newer one builds its own from the events as they were written then, while the older goes on.
    const newer = await begin(nextProgram);
    await until(async () => (await ready(newer)) === 200);
    expect(await listed(newer, first, 'team')).toEqual([
      ['abe', 'none yet'],
      ['system', 'none yet'],
    ]);
    expect(await health(older)).toMatchObject({ work: { state: 'leading' } });
    expect(await health(newer)).toMatchObject({ version: 'next', work: { state: 'leading' } });
    expect((await call(older, 'GET', '/accounts?fields=team')).body).toMatchObject({
      code: 'QUERY_UNKNOWN_COLUMN',
    });
    const second = await create(older, 'baba');
    expect(await listed(newer, second, 'locked')).toEqual(await listed(older, second, 'locked'));
    expect([await ready(older), await ready(newer)]).toEqual([200, 200]);

    // The newer one writes what the older does not know.
    const praised = await praise('abe');
    expect(await listed(newer, praised, 'team')).toEqual([
      ['abe', 'praised'],
      ['baba', 'none yet'],
      ['system', 'none yet'],
    ]);
    await until(async () => (await ready(older)) === 503);
    const { projections, status } = await health(older);
    expect(status).toBe('degraded');
    for (const { state, error } of projections)
      expect([state, error]).toMatchObject([
        'failed',
        {
          position: praised,
          eventType: 'AccountPraised',
          message: expect.stringContaining('a newer version of it wrote this event') as string,
        },
      ]);
    expect(await ready(newer)).toBe(200);
    // It shows what was so before, and decides nothing on what it does not understand.
    expect(await listed(older, second, 'locked')).toHaveLength(3);
    const change = await call(older, 'PATCH', '/accounts/abe', { displayName: 'Abe' });
    expect(change).toMatchObject({ status: 503, body: { code: 'NEWER_VERSION_NEEDED' } });
    expect((await call(older, 'GET', '/events?limit=5')).status).toBe(200);
    // What it does understand, it still takes; a server that begins as the older version says the same.
    const third = await create(older, 'chiba');
    expect(await listed(newer, third, 'locked')).toHaveLength(4);
    const late = await begin(thisProgram);
    expect(await health(late)).toMatchObject({ work: { state: 'waiting' } });
    await until(async () => (await ready(late)) === 503);

    await end(late);
    await end(older);
    const renamed = await call(newer, 'PATCH', '/accounts/baba', { displayName: 'Baba' });
    expect(renamed.status).toBe(200);
    const { position } = renamed.body as { position: number };
    expect(await listed(newer, position, 'displayName')).toContainEqual(['baba', 'Baba']);
    await end(newer);
    // Both versions sealed the log; it is one chain.
    const verified = await muster(['ledger', 'verify'], {
      MUSTER_DATA: folder(),
      MUSTER_EVENTS: log.address,
    });
    expect(verified).toMatchObject({ code: 0 });
  }, 180_000);
});

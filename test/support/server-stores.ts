import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { memoryBodies } from '../../adapters/bodies/memory.ts';
import { memoryCredentialStore } from '../../adapters/credentials/index.ts';
import { memoryEventStore } from '../../adapters/event-store/memory.ts';
import { openEventStore } from '../../adapters/event-store/open.ts';
import type { TestClock } from '../../adapters/platform/clock.ts';
import { systemIds } from '../../adapters/platform/index.ts';
import { restoredInto } from '../../adapters/operation-logs/archive/restored-days.ts';
import { memoryOperationStore } from '../../adapters/operation-logs/memory.ts';
import { memoryPresence } from '../../adapters/presence/memory.ts';
import { MemoryReadStore } from '../../adapters/read-store/memory.ts';
import { memorySnapshots } from '../../adapters/snapshots/memory.ts';
import { memoryWhiteboard } from '../../adapters/whiteboard/memory.ts';
import { createCommandHandler, withSchemas, type EventStore } from '../../domain/kernel/index.ts';
import { createProjectionRunner } from '../../projections/kernel/index.ts';
import { createSealer, type Sealer } from '../../src/processes/sealer.ts';
import { compose, type Composed } from '../../src/server/compose.ts';
import { readConfig } from '../../src/server/config.ts';
import { createContext } from '../../src/server/context.ts';
import { eventCatalogue } from '../../src/server/event-catalogue.ts';
import type { ServerContext, Vitals } from '../../src/server/http/kernel/context.ts';
import { createLedger } from '../../src/server/ledger.ts';
import type { LogWatch } from '../../src/server/log-watch.ts';
import { joinArchive } from '../../src/server/operation-logs/archive/join.ts';
import { Peers } from '../../src/server/peers.ts';
import { projections } from '../../src/server/projections.ts';
import type { Services } from '../../src/server/services.ts';
import { EventStoreDbServer } from '../peers/eventstoredb/server.ts';
import { startMongodb, type MongodbServer } from './mongodb.ts';
import type { TestServerOptions } from './server.ts';

/** What test servers stand on. */
export interface OpenedStores {
  readonly servers: readonly {
    readonly context: ServerContext;
    readonly watches: readonly LogWatch[];
    start(): Promise<void>;
  }[];
  /** Seals only when asked to. */
  readonly sealer: Sealer;
  close(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;
type Open = (clock: TestClock, environment: Environment) => Promise<OpenedStores>;

let chosen: Open | undefined;

/** The stores of the suite, or memory: also where the test replaces one, to have it fail on demand. */
export function openStores(
  clock: TestClock,
  environment: Environment,
  options: TestServerOptions,
): Promise<OpenedStores> {
  if (chosen && !options.services && !options.wrapEvents) return chosen(clock, environment);
  return openMemory(clock, environment, options);
}

/** Test servers of these suites stand on the embedded stores. */
export function onEmbeddedStores(suites: () => void): void {
  beforeAll(() => {
    chosen = (clock, environment) => openComposed(clock, [environment], async () => {});
  });
  suites();
}

/** Test servers of these suites are so many on an EventStoreDB and a MongoDB of their own. */
export function onStoresBeyondOneMachine(servers: number, suites: () => void): void {
  let mongodb: MongodbServer;
  beforeAll(async () => {
    mongodb = await startMongodb();
    chosen = async (clock, environment) => {
      const log = await new EventStoreDbServer().start();
      const stores = { MUSTER_EVENTS: log.address, MUSTER_READ: mongodb.database() };
      const each = Array.from({ length: servers }, () => ({ ...environment, ...stores }));
      return openComposed(clock, each, async () => log.kill());
    };
  }, 180_000);
  afterAll(() => mongodb.stop());
  suites();
}

/** As the program composes itself, one server for each environment. */
async function openComposed(
  clock: TestClock,
  environments: readonly Environment[],
  release: () => Promise<void>,
): Promise<OpenedStores> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  const configs = environments.map((environment, number) =>
    readConfig({ ...environment, MUSTER_DATA: join(folder, `data${number}`) }),
  );
  const log = pino({ level: 'silent' });
  const composed: Composed[] = [];
  for (const config of configs)
    composed.push(await compose(config, log, { localToken: null, clock, refusalMs: 0, operationGraceMs: 0 }));
  const [first] = composed;
  const sealed = async (): Promise<void> => {
    while ((await first!.context.ledger.latest()) === null)
      await new Promise(resolve => setTimeout(resolve, 10));
  };
  const plain = await openEventStore(configs[0]!.events);
  return {
    servers: composed.map(one => ({
      ...one,
      // The first seal is made beside everything else: a test that counts events does not meet it half way.
      start: () => one.start().then(sealed),
    })),
    sealer: createSealer({ ...first!.context.services, events: plain }),
    async close() {
      for (const one of composed.toReversed()) {
        await one.handOver();
        await one.close();
      }
      await plain.close();
      await release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openMemory(
  clock: TestClock,
  environment: Environment,
  options: TestServerOptions,
): Promise<OpenedStores> {
  const plain = (options.wrapEvents ?? (store => store))(memoryEventStore());
  const services = memoryServices(clock, plain, options);
  const sealer = createSealer({ ...services, events: plain });
  const context = createContext(
    services,
    readConfig({ MUSTER_DATA: '/nonexistent', ...environment }),
    createLedger(plain, () => sealer.status()),
    idleVitals(clock.now()),
    { localToken: null, refusalMs: 0 },
  );
  return {
    servers: [
      {
        context,
        watches: context.watches,
        async start() {
          await services.projections.start();
          await context.licensing.devices?.start();
          for (const watch of context.watches) await watch.start();
          context.online.start();
          await context.intake.start();
        },
      },
    ],
    sealer,
    async close() {
      await context.jobs.close();
      await context.intake.stop();
      for (const watch of context.watches) watch.stop();
      await context.online.stop();
      await services.projections.stop();
      await services.operations?.close();
      await services.events.close();
    },
  };
}

function memoryServices(clock: TestClock, plain: EventStore, options: TestServerOptions): Services {
  const ids = systemIds();
  const events = withSchemas(plain, eventCatalogue);
  const read = new MemoryReadStore();
  const whiteboard = options.services?.whiteboard ?? memoryWhiteboard(clock);
  const commands = createCommandHandler({ events, catalogue: eventCatalogue, clock, ids });
  const operations = joinArchive(commands, {
    live: options.services?.operations ?? memoryOperationStore(),
    openRestored: () => Promise.resolve(restoredInto(memoryOperationStore())),
    scratch: join(tmpdir(), `muster-archive-${process.pid}`),
  });
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
    commands,
    correlation: () => ids.next(),
    credentials: memoryCredentialStore(clock),
    ...options.services,
    operations,
    archivedOperations: operations,
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
    revisionArchive: () => null,
    disk: async () => null,
    eventLoopDelayMs: () => 0,
  };
}

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { openSqliteBodies } from '../../adapters/bodies/sqlite.ts';
import { openSqliteCredentials } from '../../adapters/credentials/index.ts';
import { fileOfAddress, openEventStore } from '../../adapters/event-store/open.ts';
import { systemClock, systemIds } from '../../adapters/platform/index.ts';
import { sqlitePresence } from '../../adapters/presence/sqlite.ts';
import { leasesOfOneServer } from '../../adapters/leases/alone.ts';
import { restoredInto } from '../../adapters/operation-logs/archive/restored-days.ts';
import { openSqliteOperationStore } from '../../adapters/operation-logs/sqlite.ts';
import { ArchiveFolder } from '../../adapters/revision-archive/folder.ts';
import { openReadStore, shownAddress } from '../../adapters/read-store/open.ts';
import { sqliteSnapshots } from '../../adapters/snapshots/sqlite.ts';
import { memoryWhiteboard } from '../../adapters/whiteboard/memory.ts';
import { type Clock, createCommandHandler, withSchemas } from '../../domain/kernel/index.ts';
import { PresenceMirror } from '../processes/presence-mirror.ts';
import { SwitchingProjections } from '../processes/switching-projections.ts';
import { watchAccounts } from './auth/account-watch.ts';
import { adoptCredentials } from './adopt-credentials.ts';
import type { Config } from './config.ts';
import { createContext } from './context.ts';
import { claimFolder } from './data-folder.ts';
import { placesIn } from './data-places.ts';
import { createDuties } from './duties.ts';
import { Generations } from './generations.ts';
import type { ServerContext } from './http/kernel/context.ts';
import type { LogWatch } from './log-watch.ts';
import { createLedger } from './ledger.ts';
import { logSourceOf } from './log-source.ts';
import { OperationIndex } from './operation-logs/shared-index.ts';
import { Peers } from './peers.ts';
import { generationOf, thisProgram, type Program } from './program.ts';
import { identityOf, keepLog, markOf, requireSameHistory, requireSameLog } from './same-log.ts';
import { joinArchive } from './operation-logs/archive/join.ts';
import { RememberedCredentials } from './intake/remembered-credentials.ts';
import { RevisionArchive } from './revisions/archive.ts';
import type { Services } from './services.ts';
import type { openSharedStores as OpenSharedStores, SharedStores } from './shared-stores.ts';
import type { openTracing as OpenTracing } from './tracing/index.ts';
import type { Tracing } from './tracing/port.ts';
import { watchStore } from './store-watch.ts';
import { createVitals } from './vitals.ts';

export interface Composed {
  readonly context: ServerContext;
  /** Null where no collector is named. */
  readonly tracing: Tracing | null;
  /** What follows the log as long as the server runs. */
  readonly watches: readonly LogWatch[];
  /** Begins following the log; until then nothing runs by itself. */
  start(): Promise<void>;
  /** Before the last requests are answered: another server that waits does from now on what only one does. */
  handOver(): Promise<void>;
  close(): Promise<void>;
}

export interface ComposeOptions {
  /** What the command line on this machine presents; null: no such access. */
  readonly localToken: string | null;
  /** Another version of the program than this one. */
  readonly program?: Program;
  /** Another than that of the machine. */
  readonly clock?: Clock;
  /** Least time of a refused sign-in: longer than the slowest of its reasons, unless told. */
  readonly refusalMs?: number;
  /** How long what left for the archive stays with days at hand, unless told. */
  readonly operationGraceMs?: number;
}

/** The only place that knows which technology stands behind which port. */
export async function compose(
  config: Config,
  log: Logger,
  {
    localToken,
    program = thisProgram,
    clock = systemClock(),
    refusalMs = 250,
    operationGraceMs: graceMs,
  }: ComposeOptions,
): Promise<Composed> {
  const release = claimFolder(config.dataFolder);
  const closers: (() => unknown)[] = [release];
  const closing = <T extends { close(): Promise<void> }>(store: T): T => {
    closers.unshift(() => store.close());
    return store;
  };
  try {
    const server = `${hostname()}-${process.pid}-${randomBytes(2).toString('hex')}`;
    const places = placesIn(config.dataFolder);
    const ids = systemIds();
    const tracing = config.traces ? closing(await openTraces(config.traces, server, ids, log)) : null;
    const opened = closing(await openEventStore(config.events));
    const watch = watchStore(opened);
    const events = withSchemas(watch.events, program.catalogue, { newer: 'as-stored' });
    const snapshots = closing(sqliteSnapshots(places.snapshots));
    const generation = generationOf(program);
    const readAddress = config.readStore ?? `sqlite:${places.read}`;
    const read = closing(await openReadStore(readAddress, { log: logSourceOf(config.events), generation }));
    const logOfAFile = fileOfAddress(config.events) !== null;
    const shared =
      config.readStore === null
        ? null
        : closing(
            await openShared(
              config.readStore,
              server,
              clock,
              logOfAFile ? null : events,
              graceMs === undefined ? {} : { graceMs },
            ),
          );
    const whiteboard = shared?.whiteboard ?? memoryWhiteboard(clock);
    const ownLog = { events: opened, address: (await opened.status()).store };
    const stores = shownAddress(readAddress);
    if (shared) await requireSameLog(ownLog, shared.log, stores);
    const about = shared ? await markOf(ownLog) : undefined;
    const peers = new Peers({ board: whiteboard, clock, server, ...(about && { about }) });
    if (shared) {
      closers.unshift(() => peers.stop());
      await peers.start();
      await requireSameHistory(ownLog, peers, stores);
      if ((await adoptCredentials(places.credentials, shared.credentials, clock)) > 0)
        log.info('credentials of the data folder were copied into the shared database');
    }
    const switching = new SwitchingProjections();
    const mirror = new PresenceMirror(
      { clock, log, events, read, projections: switching },
      shared?.presence ?? closing(sqlitePresence(places.presence)),
    );
    const handler = createCommandHandler({
      events: tracing?.events(events) ?? events,
      catalogue: program.catalogue,
      clock,
      ids,
      snapshots,
    });
    const logs = shared?.operations;
    const operations = closing(
      joinArchive(handler, {
        live: logs?.live ?? (await openSqliteOperationStore(places.operations)),
        openRestored:
          logs?.openRestored ??
          (async () => restoredInto(await openSqliteOperationStore(places.restoredOperations))),
        scratch: places.archiveScratch,
        ...(logs && { log: async () => (await identityOf(ownLog))?.firstEvent ?? null }),
        onFault: fault =>
          log.warn({ err: fault }, 'archived operation logs cannot be answered by this server'),
      }),
    );
    const credentials = shared && closing(new RememberedCredentials(shared.credentials, events));
    const services: Services = {
      clock,
      ids,
      log,
      events,
      commands: tracing?.commands(handler) ?? handler,
      correlation: () => tracing?.correlation() ?? ids.next(),
      snapshots,
      bodies: shared?.bodies ?? closing(await openSqliteBodies(places.bodies, clock)),
      credentials: credentials ?? closing(await openSqliteCredentials(places.credentials, clock)),
      read,
      projections: switching,
      presence: mirror.observed,
      whiteboard,
      peers,
      operations,
      archivedOperations: operations,
    };
    const archive =
      config.revisionArchive === null
        ? null
        : new RevisionArchive(services, new ArchiveFolder(config.revisionArchive));
    const operationIndex = logs
      ? new OperationIndex({ clock, log }, logs.live, () => context.operationLogs.daysInLog())
      : null;
    const duties = createDuties({
      services,
      switching,
      mirror,
      others: () =>
        [context.online, context.installed, archive, operationIndex, ...context.operationLogs.duties].filter(
          duty => duty !== null,
        ),
      program,
      lease: shared ? `work-${generation}` : 'work',
      plainEvents: watch.events,
      positionsPerEvent: opened.positionsPerEvent,
      leases: shared?.leases ?? leasesOfOneServer(server),
      server,
      observer: tracing?.projections,
    });
    const generations = new Generations({
      board: whiteboard,
      clock,
      generation,
      version: program.version,
      drop: async keep => (await read.dropGenerations?.(keep)) ?? [],
      onDropped: dropped =>
        log.info({ generations: dropped }, 'read models of versions no longer in use were dropped'),
    });
    const { vitals, stop } = createVitals({
      version: program.version,
      startedAt: clock.now(),
      dataFolder: config.dataFolder,
      readStore: stores,
      readFolder: config.readStore === null ? places.read : null,
      positionsPerEvent: opened.positionsPerEvent,
      log: async () => {
        const { store, sizeBytes, problem } = await opened.status();
        const state = watch.state();
        return { store, sizeBytes, ...state, problem: state.problem ?? problem };
      },
      intake: () => context.intake.health(),
      work: () => duties.work(),
      revisionArchive: () => archive?.status() ?? null,
    });
    const context: ServerContext = createContext(
      services,
      config,
      createLedger(watch.events, () => duties.ledger()),
      vitals,
      {
        localToken,
        refusalMs,
      },
    );
    const { watches: everywhere } = context;
    // Nobody else can change an account of a server that is alone.
    const watches = credentials
      ? [watchAccounts(watch.events, context.accounts), credentials.watch, ...everywhere]
      : everywhere;
    return {
      context,
      tracing,
      watches,
      async start() {
        if (shared) {
          await keepLog(ownLog, shared.log, stores);
          context.jobs.watch();
          await generations.start();
        }
        await duties.start();
        await context.licensing.devices?.start();
        context.licensing.start();
        for (const each of watches) await each.start();
        await context.intake.start();
      },
      async handOver() {
        // Alone on its stores a server seals what its last requests do.
        if (shared) await duties.stop();
      },
      async close() {
        stop();
        generations.stop();
        await context.jobs.close();
        await context.intake.stop();
        context.licensing.stop();
        for (const each of watches) each.stop();
        await duties.stop();
        await switching.stop();
        await closeAll(closers);
      },
    };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

/** Loads OpenTelemetry only where a collector is named. */
async function openTraces(...args: Parameters<typeof OpenTracing>): Promise<Tracing> {
  const { openTracing } = await import('./tracing/index.ts');
  return openTracing(...args);
}

/** Loads the driver of that database only where one is named. */
async function openShared(...args: Parameters<typeof OpenSharedStores>): Promise<SharedStores> {
  const { openSharedStores } = await import('./shared-stores.ts');
  return openSharedStores(...args);
}

/** In reverse order of opening; one that fails does not keep the others open. */
async function closeAll(closers: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closers)
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed');
}

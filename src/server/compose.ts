import type { Logger } from 'pino';
import { openSqliteBodies } from '../../adapters/bodies/sqlite.ts';
import { openSqliteCredentials } from '../../adapters/credentials/index.ts';
import { openEventStore } from '../../adapters/event-store/open.ts';
import { systemClock, systemIds } from '../../adapters/platform/index.ts';
import { sqlitePresence } from '../../adapters/presence/sqlite.ts';
import { openReadStore, shownAddress } from '../../adapters/read-store/open.ts';
import { sqliteSnapshots } from '../../adapters/snapshots/sqlite.ts';
import { createCommandHandler, withSchemas } from '../../domain/kernel/index.ts';
import { createProjectionRunner } from '../../projections/kernel/index.ts';
import { createSealer } from '../processes/sealer.ts';
import { PresenceMirror } from '../processes/presence-mirror.ts';
import type { Config } from './config.ts';
import { createContext } from './context.ts';
import { claimFolder } from './data-folder.ts';
import { placesIn } from './data-places.ts';
import { eventCatalogue } from './event-catalogue.ts';
import type { ServerContext } from './http/kernel/context.ts';
import { createLedger } from './ledger.ts';
import { logSourceOf } from './log-source.ts';
import { projections } from './projections.ts';
import type { Services } from './services.ts';
import { watchStore } from './store-watch.ts';
import { createVitals } from './vitals.ts';

export interface Composed {
  readonly context: ServerContext;
  /** Begins following the log; until then nothing runs by itself. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Events that are sealed before their minute is over. */
const sealAfterEvents = 10_000;
/** Far below what a person notices, and under load a fifth of the writes. */
const projectionBatchEveryMs = 20;
/** Least time of a refused sign-in: longer than the slowest of its reasons. */
const refusalMs = 250;

/** The only place that knows which technology stands behind which port. */
export async function compose(
  config: Config,
  log: Logger,
  options: { readonly localToken: string | null },
): Promise<Composed> {
  const release = claimFolder(config.dataFolder);
  const closers: (() => unknown)[] = [release];
  const closing = <T extends { close(): Promise<void> }>(store: T): T => {
    closers.unshift(() => store.close());
    return store;
  };
  try {
    const places = placesIn(config.dataFolder);
    const clock = systemClock();
    const ids = systemIds();
    const opened = closing(await openEventStore(config.events));
    const watch = watchStore(opened);
    const events = withSchemas(watch.events, eventCatalogue);
    const snapshots = closing(sqliteSnapshots(places.snapshots));
    const readAddress = config.readStore ?? `sqlite:${places.read}`;
    const read = closing(await openReadStore(readAddress, { log: logSourceOf(config.events) }));
    const runner = createProjectionRunner({
      events,
      read,
      projections,
      clock,
      batchEveryMs: projectionBatchEveryMs,
      positionsPerEvent: opened.positionsPerEvent,
    });
    const mirror = new PresenceMirror(
      { clock, log, events, read, projections: runner },
      closing(sqlitePresence(places.presence)),
    );
    const services: Services = {
      clock,
      ids,
      log,
      events,
      commands: createCommandHandler({ events, catalogue: eventCatalogue, clock, ids, snapshots }),
      snapshots,
      bodies: closing(await openSqliteBodies(places.bodies, clock)),
      credentials: closing(await openSqliteCredentials(places.credentials, clock)),
      read,
      projections: runner,
      presence: mirror.observed,
    };
    const sealer = createSealer({
      events: watch.events,
      commands: services.commands,
      credentials: services.credentials,
      clock,
      ids,
      threshold: sealAfterEvents * opened.positionsPerEvent,
      onError: error => log.error({ err: error }, 'the log could not be sealed; it is tried again'),
    });
    const { vitals, stop } = createVitals({
      startedAt: clock.now(),
      dataFolder: config.dataFolder,
      readStore: shownAddress(readAddress),
      readFolder: config.readStore === null ? places.read : null,
      positionsPerEvent: opened.positionsPerEvent,
      log: async () => {
        const { store, sizeBytes, problem } = await opened.status();
        const state = watch.state();
        return { store, sizeBytes, ...state, problem: state.problem ?? problem };
      },
      intake: () => context.intake.health(),
    });
    const context: ServerContext = createContext(
      services,
      config,
      createLedger(watch.events, () => sealer.status()),
      vitals,
      {
        localToken: options.localToken,
        refusalMs,
      },
    );
    let sealing: Promise<void> | undefined;
    return {
      context,
      async start() {
        await runner.start();
        await context.intake.start();
        mirror.start();
        // A long log that was never sealed takes its time; the server serves meanwhile.
        sealing = sealer.start();
      },
      async close() {
        stop();
        await context.jobs.close();
        await context.intake.stop();
        await mirror.stop();
        // Asked to stop first: a long log that is being sealed since the start must not hold up the end.
        await sealer.stop();
        await sealing;
        await runner.stop();
        await closeAll(closers);
      },
    };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
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

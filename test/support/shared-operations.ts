import { openEventStoreDb } from '../../adapters/event-store/eventstoredb.ts';
import { openSharedRestoredDays } from '../../adapters/operation-logs/shared/restored.ts';
import {
  openSharedOperationStore,
  type SharedOperationOptions,
  type SharedOperationStore,
} from '../../adapters/operation-logs/shared.ts';
import type { EventStore } from '../../domain/kernel/index.ts';
import type { OperationStore } from '../../projections/operation-logs/index.ts';
import { EventStoreDbServer } from '../peers/eventstoredb/server.ts';
import { mongodbOfSuite } from './mongodb.ts';

const recordsInSegment = { growing: 200, sealed: 500 };
const recordsAtOnce = 300;

/** Called in a `describe`: logs and databases for operation logs, which end with the suite. */
export function sharedOperationsOfSuite() {
  const mongodb = mongodbOfSuite();
  const servers: EventStoreDbServer[] = [];
  const logs: EventStore[] = [];
  const stores: { close(): Promise<void> }[] = [];
  afterAll(async () => {
    for (const store of stores) await store.close();
    for (const log of logs) await log.close();
    for (const server of servers) server.kill();
  });

  /** A server of the log with nothing in it. */
  async function newLog(): Promise<EventStoreDbServer> {
    const server = await new EventStoreDbServer().start();
    servers.push(server);
    return server;
  }

  /** As one of several servers has it: with connections of its own. */
  async function opened(server: EventStoreDbServer, database: string, options: SharedOperationOptions = {}) {
    const log = await openEventStoreDb(server.address);
    logs.push(log);
    const connection = await mongodb.connect(database);
    const store = await openSharedOperationStore(log, connection, {
      recordsAtOnce,
      recordsInSegment,
      ...options,
    });
    stores.push(store);
    const { graceMs } = options;
    const openRestored = async () => {
      const restored = await openSharedRestoredDays(connection, {
        recordsAtOnce,
        recordsInSegment: recordsInSegment.sealed,
        ...(graceMs !== undefined && { graceMs }),
      });
      stores.push(restored);
      return restored;
    };
    return { log, store, openRestored };
  }

  async function two(options: SharedOperationOptions = {}) {
    const [server, database] = [await newLog(), mongodb.database()];
    const [one, other] = [await opened(server, database, options), await opened(server, database, options)];
    return { server, database, one, other };
  }

  return {
    mongodb,
    newLog,
    opened,
    two,
    /** A server that has nothing yet. */
    fresh: async (options: SharedOperationOptions = {}) =>
      opened(await newLog(), mongodb.database(), options),
  };
}

/** Indexes now and then, so that answers come from segments and from what has none. */
export function indexing<Store extends SharedOperationStore>(store: Store): Store {
  let uploads = 0;
  const record: OperationStore['record'] = async upload => {
    const recorded = await store.record(upload);
    if (++uploads % 9 === 0) await store.index();
    return recorded;
  };
  return { ...store, record };
}

import { EventStoreDbServer } from '../peers/eventstoredb/server.ts';
import { startRealServer, type RealServer } from './agents.ts';
import { describeMongodb, startMongodb } from './mongodb.ts';

/** Starts what the suite is run on; call it once. */
export type StartStores = () => Promise<RealServer>;

/** A suite on the embedded stores, and on an EventStoreDB and a MongoDB under two servers, which is more than under one. */
export function describeOnEveryPair(title: string, suite: (start: StartStores) => void): void {
  describe(`${title}, embedded stores`, () => suite(() => startRealServer()));
  describeMongodb(`${title}, two servers on an EventStoreDB and a MongoDB`, () =>
    suite(startBeyondOneMachine),
  );
}

async function startBeyondOneMachine(): Promise<RealServer> {
  const mongodb = await startMongodb();
  const log = await new EventStoreDbServer().start();
  const environment = { MUSTER_EVENTS: log.address, MUSTER_READ: mongodb.database() };
  const server = await startRealServer(environment, 2);
  return {
    ...server,
    async stop() {
      await server.stop();
      log.kill();
      await mongodb.stop();
    },
  };
}

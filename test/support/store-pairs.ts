import { EventStoreDbServer } from '../peers/eventstoredb/server.ts';
import { startRealServer, type RealServer } from './agents.ts';
import { describeMongodb, startMongodb } from './mongodb.ts';

/** Starts what the suite is run on; call it once. */
export type StartStores = () => Promise<RealServer>;

/** A suite on the embedded stores, and on an EventStoreDB and a MongoDB under one server and under two. */
export function describeOnEveryPair(title: string, suite: (start: StartStores) => void): void {
  describe(`${title}, embedded stores`, () => suite(() => startRealServer()));
  for (const servers of [1, 2])
    describeMongodb(`${title}, EventStoreDB and MongoDB, servers: ${servers}`, () =>
      suite(() => startBeyondOneMachine(servers)),
    );
}

async function startBeyondOneMachine(servers: number): Promise<RealServer> {
  const mongodb = await startMongodb();
  const log = await new EventStoreDbServer().start();
  const environment = { MUSTER_EVENTS: log.address, MUSTER_READ: mongodb.database() };
  const server = await startRealServer(environment, servers);
  return {
    ...server,
    async stop() {
      await server.stop();
      log.kill();
      await mongodb.stop();
    },
  };
}

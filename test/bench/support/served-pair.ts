import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openEventStore } from '../../../adapters/event-store/open.ts';
import { MongoReadStore } from '../../../adapters/read-store/mongodb.ts';
import { openRealServer } from '../../peers/eventstoredb/real.ts';
import { deviceProjection } from '../../support/device-collections.ts';
import type { MongodbServer } from '../../support/mongodb.ts';
import { BareDocuments, BareLog, takeTurns } from './client-limits.ts';
import type { MeasuredLists, MeasuredLog, ServerPlace, StorePair } from './store-pair.ts';

/** An event store to measure: its address, and how it ends. */
interface Peer {
  readonly address: string;
  stop(): Promise<void>;
}

/** How the rows call the stores: real ones where they are named, those of the tests otherwise. */
export function namesOfServed(environment: Readonly<Record<string, string | undefined>>): {
  readonly log: string;
  readonly lists: string;
} {
  return {
    log: environment['MUSTER_TEST_EVENTSTORE'] ? 'EventStoreDB' : 'EventStoreDB test server (in memory)',
    lists: environment['MUSTER_TEST_MONGODB'] ? 'MongoDB' : 'MongoDB-compatible test server (in memory)',
  };
}

/** The real event store where one is named, otherwise the one of the tests in a process and with a log of its own. */
async function eventStore(real: string | undefined): Promise<Peer> {
  if (real) return { address: real, stop: async () => {} };
  const child = spawn(process.execPath, ['test/peers/eventstoredb/main.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`the EventStoreDB test server ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', line => {
      const ready = /^ready (\S+)$/.exec(line);
      if (ready?.[1]) resolve(ready[1]);
    });
  });
  return {
    address,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

/** The stores beyond one machine; `mongodb` has been started and outlives the pair. */
export function servedPair(
  mongodb: Pick<MongodbServer, 'database'>,
  environment: Readonly<Record<string, string | undefined>>,
): StorePair {
  const real = environment['MUSTER_TEST_EVENTSTORE'];
  const { log, lists } = namesOfServed(environment);
  return {
    log: { name: log, open: () => openLog(real, log) },
    lists: { name: lists, open: () => openLists(mongodb.database(), lists) },
    both: { name: `${log} and ${lists}`, open: () => openPlace(real, mongodb.database(), { log, lists }) },
  };
}

async function openLog(real: string | undefined, name: string): Promise<MeasuredLog> {
  const peer = await eventStore(real);
  const store = real ? await openRealServer(real) : await openEventStore(peer.address);
  const bare = await BareLog.connect(peer.address);
  return {
    store,
    appends: async (callers, milliseconds) => ({
      limit: await bare.appendRate(callers, milliseconds),
      limitName: `bare appends of the client, ${name}`,
    }),
    reads: async events => ({
      limit: await bare.readRate(events),
      limitName: `bare read of the client, ${name}`,
    }),
    async close() {
      await store.close();
      await bare.close();
      await peer.stop();
    },
  };
}

async function openLists(address: string, name: string): Promise<MeasuredLists> {
  const store = new MongoReadStore(address);
  store.lead(1);
  await store.open(deviceProjection);
  const bare = await BareDocuments.connect(address);
  return {
    store,
    upserts: async documents => ({
      limit: await bare.upsertRate(documents, 10),
      limitName: `bare upserts of the driver, ${name}`,
    }),
    byKey: async documents => ({
      limit: await bare.byKey(documents),
      limitName: `bare find of 50 by key, p99, ${name}`,
    }),
    async close() {
      await store.close();
      await bare.close();
    },
  };
}

async function openPlace(
  real: string | undefined,
  database: string,
  names: ReturnType<typeof namesOfServed>,
): Promise<ServerPlace> {
  const peer = await eventStore(real);
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  return {
    folder,
    environment: { MUSTER_EVENTS: peer.address, MUSTER_READ: database },
    openLog: () => openEventStore(peer.address),
    async turns(callers) {
      const [log, documents] = [await BareLog.connect(peer.address), await BareDocuments.connect(database)];
      try {
        return {
          ...(await takeTurns(log, documents, callers)),
          name: `bare append, upsert and find in turn, ${names.log} and ${names.lists}`,
        };
      } finally {
        await log.close();
        await documents.close();
      }
    },
    async close() {
      await peer.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

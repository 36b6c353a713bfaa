import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { openSqliteBodies } from '../../adapters/bodies/sqlite.ts';
import { toProposed } from '../../adapters/event-store/eventstoredb/form.ts';
import { openEventStore } from '../../adapters/event-store/open.ts';
import { systemClock } from '../../adapters/platform/index.ts';
import { sqlitePresence } from '../../adapters/presence/sqlite.ts';
import { openReadStore } from '../../adapters/read-store/open.ts';
import { readManifest } from '../../adapters/read-store/sqlite/manifest.ts';
import { withSchemas, type EventStore } from '../../domain/kernel/index.ts';
import { createProjectionRunner, type ReadStore } from '../../projections/kernel/index.ts';
import { reportOf } from '../../src/fleet/dialects.ts';
import { dailySeen, makeMachine, passDay } from '../../src/fleet/machine.ts';
import { placesIn } from '../../src/server/data-places.ts';
import { eventCatalogue } from '../../src/server/event-catalogue.ts';
import { projections } from '../../src/server/projections.ts';
import { deviceId } from '../support/device-collections.ts';
import { mongodbMissing, startMongodb } from '../support/mongodb.ts';
import { benchRow, type BenchRow, type Skipped } from './row.ts';
import { documentBytes } from './support/document-bytes.ts';
import { Estate } from './support/estate.ts';
import { loadLog } from './support/load-log.ts';
import { sizesOfSamples } from './support/real-samples.ts';

const seed = 11;
const packages = 184;
const devices = 200;
const dailyEvents = 12_000;
const reporting = 300;
const present = 20_000;
/** Documents of the database that stand for so many devices. */
const inDatabase = 50;
const dailyInDatabase = 2_000;

/**
 * Bytes, not rates: what a device and a change of it take in each store. They depend on the simulated estate and on the
 * layout of the stores, not on the machine or what else it does.
 */
export async function* measureSizes(): AsyncGenerator<BenchRow | Skipped> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  try {
    yield* logAndLists(folder);
    for (const { agent, sent, registration } of sizesOfSamples()) {
      yield bytes(
        `Log: JSON of a registration, real inventory of ${agent}, 184 packages`,
        registration,
        'event',
      );
      yield bytes(`Real inventory of ${agent} on the line, compressed`, sent, 'inventory');
    }
    yield* bodies(join(folder, 'bodies.db'));
    yield await presence(join(folder, 'presence.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const missing = mongodbMissing();
  if (missing === null) yield* lists(inDatabase);
  else yield { skipped: `read models in a MongoDB: ${missing}` };
}

async function* logAndLists(folder: string): AsyncGenerator<BenchRow> {
  const places = placesIn(folder);
  const estate = new Estate(seed, devices, packages);
  const log = () => openEventStore(`sqlite:${places.events}`);
  const follow = async () => {
    const [events, read] = [await log(), await openReadStore(`sqlite:${places.read}`)];
    await catchUp(events, read);
    await read.close();
    await events.close();
    return filesOf(places.read);
  };
  const load = async (generated: ReturnType<Estate['registrations']>) => {
    const before = sizeOf(places.events);
    const told = { events: 0, reports: -estate.reports, json: 0 };
    const counted = function* () {
      for (const one of generated) {
        const { data, metadata } = toProposed(one.event, one.event.at);
        told.json += JSON.stringify(data).length + JSON.stringify(metadata).length;
        told.events++;
        yield one;
      }
    };
    const store = await log();
    await loadLog(store, counted());
    await store.close();
    told.reports += estate.reports;
    return { ...told, bytes: sizeOf(places.events) - before };
  };
  await (await log()).close();
  const empty = await follow();

  const registered = await load(estate.registrations());
  const device = `a device with ${packages} packages`;
  yield bytes(`Log, embedded: the registration of ${device}`, registered.bytes / registered.events, 'event');
  yield bytes(`Log: JSON of data and metadata of that event`, registered.json / registered.events, 'event');
  const first = await follow();
  for (const [name, grown] of growth(empty, first)) {
    yield bytes(`Read model ${name}, embedded: ${device}`, grown / devices, 'device');
    if (name === 'devices.software')
      yield bytes(`Read model ${name}, embedded: one package of it`, grown / (devices * packages), 'row');
  }

  const daily = await load(estate.changes(dailyEvents, dailySeen));
  const day = 'a device that reports daily and changes in one thing each day';
  yield count(`Events of ${day}`, daily.events / daily.reports, 'events/device-day');
  yield bytes(`Log, embedded: ${day}`, daily.bytes / daily.reports, 'device-day');
  yield bytes('Log, embedded: such a change', daily.bytes / daily.events, 'event');
  yield bytes('Log: JSON of data and metadata of such a change', daily.json / daily.events, 'event');
  const then = await follow();
  for (const [name, grown] of growth(first, then))
    yield bytes(`Read model ${name}, embedded: such a change`, grown / daily.events, 'event');
}

/** Raw inventories as they come over the line and as they are kept. */
async function* bodies(file: string): AsyncGenerator<BenchRow> {
  const store = await openSqliteBodies(file, systemClock());
  const empty = sizeOf(file);
  const machines = Array.from({ length: reporting }, (_, number) => makeMachine(seed, number, packages));
  const kept = async () => {
    let sent = 0;
    for (const machine of machines) {
      const { body, headers } = reportOf(machine);
      sent += body.length;
      await store.put(inflateSync(body), headers['content-type'] as string);
    }
    return sent / machines.length;
  };
  const sent = await kept();
  for (const machine of machines) passDay(machine, seed, true, dailySeen);
  await kept();
  await store.close();
  yield bytes(`Inventory of ${packages} packages on the line, compressed by its agent`, sent, 'inventory');
  yield bytes('Such an inventory kept, embedded', (sizeOf(file) - empty) / (2 * reporting), 'inventory');
}

async function presence(file: string): Promise<BenchRow> {
  const store = sqlitePresence(file);
  await store.flush();
  for (let n = 0; n < present; n++)
    store.touch({
      deviceId: deviceId(n),
      lastContactAt: Date.now(),
      lastInventoryAt: Date.now(),
      protocol: 'glpi',
      agentVersion: 'GLPI-Agent_v1.12',
      expectedEverySeconds: 86_400,
      clockSkewSeconds: 0.5,
    });
  await store.flush();
  await store.close();
  return bytes('Presence, embedded', sizeOf(file) / present, 'device');
}

/** Documents of read models as they are sent to the database: before its compression, without its indexes. */
async function* lists(number: number): AsyncGenerator<BenchRow> {
  const mongodb = await startMongodb();
  const address = mongodb.database();
  const [events, read] = [await openEventStore('memory:'), await openReadStore(address)];
  try {
    read.lead?.(1);
    const empty = await documentBytes(address);
    const estate = new Estate(seed, number, packages);
    await loadLog(events, estate.registrations());
    await catchUp(events, read);
    const first = await documentBytes(address);
    const all = (first - empty) / number;
    yield bytes(`Read models in MongoDB, BSON: a device with ${packages} packages`, all, 'device');
    const changes = await loadLog(events, estate.changes(dailyInDatabase, dailySeen));
    await catchUp(events, read);
    const then = await documentBytes(address);
    yield bytes('Read models in MongoDB, BSON: such a change', (then - first) / changes, 'event');
  } finally {
    await read.close();
    await events.close();
    await mongodb.stop();
  }
}

async function catchUp(log: EventStore, read: ReadStore): Promise<void> {
  const runner = createProjectionRunner({
    events: withSchemas(log, eventCatalogue),
    read,
    projections,
    clock: systemClock(),
  });
  await runner.start();
  if (!(await runner.reached(await log.lastPosition(), { timeoutMs: 600_000 })))
    throw new Error(`the projections did not get there: ${JSON.stringify(runner.status())}`);
  await runner.stop();
}

function filesOf(folder: string): Readonly<Record<string, number>> {
  const entries = Object.entries(readManifest(folder).projections);
  return Object.fromEntries(entries.map(([name, { file }]) => [name, sizeOf(join(folder, file))]));
}

/** By how much each grew that grew at all, the largest first. */
function growth(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): readonly (readonly [name: string, bytes: number])[] {
  return Object.keys(after)
    .map(name => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const)
    .filter(([, bytes]) => bytes > 0)
    .sort(([, one], [, other]) => other - one);
}

/** Of a closed SQLite file; what its log still holds counts. */
function sizeOf(file: string): number {
  return [file, `${file}-wal`].reduce(
    (sum, name) => sum + (statSync(name, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

function bytes(work: string, value: number, of: string): BenchRow {
  return count(work, value, `bytes/${of}`);
}

function count(work: string, value: number, unit: string): BenchRow {
  return benchRow({ work, value, unit, limit: null, budget: null, better: 'lower' });
}

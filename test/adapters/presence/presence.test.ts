import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { memoryPresence } from '../../../adapters/presence/memory.ts';
import { mongoPresence } from '../../../adapters/presence/mongodb.ts';
import { sqlitePresence } from '../../../adapters/presence/sqlite.ts';
import { Connection } from '../../../adapters/shared/mongodb.ts';
import type { PresenceStore } from '../../../projections/kernel/index.ts';
import { describeMongodb, mongodbOfSuite } from '../../support/mongodb.ts';
import { presenceCompliance } from '../../compliance/presence.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const contact = (deviceId: string, lastContactAt = 1) => ({
  deviceId,
  lastContactAt,
  protocol: 'ocs',
  agentVersion: null,
  expectedEverySeconds: 60,
  clockSkewSeconds: null,
  lastInventoryAt: null,
});

/** What a store tells of itself and other servers, and up to where. */
async function news(store: PresenceStore, since: number | null) {
  const devices: string[] = [];
  let mark = since;
  for await (const each of store.changedSince!(since)) {
    devices.push(...each.presences.map(({ deviceId }) => deviceId));
    ({ mark } = each);
  }
  return { mark, devices: devices.sort() };
}

presenceCompliance('memory', memoryPresence);
presenceCompliance('sqlite', () => sqlitePresence(path.join(folder(), 'presence.db')));

describeMongodb('presence in MongoDB', () => {
  const { database, connect } = mongodbOfSuite();

  presenceCompliance('mongodb', async () => mongoPresence(await connect()));

  test('contacts of one device with several servers are one, and each hears of all', async () => {
    const address = database();
    const [one, other] = [mongoPresence(await connect(address)), mongoPresence(await connect(address))];
    one.touch({ ...contact('d1', 2_000), protocol: 'glpi' });
    other.touch({ ...contact('d1', 1_000), lastInventoryAt: 1_000 });
    other.touch(contact('d2', 900));
    await Promise.all([one.flush(), other.flush()]);
    expect(await other.get('d1')).toMatchObject({
      lastContactAt: 2_000,
      lastInventoryAt: 1_000,
      protocol: 'glpi',
      contacts: 2,
    });
    const { mark, devices } = await news(one, null);
    expect(devices).toEqual(['d1', 'd2']);
    // Of the same moment again, of what is older nothing.
    expect(await news(one, mark)).toEqual({ mark, devices: ['d1', 'd2'] });
    expect((await news(one, mark! + 10_000)).devices).toEqual([]);
    other.touch(contact('d2', 950));
    await other.flush();
    expect((await news(one, mark)).devices).toContain('d2');
    await Promise.all([one.close(), other.close()]);
  });

  test('what could not be written is kept and written with what came meanwhile', async () => {
    const address = database();
    const connection = await connect(address);
    let away = true;
    const shaky = Object.create(connection, {
      asked: {
        value: async (work: Promise<unknown>) => {
          const answer = await work.catch(() => undefined);
          if (away) throw new Error('away');
          return answer;
        },
      },
    }) as Connection;
    // The answer is lost, so contacts may count twice; nothing else may be lost or go back.
    const store = mongoPresence(shaky);
    store.touch(contact('d1', 1_000));
    await expect(store.flush()).rejects.toThrow('away');
    store.touch(contact('d1', 3_000));
    away = false;
    expect(await store.get('d1')).toMatchObject({ lastContactAt: 3_000 });
    await store.close();
  });
});

test('contacts reach the disk by themselves, many of one device as one row', async () => {
  const file = path.join(folder(), 'presence.db');
  const store = sqlitePresence(file, { gatherMs: 20 });
  for (let index = 0; index < 100; index++) store.touch(contact('d1', index));
  const onDisk = new Database(file, { readonly: true });
  const rows = onDisk.prepare('SELECT last_contact_at, contacts FROM presence');
  while (rows.all().length === 0) await new Promise(resolve => setTimeout(resolve, 5));
  expect(rows.all()).toEqual([{ last_contact_at: 99, contacts: 100 }]);
  onDisk.close();
  await store.close();
  const again = sqlitePresence(file);
  expect(await again.get('d1')).toMatchObject({ contacts: 100 });
  await again.close();
});

test('what is gathered when closing is written', async () => {
  const file = path.join(folder(), 'presence.db');
  const store = sqlitePresence(file);
  store.touch(contact('d1'));
  await store.close();
  await store.close();
  const again = sqlitePresence(file);
  expect(await again.get('d1')).toMatchObject({ contacts: 1 });
  await again.close();
});

test('while the disk refuses, memory stays bounded, the newest are kept and written when it takes them again', async () => {
  const file = path.join(folder(), 'presence.db');
  const store = sqlitePresence(file, { maxGathered: 10 });
  // Another thread holds the lock: in this one the refused write would wait for a release that cannot come.
  const holder = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const db = new (require(workerData.driver))(workerData.file);
     db.exec('BEGIN IMMEDIATE');
     parentPort.on('message', () => { db.exec('ROLLBACK'); db.close(); parentPort.close(); });
     parentPort.postMessage('held');`,
    { eval: true, workerData: { file, driver: require.resolve('better-sqlite3') } },
  );
  await once(holder, 'message');
  for (let index = 0; index < 50; index++) store.touch(contact(`d${index}`));
  await expect(store.flush()).rejects.toThrow('locked');
  holder.postMessage('release');
  await once(holder, 'exit');
  await store.flush();
  const found: string[] = [];
  for await (const batch of store.all()) found.push(...batch.map(({ deviceId }) => deviceId));
  expect(found.sort()).toEqual(Array.from({ length: 10 }, (_, index) => `d${index + 40}`));
  await store.close();
});

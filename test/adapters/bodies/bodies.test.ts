import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { memoryBodies } from '../../../adapters/bodies/memory.ts';
import { openMongoBodies } from '../../../adapters/bodies/mongodb.ts';
import { openSqliteBodies } from '../../../adapters/bodies/sqlite.ts';
import { fixedClock } from '../../../adapters/platform/index.ts';
import { describeMongodb, mongodbOfSuite } from '../../support/mongodb.ts';
import { bodyCompliance } from '../../compliance/bodies.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

bodyCompliance('memory', clock => Promise.resolve(memoryBodies(clock)));
bodyCompliance('sqlite', clock => openSqliteBodies(path.join(folder(), 'bodies.db'), clock));

describeMongodb('bodies in MongoDB', () => {
  const { database, connect } = mongodbOfSuite();

  bodyCompliance('mongodb', async clock => openMongoBodies(await connect(), clock));

  test('one copy for all servers, and a body larger than a document comes back whole', async () => {
    const address = database();
    const one = await openMongoBodies(await connect(address), fixedClock());
    const other = await openMongoBodies(await connect(address), fixedClock());
    const large = randomBytes(17 * 2 ** 20);
    const [hash, same] = await Promise.all([one.put(large, 'a/b'), other.put(large, 'a/b')]);
    expect(same).toBe(hash);
    expect(Buffer.from((await other.get(hash))!.bytes).equals(large)).toBe(true);
    const listed: unknown[] = [];
    for await (const batch of one.list()) listed.push(...batch);
    expect(listed).toHaveLength(1);
  });

  test('a body damaged in the database is an error, never other bytes', async () => {
    const connection = await connect();
    const store = await openMongoBodies(connection, fixedClock());
    const hash = await store.put(Buffer.from('good'), 'a/b');
    await connection.db.collection('body-pieces').deleteMany({});
    await expect(store.get(hash)).rejects.toMatchObject({ reason: 'corrupt' });
  });
});

test('bodies survive a restart, compressed and once', async () => {
  const file = path.join(folder(), 'bodies.db');
  const inventory = Buffer.from('<SOFTWARES><NAME>package</NAME></SOFTWARES>'.repeat(10_000));
  const first = await openSqliteBodies(file, fixedClock());
  const hash = await first.put(inventory, 'application/xml');
  await first.close();
  const second = await openSqliteBodies(file, fixedClock());
  await second.put(inventory, 'application/xml');
  expect(Buffer.from((await second.get(hash))!.bytes).equals(inventory)).toBe(true);
  await second.close();
  expect(statSync(file).size).toBeLessThan(inventory.length / 10);
});

test('a body damaged in the file is an error, never other bytes', async () => {
  const file = path.join(folder(), 'bodies.db');
  const store = await openSqliteBodies(file, fixedClock());
  const [good, other] = [
    await store.put(Buffer.from('good'), 'a/b'),
    await store.put(Buffer.from('other'), 'a/b'),
  ];
  const db = new Database(file);
  db.prepare('UPDATE bodies SET zstd = (SELECT zstd FROM bodies WHERE no = 2) WHERE no = 1').run();
  db.close();
  await expect(store.get(good)).rejects.toMatchObject({ reason: 'corrupt' });
  expect(await store.get(other)).toBeDefined();
  await store.close();
});

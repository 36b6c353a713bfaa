import { statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { memoryBodies } from '../../../adapters/bodies/memory.ts';
import { openSqliteBodies } from '../../../adapters/bodies/sqlite.ts';
import { fixedClock } from '../../../adapters/platform/index.ts';
import { bodyCompliance } from '../../compliance/bodies.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

bodyCompliance('memory', clock => Promise.resolve(memoryBodies(clock)));
bodyCompliance('sqlite', clock => openSqliteBodies(path.join(folder(), 'bodies.db'), clock));

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

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { memorySnapshots } from '../../../adapters/snapshots/memory.ts';
import { sqliteSnapshots } from '../../../adapters/snapshots/sqlite.ts';
import { snapshotCompliance } from '../../compliance/snapshots.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

snapshotCompliance('memory', memorySnapshots);
snapshotCompliance('sqlite', () => sqliteSnapshots(path.join(folder(), 'snapshots.db')));

test('snapshots survive a restart; a damaged file is begun anew', async () => {
  const file = path.join(folder(), 'snapshots.db');
  const first = sqliteSnapshots(file);
  await first.save({ stream: 'a-1', stateVersion: 1, revision: 3, state: 5 });
  await first.close();
  const second = sqliteSnapshots(file);
  expect(await second.load('a-1', 1)).toMatchObject({ revision: 3, state: 5 });
  await second.close();
  writeFileSync(file, 'no database, but long enough to be taken for one if nobody looked'.repeat(20));
  const third = sqliteSnapshots(file);
  expect(await third.load('a-1', 1)).toBeUndefined();
  await third.save({ stream: 'a-1', stateVersion: 1, revision: 4, state: 6 });
  await third.close();
});

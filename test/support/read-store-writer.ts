import { writeSync } from 'node:fs';
import { SqliteReadStore } from '../../adapters/read-store/sqlite.ts';
import { countingBatch, countingProjection } from './counting-projection.ts';

/**
 * A process that applies batch after batch until it is killed and writes one line per acknowledged batch: its
 * position. Argument: folder of the store.
 */
const [folder] = process.argv.slice(2) as [string];
const store = new SqliteReadStore(folder, { readers: 1 });
let { position } = await store.open(countingProjection);
for (;;) {
  position++;
  const batch = countingBatch(position);
  await store.apply(countingProjection.name, [batch], position, batch.at);
  writeSync(1, `${position}\n`);
}

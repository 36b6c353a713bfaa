import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SqliteReadStore } from '../../../adapters/read-store/sqlite.ts';
import {
  countingBatches,
  countingProjection,
  counts,
  entries,
  spans,
  timeAt,
} from '../../support/counting-projection.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folderOf = temporaryFolders();
const rounds = 12;
const writer = fileURLToPath(new URL('../../support/read-store-writer.ts', import.meta.url));

/** Starts the writer, kills it after so many acknowledged batches and answers the last one. */
async function killAfter(folder: string, batches: number): Promise<number> {
  const child = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let acknowledged = 0;
  let count = 0;
  const gone = new Promise(resolve => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (++count === batches) child.kill('SIGKILL');
  }
  await gone;
  return acknowledged;
}

test('a process killed while it applies leaves every acknowledged batch whole, and none in part', async () => {
  const folder = folderOf();
  const first = new SqliteReadStore(folder, { readers: 1 });
  await first.open(countingProjection);
  const build = await first.beginRebuild(countingProjection);
  await build.finish(0, new Date(timeAt(0)).toISOString());
  await first.close();
  for (let round = 0; round < rounds; round++) {
    const acknowledged = await killAfter(folder, 3 + round * 17);
    const store = new SqliteReadStore(folder, { readers: 1 });
    const { state, position } = await store.open(countingProjection);
    expect(state).toBe('ready');
    expect(position).toBeGreaterThanOrEqual(acknowledged);
    const all = await store.get(counts.name, 'all');
    expect(all).toMatchObject({ columns: { applied: position }, body: { last: position } });
    expect(await store.count(entries.name)).toBe(position);
    expect(await store.count(spans.name)).toBe(position);
    expect(await store.count(spans.name, { op: 'missing', column: 'until' })).toBe(1);
    // The history ends where the rows do, and goes on.
    const [last] = await store.history(counts.name, 'all', { columns: ['applied'], limit: 1 });
    expect(last).toMatchObject({ position, to: position });
    const at = new Date(timeAt(position + 1)).toISOString();
    await store.apply(countingProjection.name, countingBatches(position + 1, position + 1), position + 1, at);
    expect((await store.get(counts.name, 'all'))?.columns['applied']).toBe(position + 1);
    await store.close();
  }
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { openSqliteOperationStore } from '../../../adapters/operation-logs/sqlite.ts';
import { recordsOf } from '../../../domain/operation-logs/records/index.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { batchFor } from '../../support/operation-batches.ts';

const folder = temporaryFolders();
const script = path.resolve(__dirname, '../../support/operation-store-writer.ts');

interface Acknowledged {
  readonly device: string;
  readonly seq: number;
}

/** Kills a process with 8 callers once so many batches were acknowledged; answers which. */
async function uploadAndKill(place: string, first: number, batches: number): Promise<Acknowledged[]> {
  const writer = spawn(process.execPath, [script, place, String(first), '8'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  writer.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  writer.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.split('\n').length > batches) writer.kill('SIGKILL');
  });
  const [, signal] = (await once(writer, 'close')) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself: ${errors}`);
  return output
    .slice(0, output.lastIndexOf('\n'))
    .split('\n')
    .map(line => line.split(' '))
    .map(([device, seq]) => ({ device: device!, seq: Number(seq) }));
}

test('5 times kill -9 under load: every acknowledged batch is there once, whole, and found by its paths', async () => {
  const place = folder();
  const acknowledged: Acknowledged[] = [];
  for (let round = 0; round < 5; round++)
    acknowledged.push(...(await uploadAndKill(place, round * 100_000, 20 + round * 40)));
  expect(acknowledged.length).toBeGreaterThan(250);
  const store = await openSqliteOperationStore(place);
  try {
    const stored = new Map<string, unknown[]>();
    for await (const page of store.read({}))
      for (const { id, device, record } of page) {
        const name = `${device} ${id.split('.')[2]}`;
        const records = stored.get(name) ?? [];
        stored.set(name, records);
        records.push(record);
      }
    for (const { device, seq } of acknowledged)
      if (!stored.has(`${device} ${seq}`))
        throw new Error(`acknowledged batch ${seq} of ${device} is missing`);
    // What was not acknowledged may be there too, but never in part.
    let records = 0;
    for (const [name, found] of stored) {
      const [device, seq] = name.split(' ') as [string, string];
      expect(found).toEqual(recordsOf(batchFor(device, Number(seq))));
      records += found.length;
    }
    expect(await store.count({})).toBe(records);
    const { device, seq } = acknowledged.at(-1)!;
    const filter = { op: 'contains', column: 'file', value: `${device}\\${seq}\\0.TXT` } as const;
    expect(await store.count({ filter })).toBeGreaterThan(0);
    const repeated = await store.record({ device, batch: batchFor(device, seq), receivedAt: 2 });
    expect(repeated).toEqual({ repeated: true });
    for (const { day } of await store.days()) expect(await store.checkDay(day)).toEqual([]);
  } finally {
    await store.close();
  }
}, 120_000);

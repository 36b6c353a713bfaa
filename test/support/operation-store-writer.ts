import { gzipSync } from 'node:zlib';
import { openSqliteOperationStore } from '../../adapters/operation-logs/sqlite.ts';
import { batchFor, uploadFor } from './operation-batches.ts';

/**
 * A process that uploads operation logs as fast as it can until it is killed. It writes one line per acknowledged
 * batch: `<device> <seq>`. Arguments: folder, first seq, callers.
 */
const [folder, first, callers] = process.argv.slice(2) as [string, string, string];
const store = await openSqliteOperationStore(folder);

async function caller(no: number): Promise<void> {
  const device = `device-${no}`;
  for (let seq = Number(first); ; seq += 2) {
    const body = gzipSync(JSON.stringify({ batches: [batchFor(device, seq), batchFor(device, seq + 1)] }));
    const outcome = await store.receive(uploadFor(device, body));
    if ('fault' in outcome) throw new Error(`an upload was not read: ${outcome.fault.what}`);
    for (const [index, { state }] of outcome.batches.entries()) {
      if (state !== 'recorded') throw new Error('a new batch was not taken');
      process.stdout.write(`${device} ${seq + index}\n`);
    }
  }
}

await Promise.all(Array.from({ length: Number(callers) }, (_, no) => caller(no)));

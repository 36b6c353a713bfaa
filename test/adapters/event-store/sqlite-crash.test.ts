import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { openSqliteEventStore } from '../../../adapters/event-store/sqlite.ts';
import type { StoredEvent } from '../../../domain/kernel/index.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const script = path.resolve(__dirname, '../../support/event-store-writer.ts');

interface Acknowledged {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly ids: readonly string[];
}

/** Kills a writer with 16 callers once it has acknowledged so many appends; answers what it acknowledged. */
async function writeAndKill(file: string, prefix: string, appends: number): Promise<Acknowledged[]> {
  const writer = spawn(process.execPath, [script, file, prefix, '16'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  let lines = 0;
  writer.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  writer.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    lines += chunk.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
    if (lines >= appends) writer.kill('SIGKILL');
  });
  const [, signal] = (await once(writer, 'close')) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself: ${errors}`);
  // A line cut by the kill was not a whole acknowledgement.
  return output
    .slice(0, output.lastIndexOf('\n'))
    .split('\n')
    .map(line => {
      const [stream, revision, position, ...ids] = line.split(' ');
      return { stream: stream!, revision: Number(revision), position: Number(position), ids };
    });
}

/** Everything acknowledged is there at its place, streams have no holes, appends are whole. */
function examine(events: readonly StoredEvent[], acknowledged: readonly Acknowledged[]): void {
  const byPosition = new Map(events.map(event => [event.position, event]));
  for (const { stream, revision, position, ids } of acknowledged)
    ids.forEach((id, index) => {
      const back = ids.length - 1 - index;
      const event = byPosition.get(position - back);
      if (event?.id !== id || event.stream !== stream || event.revision !== revision - back)
        throw new Error(`acknowledged event ${id} of ${stream} is not at ${position - back}`);
    });
  const revisions = new Map<string, number>();
  const appends = new Map<string, number>();
  events.forEach((event, index) => {
    const data = event.data as { size: number; index: number; text: string };
    if (event.position !== index + 1) throw new Error(`hole in the log before ${event.position}`);
    if (event.revision !== (revisions.get(event.stream) ?? -1) + 1)
      throw new Error(`hole in ${event.stream}`);
    revisions.set(event.stream, event.revision);
    if (data.text.slice(0, 36) !== event.correlationId) throw new Error(`torn event at ${event.position}`);
    const left = (appends.get(event.correlationId) ?? data.size) - 1;
    if (left === 0) appends.delete(event.correlationId);
    else appends.set(event.correlationId, left);
  });
  expect(appends).toEqual(new Map());
}

async function rounds(count: number): Promise<number> {
  const file = path.join(folder(), 'log.db');
  const acknowledged: Acknowledged[] = [];
  for (let round = 0; round < count; round++) {
    acknowledged.push(...(await writeAndKill(file, `r${round}`, 10 + ((round * 37) % 200))));
    if (round % 20 !== 19) continue;
    const store = await openSqliteEventStore(file);
    const events: StoredEvent[] = [];
    for await (const batch of store.readAll(0)) events.push(...batch);
    examine(events, acknowledged);
    expect(await store.checkIntegrity()).toEqual([]);
    await store.close();
  }
  return acknowledged.length;
}

test('200 times kill -9 of a writer under load: every acknowledged event is there, in order and whole', async () => {
  const appends = await Promise.all([rounds(100), rounds(100)]);
  expect(appends.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(15_000);
}, 300_000);

import { parentPort, workerData } from 'node:worker_threads';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { translated } from '../shared/sqlite-errors.ts';
import { flattened, type Answer, type FromThread, type Numbered } from '../shared/thread-link.ts';
import { openBodiesDatabase } from './database.ts';
import type { BodyCalls, PutRequest } from './messages.ts';
import { compression } from './packing.ts';

type BodyRequest = BodyCalls[keyof BodyCalls]['request'];

const listed = 1_000;

const port = parentPort!;
const { file } = workerData as { file: string };
const post = (message: FromThread): void => port.postMessage(message);

function start(): void {
  const db = openBodiesDatabase(file);
  const has = db.prepare('SELECT 1 FROM bodies WHERE hash = ?').pluck();
  const insert = db.prepare(
    'INSERT OR IGNORE INTO bodies (hash, at, size, content_type, zstd) VALUES (?, ?, ?, ?, ?)',
  );
  const get = db.prepare('SELECT content_type AS contentType, zstd FROM bodies WHERE hash = ?');
  const list = db.prepare(
    `SELECT no, lower(hex(hash)) AS hash, at, size FROM bodies WHERE no > ? ORDER BY no LIMIT ${listed}`,
  );
  const commit = db.transaction((puts: readonly PutRequest[]) => {
    for (const { hash, bytes, contentType, at } of puts) {
      const key = Buffer.from(hash, 'hex');
      if (has.get(key) === undefined)
        insert.run(key, at, bytes.length, contentType, zstdCompressSync(bytes, compression));
    }
  });

  function answer({ no, request }: Numbered<Exclude<BodyRequest, PutRequest>>): Answer {
    try {
      return { no, value: valueOf(request) };
    } catch (error) {
      return { no, failure: flattened(translated(file, error)) };
    }
  }

  function valueOf(request: Exclude<BodyRequest, PutRequest>): unknown {
    switch (request.op) {
      case 'get': {
        const row = get.get(Buffer.from(request.hash, 'hex')) as
          { contentType: string; zstd: Buffer } | undefined;
        return row && { contentType: row.contentType, bytes: new Uint8Array(zstdDecompressSync(row.zstd)) };
      }
      case 'list': {
        const rows = list.all(request.after) as { no: number; hash: string; at: string; size: number }[];
        return { items: rows.map(({ hash, at, size }) => ({ hash, at, size })), last: rows.at(-1)?.no ?? 0 };
      }
      case 'close':
        db.close();
        return null;
    }
  }

  function commitAll(puts: readonly Numbered<PutRequest>[]): Answer[] {
    if (puts.length === 0) return [];
    try {
      commit.immediate(puts.map(({ request }) => request));
      return puts.map(({ no }) => ({ no, value: null }));
    } catch (error) {
      return puts.map(({ no }) => ({ no, failure: flattened(translated(file, error)) }));
    }
  }

  port.on('message', (requests: Numbered<BodyRequest>[]) => {
    const puts = requests.filter((one): one is Numbered<PutRequest> => one.request.op === 'put');
    const rest = requests.filter(
      (one): one is Numbered<Exclude<BodyRequest, PutRequest>> => one.request.op !== 'put',
    );
    post({ kind: 'answers', answers: [...commitAll(puts), ...rest.map(answer)] });
    if (rest.some(({ request }) => request.op === 'close')) port.close();
  });
  post({ kind: 'ready', position: 0 });
}

try {
  start();
} catch (error) {
  post({ kind: 'failed', failure: flattened(error) });
  port.close();
}

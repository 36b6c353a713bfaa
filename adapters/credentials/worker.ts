import { parentPort, workerData } from 'node:worker_threads';
import { flattened, type Answer, type FromThread, type Numbered } from '../shared/thread-link.ts';
import { openDatabase, unavailable } from './database.ts';
import type { CredentialCalls, Row, Write } from './messages.ts';

const port = parentPort!;
const { file } = workerData as { file: string };
const post = (message: FromThread): void => port.postMessage(message);

function start(): void {
  const database = openDatabase(file);
  const put = database.prepare<[Row]>(
    'INSERT OR REPLACE INTO credential (kind, id, secret, details, expires_at) VALUES (@kind, @id, @secret, @details, @expires_at)',
  );
  const create = database.prepare<[Row]>(
    'INSERT INTO credential (kind, id, secret, details, expires_at) VALUES (@kind, @id, @secret, @details, @expires_at) ON CONFLICT DO NOTHING',
  );
  const expire = database.prepare<[string, string, string]>(
    'DELETE FROM credential WHERE kind = ? AND id = ? AND expires_at <= ?',
  );
  const replace = database.prepare<[Row & { now: string }]>(
    'UPDATE credential SET secret = @secret, details = @details, expires_at = @expires_at WHERE kind = @kind AND id = @id AND (expires_at IS NULL OR expires_at > @now)',
  );
  const remove = database.prepare<[string, string]>('DELETE FROM credential WHERE kind = ? AND id = ?');

  function write(request: Write): boolean {
    switch (request.op) {
      case 'put':
        return put.run(request.row).changes > 0;
      case 'create': {
        const { row, now } = request;
        expire.run(row.kind, row.id, now);
        return create.run(row).changes > 0;
      }
      case 'replace':
        return replace.run({ ...request.row, now: request.now }).changes > 0;
      case 'delete': {
        const { kind, id, now } = request;
        expire.run(kind, id, now);
        return remove.run(kind, id).changes > 0;
      }
    }
  }

  const commit = database.transaction((writes: readonly Numbered<Write>[]) =>
    writes.map(({ no, request }): Answer => ({ no, value: write(request) })),
  );

  function commitAll(writes: readonly Numbered<Write>[]): Answer[] {
    if (writes.length === 0) return [];
    try {
      return commit.immediate(writes);
    } catch (error) {
      const failure = flattened(unavailable(error));
      return writes.map(({ no }) => ({ no, failure }));
    }
  }

  // What arrives while one group is on its way to the disk is the next group.
  let waiting: Numbered<CredentialCalls[keyof CredentialCalls]['request']>[] = [];
  port.on('message', (requests: typeof waiting) => {
    if (waiting.push(...requests) === requests.length) setImmediate(work);
  });
  function work(): void {
    const group = waiting;
    waiting = [];
    const writes = group.filter((one): one is Numbered<Write> => one.request.op !== 'close');
    const closing = group.filter(({ request }) => request.op === 'close');
    const answers = commitAll(writes);
    if (closing.length > 0) database.close();
    post({ kind: 'answers', answers: [...answers, ...closing.map(({ no }) => ({ no, value: null }))] });
    if (closing.length > 0) port.close();
  }
  post({ kind: 'ready', position: 0 });
}

try {
  start();
} catch (error) {
  post({ kind: 'failed', failure: flattened(error) });
  port.close();
}

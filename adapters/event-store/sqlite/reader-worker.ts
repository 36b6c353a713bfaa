import { parentPort, workerData } from 'node:worker_threads';
import { translated } from '../../shared/sqlite-errors.ts';
import { flattened, type Answer, type FromThread, type Numbered } from '../../shared/thread-link.ts';
import { openForReading } from './database.ts';
import { LogReader } from './log-reader.ts';
import type { ReaderCalls } from './messages.ts';

/** The reading thread, which also notices what other processes append. */
type ReaderRequest = ReaderCalls[keyof ReaderCalls]['request'];

/** How soon an append of another process is seen. Asking costs one look at shared memory. */
const lookForOthersEveryMs = 250;

const port = parentPort!;
const { file, filling } = workerData as { file: string; filling: boolean };
const post = (message: FromThread): void => port.postMessage(message);

function start(): void {
  const db = openForReading(file, { filling });
  const reader = new LogReader(db);
  let version = reader.dataVersion();

  const looking = setInterval(() => {
    const now = reader.dataVersion();
    if (now === version) return;
    version = now;
    post({ kind: 'grown', position: reader.lastPosition() });
  }, lookForOthersEveryMs);

  function answer({ no, request }: Numbered<ReaderRequest>): Answer {
    try {
      return { no, value: valueOf(request) };
    } catch (error) {
      return { no, failure: flattened(translated(file, error)) };
    }
  }

  function valueOf(request: ReaderRequest): unknown {
    switch (request.op) {
      case 'page':
        return reader.page(request);
      case 'stream':
        return reader.stream(request);
      case 'revisionOf':
        return reader.revisionOf(request.stream, request.eventId);
      case 'lastPosition':
        return reader.lastPosition();
      case 'integrity':
        return reader.integrity();
      case 'close':
        clearInterval(looking);
        db.close();
        return null;
    }
  }

  port.on('message', (requests: Numbered<ReaderRequest>[]) => {
    post({ kind: 'answers', answers: requests.map(answer) });
    if (requests.some(({ request }) => request.op === 'close')) port.close();
  });
  post({ kind: 'ready', position: reader.lastPosition() });
}

try {
  start();
} catch (error) {
  post({ kind: 'failed', failure: flattened(translated(file, error)) });
  port.close();
}

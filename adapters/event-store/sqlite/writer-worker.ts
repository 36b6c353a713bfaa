import { parentPort, workerData } from 'node:worker_threads';
import { translated } from '../../shared/sqlite-errors.ts';
import { flattened, type Answer, type FromThread, type Numbered } from '../../shared/thread-link.ts';
import { openForWriting } from './database.ts';
import { expireInChunks } from './expiry.ts';
import { LogWriter } from './log-writer.ts';
import type { AppendRequest, WriterCalls } from './messages.ts';

/** The one writing thread: whatever callers asked for while the last commit was on its way is the next commit. */
type WriterRequest = WriterCalls[keyof WriterCalls]['request'];

/** One transaction holds no more, so that nobody waits long and memory stays bounded. */
const charactersPerCommit = 8 * 1024 * 1024;
const eventsPerCommit = 4_000;

const port = parentPort!;
const { file } = workerData as { file: string };
const post = (message: FromThread): void => port.postMessage(message);

let appends: Numbered<AppendRequest>[] = [];
const others: Numbered<Exclude<WriterRequest, AppendRequest>>[] = [];
let expiry: { readonly no: number; readonly steps: Iterator<number>; removed: number } | null = null;
let scheduled = false;

function start(): void {
  const db = openForWriting(file);
  const writer = new LogWriter(db);

  function turn(): void {
    scheduled = false;
    if (appends.length > 0) post({ kind: 'answers', answers: commitSome() });
    else if (others.length > 0) runOther(others.shift()!);
    else if (expiry) expireStep();
    schedule();
  }

  function schedule(): void {
    if (scheduled || (appends.length === 0 && others.length === 0 && !expiry)) return;
    scheduled = true;
    setImmediate(turn);
  }

  function commitSome(): Answer[] {
    const taken = takeSome();
    try {
      const results = writer.commit(taken.map(({ request }) => request));
      return taken.map(({ no }, index) => ({ no, value: results[index] }));
    } catch (error) {
      // One append that does not fit must not take the others with it.
      if (taken.length > 1) return taken.map(commitAlone);
      return [{ no: taken[0]!.no, failure: flattened(translated(file, error)) }];
    }
  }

  function commitAlone({ no, request }: Numbered<AppendRequest>): Answer {
    try {
      return { no, value: writer.commit([request])[0] };
    } catch (error) {
      return { no, failure: flattened(translated(file, error)) };
    }
  }

  function runOther({ no, request }: (typeof others)[number]): void {
    if (request.op === 'close') {
      db.close();
      post({ kind: 'answers', answers: [{ no, value: null }] });
      port.close();
      return;
    }
    if (request.op === 'expire' && expiry) return void others.push({ no, request });
    answering(no, () => {
      if (request.op === 'setRetention') writer.setRetention(request.category, request.retention);
      else if (request.op === 'limitSize')
        db.pragma(
          `max_page_count = ${Math.max(1, Math.floor(request.bytes / (db.pragma('page_size', { simple: true }) as number)))}`,
        );
      else {
        expiry = { no, steps: expireInChunks(db, request.now), removed: 0 };
        return;
      }
      post({ kind: 'answers', answers: [{ no, value: null }] });
    });
  }

  function expireStep(): void {
    const { no, steps } = expiry!;
    answering(no, () => {
      const step = steps.next();
      if (!step.done) return void (expiry!.removed += step.value);
      post({ kind: 'answers', answers: [{ no, value: expiry!.removed }] });
      expiry = null;
    });
  }

  function answering(no: number, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (expiry?.no === no) expiry = null;
      post({ kind: 'answers', answers: [{ no, failure: flattened(translated(file, error)) }] });
    }
  }

  port.on('message', (requests: Numbered<WriterRequest>[]) => {
    for (const { no, request } of requests)
      if (request.op === 'append') appends.push({ no, request });
      else others.push({ no, request });
    schedule();
  });
  post({ kind: 'ready', position: writer.position });
}

function takeSome(): Numbered<AppendRequest>[] {
  let characters = 0;
  let events = 0;
  let count = 0;
  for (const { request } of appends) {
    if (count > 0 && (characters > charactersPerCommit || events > eventsPerCommit)) break;
    for (const { body } of request.events) characters += body.length;
    events += request.events.length;
    count++;
  }
  const taken = appends.slice(0, count);
  appends = appends.slice(count);
  return taken;
}

try {
  start();
} catch (error) {
  post({ kind: 'failed', failure: flattened(translated(file, error)) });
  port.close();
}

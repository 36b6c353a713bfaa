import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ParseAnswer, ParseOutcome, Parser, ParseRequest } from './messages.ts';

export interface ParserPoolOptions {
  /** Threads; by default one per processor, at most four. */
  readonly threads?: number;
  /** Received bytes that wait or are worked on, before more are turned away. */
  readonly maxQueuedBytes?: number;
  /** A body that takes longer ends its thread: whatever it is, it is no inventory. */
  readonly timeoutMs?: number;
}

interface Task {
  readonly request: ParseRequest;
  readonly resolve: (outcome: ParseOutcome) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  task: Task | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Unpacks and parses bodies beside the event loop. One body per thread at a time, so that a thread can be ended
 * without harm to another body.
 */
export class ParserPool implements Parser {
  readonly #threads: Thread[] = [];
  readonly #waiting: Task[] = [];
  readonly #size: number;
  readonly #maxQueuedBytes: number;
  readonly #timeoutMs: number;
  #queuedBytes = 0;
  #nextId = 0;
  #closed = false;

  constructor(options: ParserPoolOptions = {}) {
    this.#size = options.threads ?? Math.min(4, availableParallelism());
    this.#maxQueuedBytes = options.maxQueuedBytes ?? 64 * 1024 * 1024;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
  }

  /** Bodies that wait or are worked on. */
  get queued(): number {
    return this.#waiting.length + this.#threads.filter(thread => thread.task).length;
  }

  parse(
    bytes: Uint8Array,
    contentType: string | undefined,
    userAgent: string | undefined,
  ): Promise<ParseOutcome> {
    if (this.#closed) return Promise.reject(new Error('the parser pool is closed'));
    // A single body always fits, whatever the limit.
    if (this.#queuedBytes > 0 && this.#queuedBytes + bytes.length > this.#maxQueuedBytes) {
      return Promise.resolve({ kind: 'overloaded' });
    }
    this.#queuedBytes += bytes.length;
    const request = { id: this.#nextId++, bytes, contentType, userAgent };
    return new Promise<ParseOutcome>((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#feed();
    }).finally(() => {
      this.#queuedBytes -= bytes.length;
    });
  }

  #feed(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idleThread();
      if (!thread) return;
      const task = this.#waiting.shift();
      if (!task) return;
      thread.task = task;
      thread.timer = setTimeout(() => this.#tooCostly(thread), this.#timeoutMs);
      // A working thread keeps the process alive, an idle one does not.
      thread.worker.ref();
      // A copy that is handed over: the received bytes may lie in a buffer shared with other requests.
      const bytes = new Uint8Array(task.request.bytes);
      thread.worker.postMessage({ ...task.request, bytes }, [bytes.buffer]);
    }
  }

  /** Threads are started as they are needed: an idle server has none. */
  #idleThread(): Thread | undefined {
    const idle = this.#threads.find(thread => !thread.task);
    if (idle || this.#threads.length >= this.#size) return idle;
    const worker = new Worker(new URL('./parser-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 384 },
    });
    const thread: Thread = { worker, task: undefined, timer: undefined };
    worker.on('message', (answer: ParseAnswer) => this.#answered(thread, answer));
    worker.on('error', error => this.#broken(thread, error));
    worker.on('exit', () => this.#broken(thread, new Error('a parser thread ended')));
    this.#threads.push(thread);
    return thread;
  }

  #answered(thread: Thread, answer: ParseAnswer): void {
    const task = this.#take(thread);
    if (!task) return;
    if (answer.outcome === 'parsed') task.resolve({ kind: 'parsed', parsed: answer.parsed });
    else if (answer.outcome === 'refused')
      task.resolve({ kind: 'refused', code: answer.code, detail: answer.detail });
    else task.reject(new Error(`the parser failed: ${answer.message}`));
    this.#feed();
  }

  #tooCostly(thread: Thread): void {
    const task = this.#take(thread);
    task?.resolve({ kind: 'refused', code: 'body-too-costly', detail: 'reading the body took too long' });
    this.#end(thread);
  }

  /** Out of memory, for one: the body it was at is refused, the thread replaced. */
  #broken(thread: Thread, error: Error): void {
    const task = this.#take(thread);
    const outOfMemory = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (outOfMemory)
      task?.resolve({
        kind: 'refused',
        code: 'body-too-costly',
        detail: 'reading the body took too much memory',
      });
    else task?.reject(error);
    this.#end(thread);
  }

  #take(thread: Thread): Task | undefined {
    const { task } = thread;
    clearTimeout(thread.timer);
    thread.task = undefined;
    thread.worker.unref();
    return task;
  }

  #end(thread: Thread): void {
    const at = this.#threads.indexOf(thread);
    if (at < 0) return;
    this.#threads.splice(at, 1);
    void thread.worker.terminate();
    if (!this.#closed) this.#feed();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const task of this.#waiting.splice(0)) task.reject(new Error('the server is stopping'));
    await Promise.all(this.#threads.splice(0).map(thread => thread.worker.terminate()));
  }
}

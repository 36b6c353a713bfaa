import { fork, type ChildProcess } from 'node:child_process';
import { ArchiveFault } from '../faults.ts';
import type { Answer, ArchiveCalls, ArchiveProcessOptions } from './messages.ts';

/** A process that nobody has needed for so long ends. */
const endsAfterMs = 10_000;

interface Pending {
  resolve(value: never): void;
  reject(error: Error): void;
}

interface Running {
  readonly child: ChildProcess;
  readonly pending: Map<number, Pending>;
  readonly exited: Promise<void>;
  readonly ready: Promise<void>;
}

/**
 * The near end of the process that holds DuckDB. It is started by a call and ends when there are none; one that dies
 * fails what it was asked, and the next call starts another.
 */
export class ArchiveProcess {
  readonly #options: ArchiveProcessOptions;
  #running: Running | undefined;
  #no = 0;
  /** Readers and writers that are open keep it, besides calls. */
  #held = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ArchiveProcessOptions) {
    this.#options = options;
  }

  /** Rejects with ArchiveFault. */
  async call<Name extends keyof ArchiveCalls>(
    op: Name,
    request: ArchiveCalls[Name]['request'],
  ): Promise<ArchiveCalls[Name]['answer']> {
    if (this.#closed) throw new ArchiveFault('internal', 'the archive was closed');
    const release = this.hold();
    try {
      const { child, pending, ready } = (this.#running ??= this.#start());
      await ready;
      return await new Promise((resolve, reject) => {
        const no = ++this.#no;
        pending.set(no, { resolve, reject });
        child.send({ no, op, ...request }, error => {
          if (error) reject(new ArchiveFault('internal', error.message));
        });
      });
    } finally {
      release();
    }
  }

  /** Keeps the process until the answer is called. */
  hold(): () => void {
    clearTimeout(this.#timer);
    this.#held++;
    return () => {
      if (--this.#held > 0) return;
      this.#timer = setTimeout(() => void this.#end(), endsAfterMs).unref();
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer);
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    if (running.child.connected) running.child.disconnect();
    await running.exited;
  }

  #start(): Running {
    const child = fork(new URL('./main.ts', import.meta.url), [JSON.stringify(this.#options)], {
      serialization: 'advanced',
      // What this process was started with, a test's loader or a debugger, is its own.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const pending = new Map<number, Pending>();
    const started = Promise.withResolvers<void>();
    const exited = Promise.withResolvers<void>();
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000);
    });
    child.on('message', (answer: Answer) => {
      if (answer.no === 0) return started.resolve();
      const asked = pending.get(answer.no);
      pending.delete(answer.no);
      if ('value' in answer) asked?.resolve(answer.value as never);
      else {
        const { reason, message, files } = answer.failure;
        asked?.reject(new ArchiveFault(reason, message, files));
      }
    });
    const gone = (why: string): void => {
      if (this.#running === running) this.#running = undefined;
      const fault = new ArchiveFault('internal', `the process of the archive ended (${why}) ${said}`.trim());
      started.reject(fault);
      for (const one of pending.values()) one.reject(fault);
      pending.clear();
      exited.resolve();
    };
    child.once('error', error => gone(error.message));
    child.once('exit', (code, signal) => gone(String(signal ?? code)));
    started.promise.catch(() => undefined);
    const running = { child, pending, exited: exited.promise, ready: started.promise };
    return running;
  }
}

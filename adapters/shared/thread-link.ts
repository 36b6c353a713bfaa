import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreUnavailableError } from '../../domain/kernel/index.ts';
import { threadLimits } from './thread-limits.ts';

/** What a thread can be asked, by the request's `op`, and what it answers. */
export type Calls<C> = {
  readonly [Name in keyof C]: { readonly request: unknown; readonly answer: unknown };
};

export interface Numbered<Request> {
  readonly no: number;
  readonly request: Request;
}

/** Errors cross threads as data; their classes do not survive the crossing. */
export interface Failure {
  readonly reason: string | null;
  readonly message: string;
  readonly stack: string | undefined;
}

export type Answer = { readonly no: number } & ({ readonly value: unknown } | { readonly failure: Failure });

/** From a thread to its owner. `position` is how far what it keeps has grown; 0 where that means nothing. */
export type FromThread =
  | { readonly kind: 'ready'; readonly position: number }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'grown'; readonly position: number }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] };

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * The near end of a thread that answers requests. What is asked within one turn of the event loop is sent
 * as one message: waking a thread costs more than a short request.
 */
export class ThreadLink<C extends Calls<C>> {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #onGrown: (position: number) => void;
  #unsent: Numbered<unknown>[] = [];
  #handedOver: ArrayBuffer[] = [];
  #next = 0;
  #ended: Error | null = null;

  private constructor(worker: Worker, onGrown: (position: number) => void) {
    this.#worker = worker;
    this.#onGrown = onGrown;
    worker.on('message', (message: FromThread) => this.#receive(message));
    worker.on('error', error => this.#end(error));
    worker.on('exit', () => this.#end(new StoreUnavailableError('closed', 'the store was closed')));
  }

  /** Resolves once the thread is ready; throws why it cannot be. */
  static async start<C extends Calls<C>>(
    script: URL,
    workerData: unknown,
    onGrown: (position: number) => void = () => undefined,
  ): Promise<{ readonly link: ThreadLink<C>; readonly position: number }> {
    // What tools that list threads call it.
    const name = basename(script.pathname, '.ts');
    const worker = new Worker(script, { name, workerData, resourceLimits: threadLimits });
    const position = await new Promise<number>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (first: FromThread) => {
        if (first.kind === 'ready') resolve(first.position);
        else if (first.kind === 'failed') reject(revived(first.failure));
      });
    });
    worker.removeAllListeners('error');
    return { link: new ThreadLink<C>(worker, onGrown), position };
  }

  /** `handOver`: memory of the request that the thread has from then on, and nobody here any more. */
  call<Name extends keyof C>(
    request: C[Name]['request'] & { readonly op: Name },
    handOver: readonly ArrayBuffer[] = [],
  ): Promise<C[Name]['answer']> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#handedOver.push(...handOver);
    return new Promise((resolve, reject) => {
      const no = this.#next++;
      this.#pending.set(no, { resolve, reject });
      if (this.#unsent.push({ no, request }) === 1) queueMicrotask(() => this.#send());
    });
  }

  /** Asks it to close and waits for its end. */
  async close(request: C[keyof C]['request'] & { readonly op: keyof C }): Promise<void> {
    const exited = new Promise<void>(resolve => void this.#worker.once('exit', () => resolve()));
    await this.call(request).catch((error: unknown) => {
      if (!this.#ended) throw error;
    });
    if (!this.#ended) await exited;
  }

  #send(): void {
    const requests = this.#unsent;
    const handedOver = this.#handedOver;
    this.#unsent = [];
    this.#handedOver = [];
    this.#worker.postMessage(requests, handedOver);
  }

  #receive(message: FromThread): void {
    if (message.kind === 'grown') return this.#onGrown(message.position);
    if (message.kind !== 'answers') return;
    for (const answer of message.answers) {
      const pending = this.#pending.get(answer.no);
      this.#pending.delete(answer.no);
      if ('failure' in answer) pending?.reject(revived(answer.failure));
      else pending?.resolve(answer.value);
    }
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const pending of this.#pending.values()) pending.reject(this.#ended);
    this.#pending.clear();
  }
}

export function flattened(error: unknown): Failure {
  const reason = error instanceof StoreUnavailableError ? error.reason : null;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { reason, message, stack };
}

function revived({ reason, message, stack }: Failure): Error {
  if (reason !== null) return new StoreUnavailableError(reason as StoreUnavailableError['reason'], message);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}

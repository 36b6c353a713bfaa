import { Worker, parentPort, type ResourceLimits } from 'node:worker_threads';
import { FoldError, QueryError } from '../../../projections/kernel/index.ts';
import { releaseMemoryWhenIdle } from '../../platform/idle-memory.ts';
import { threadLimits } from '../../shared/thread-limits.ts';

/**
 * Calls into a worker thread, in order: those of one turn of the event loop cross as one message, because waking a
 * thread costs more than a short call; each is answered by itself.
 */

interface Request {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

interface WireError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

type Reply =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError };

export type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

export interface Thread<M extends Methods> {
  call<K extends keyof M & string>(method: K, ...args: Parameters<M[K]>): Promise<Awaited<ReturnType<M[K]>>>;
  /** Calls not yet answered. */
  readonly pending: number;
  terminate(): Promise<void>;
}

/** The file of a projection is missing or damaged; the projection has to be rebuilt from the log. */
export class ReadStoreDamagedError extends Error {
  readonly code = 'READ_STORE_DAMAGED';
  readonly projection: string;
  readonly reason: string;
  constructor(projection: string, reason: string) {
    super(`read model ${projection}: ${reason}; rebuild it from the log`);
    this.name = 'ReadStoreDamagedError';
    this.projection = projection;
    this.reason = reason;
  }
}

function pack(error: unknown): WireError {
  const { name, message, code } = error as Error & { code?: unknown };
  const wire = { name: String(name), message: String(message) };
  if (error instanceof ReadStoreDamagedError)
    return { ...wire, details: { projection: error.projection, reason: error.reason } };
  if (error instanceof FoldError) return { ...wire, details: error.event };
  if (error instanceof QueryError) return { ...wire, code: error.code, details: error.details };
  return { ...wire, ...(typeof code === 'string' && { code }) };
}

function unpack({ name, message, code, details = {} }: WireError): Error {
  switch (name) {
    case 'QueryError':
      return new QueryError(code as QueryError['code'], details);
    case 'ReadStoreDamagedError':
      return new ReadStoreDamagedError(String(details['projection']), String(details['reason']));
    case 'FoldError':
      return new FoldError(details as FoldError['event'], new Error(message));
    default:
      return Object.assign(new Error(message), { name, ...(code && { code }) });
  }
}

/** Serves calls in a worker. Synchronous methods run to their end one after the other. */
export function serve(methods: Methods): void {
  const port = parentPort;
  if (!port) throw new Error('this module runs in a worker thread');
  releaseMemoryWhenIdle();
  port.on('message', (requests: readonly Request[]) => {
    for (const request of requests) void answer(methods, request).then(reply => port.postMessage(reply));
  });
}

async function answer(methods: Methods, { id, method, args }: Request): Promise<Reply> {
  try {
    const run = methods[method];
    if (!run) throw new Error(`no method ${method}`);
    return { id, ok: true, result: await run(...(args as never[])) };
  } catch (error) {
    return { id, ok: false, error: pack(error) };
  }
}

export function startThread<M extends Methods>(
  url: URL,
  workerData: unknown,
  resourceLimits: ResourceLimits = threadLimits,
): Thread<M> {
  const worker = new Worker(url, { workerData, resourceLimits });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let unsent: Request[] = [];
  let next = 0;
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('message', (reply: Reply) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if (reply.ok) call?.resolve(reply.result as never);
    else call?.reject(unpack(reply.error));
  });
  worker.on('error', error => end(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', code => end(new Error(`worker thread ended with code ${code}`)));
  worker.unref();
  const send = () => {
    const requests = unsent;
    unsent = [];
    try {
      worker.postMessage(requests);
    } catch (error) {
      // An argument that cannot cross.
      for (const { id } of requests) waiting.get(id)?.reject(error as Error);
      for (const { id } of requests) waiting.delete(id);
    }
  };
  return {
    call(method, ...args) {
      if (ended) return Promise.reject(ended);
      return new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve: resolve as (value: never) => void, reject });
        worker.ref();
        if (unsent.push({ id, method, args }) === 1) queueMicrotask(send);
      });
    },
    get pending() {
      return waiting.size;
    },
    async terminate() {
      await worker.terminate();
    },
  };
}

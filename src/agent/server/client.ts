import { userAgent } from '../version.ts';
import { basicAuth } from './address.ts';

/** What came back. Status 0: nothing did. */
export interface Answer {
  readonly status: number;
  /** JSON, where the server sent some. */
  readonly body: unknown;
  readonly retryAfterSeconds: number;
  /** Why nothing came, or what the server said against it; for people. */
  readonly said: string;
}

/** The beginning of an answer that is read as it comes. */
export interface Opened extends Omit<Answer, 'body'> {
  readonly contentRange: string | null;
  /** Undefined where the server said no. They end early, and without an error, where the line breaks. */
  readonly chunks: AsyncIterable<Uint8Array> | undefined;
}

export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** Asked for longer, a server is taken for gone. */
const patienceMs = 120_000;
/** A line over which nothing comes for so long is broken. */
const silenceMs = 60_000;
/** No answer to an agent is as long; more is not read. */
const longestAnswer = 4 * 1024 * 1024;

/** Speaks to the server as one user: the agent itself, or whoever has an enrolment token. */
export class ServerClient {
  readonly #server: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #patienceMs: number;

  constructor(server: string, user: string, secret: string, patience = patienceMs) {
    this.#server = server;
    this.#headers = { authorization: basicAuth(user, secret), 'user-agent': userAgent };
    this.#patienceMs = patience;
  }

  /** Never rejects. */
  async ask({ method, path, headers, body }: Outgoing): Promise<Answer> {
    try {
      const response = await fetch(`${this.#server}${path}`, {
        method,
        headers: { ...this.#headers, ...headers },
        redirect: 'error',
        signal: AbortSignal.timeout(this.#patienceMs),
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
      });
      const answered = parse(await readBounded(response));
      return {
        status: response.status,
        body: answered,
        retryAfterSeconds: secondsIn(response.headers.get('retry-after')),
        said: response.ok ? '' : reasonIn(answered, response.status),
      };
    } catch (error) {
      return { status: 0, body: undefined, retryAfterSeconds: 0, said: whyUnreachable(error) };
    }
  }

  /** A file, from one of its bytes on. Never rejects but for the signal. */
  async open(path: string, from: number, signal: AbortSignal): Promise<Opened> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), this.#patienceMs);
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs).unref();
    };
    try {
      const response = await fetch(`${this.#server}${path}`, {
        headers: { ...this.#headers, ...(from > 0 && { range: `bytes=${from}-` }) },
        redirect: 'error',
        signal: AbortSignal.any([signal, silence.signal]),
      });
      const { status, ok, headers } = response;
      return {
        status,
        retryAfterSeconds: secondsIn(headers.get('retry-after')),
        contentRange: headers.get('content-range'),
        said: ok ? '' : reasonIn(parse(await readBounded(response)), status),
        chunks: ok && response.body ? asTheyCome(response.body, heard) : undefined,
      };
    } catch (error) {
      signal.throwIfAborted();
      return {
        status: 0,
        retryAfterSeconds: 0,
        contentRange: null,
        said: whyUnreachable(error),
        chunks: undefined,
      };
    } finally {
      clearTimeout(timer);
    }
  }
}

async function* asTheyCome(body: AsyncIterable<Uint8Array>, heard: () => void): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    heard();
    const next = await chunks.next().catch(() => undefined);
    if (!next || next.done) return;
    yield next.value;
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > longestAnswer) throw new Error('the answer is longer than any of a server');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of a problem document, or of an answer to an inventory. */
function reasonIn(body: unknown, status: number): string {
  const { code, title, message } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const words = [code, title ?? message].filter(word => typeof word === 'string');
  return words.length > 0 ? words.join(': ').slice(0, 300) : `status ${status}`;
}

/** Seconds, or a date; at most a day, whatever is asked. */
function secondsIn(header: string | null): number {
  if (header === null) return 0;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return seconds > 0 ? Math.min(seconds, 86_400) : 0;
}

function whyUnreachable(error: unknown): string {
  const { cause, message } = error as { readonly cause?: NodeJS.ErrnoException; readonly message?: string };
  return (cause?.code ?? cause?.message ?? message ?? String(error)).slice(0, 200);
}

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FormField } from '../../../domain/agents/index.ts';
import { faultsIn, valueOf, type Faults, type Values } from './entries.ts';
import { endPage, formPage, pagePolicy } from './page.ts';
import { languageIn, type FormLanguage } from './texts.ts';

export interface LoopbackForm {
  readonly fields: readonly FormField[];
  /** What is recorded. */
  readonly values: Values;
  readonly server: string;
  readonly collects: string;
  /** Whether the other end of a connection to `port` from `peerPort` is the person who is asked. */
  readonly isTheirs: (peerPort: number, port: number) => Promise<boolean>;
  readonly finished: (values: Values) => void;
  readonly cancelled: () => void;
}

const host = '127.0.0.1';
/** A form nobody finishes ends by itself. */
const openMs = 3_600_000;
const longestBody = 512 * 1024;

/**
 * The form at an address of this computer that is good once. The secret in its path keeps pages of others from
 * sending it; whose connection it is keeps other users out who may see the address.
 */
export class Loopback {
  readonly #form: LoopbackForm;
  readonly #secret = randomBytes(32).toString('base64url');
  readonly #server: Server;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(form: LoopbackForm) {
    this.#form = form;
    this.#server = createServer({ requestTimeout: 30_000 }, (request, response) => {
      void this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** Resolves with the address to open. */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, host, resolve);
    });
    this.#timer = setTimeout(() => this.#end(this.#form.cancelled), openMs);
    return `http://${host}:${this.#port}/${this.#secret}`;
  }

  close(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#server.close();
    this.#server.closeIdleConnections();
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #end(how: () => void): void {
    if (this.#ended) return;
    this.close();
    how();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const language = languageIn(request.headers['accept-language']);
    const refused = await this.#refusal(request);
    if (refused !== undefined) return say(response, refused, 'no such page\n', 'text/plain');
    const { fields, values } = this.#form;
    if (request.method === 'GET') {
      const recorded = fields.map(({ id }) => [id, String(values[id] ?? '')]);
      return say(response, 200, this.#page(language, Object.fromEntries(recorded), {}));
    }
    const sent = await bodyOf(request);
    if (sent === undefined) return say(response, 413, 'too long\n', 'text/plain');
    const typed = new URLSearchParams(sent);
    if (typed.get('act') !== 'finish') {
      say(response, 200, endPage(language, 'cancelled'));
      return this.#end(this.#form.cancelled);
    }
    const texts = Object.fromEntries(fields.map(({ id }) => [id, typed.get(id) ?? '']));
    const entered = Object.fromEntries(
      fields.map(field => [field.id, valueOf(field, texts[field.id] ?? '')]),
    );
    const faults = faultsIn(fields, entered);
    if (Object.keys(faults).length > 0) return say(response, 422, this.#page(language, texts, faults));
    say(response, 200, endPage(language, 'done'));
    this.#end(() => this.#form.finished(entered));
  }

  /** Status for whoever is not the person at the computer with the page that was opened. */
  async #refusal(request: IncomingMessage): Promise<number | undefined> {
    const own = `${host}:${this.#port}`;
    if (this.#ended || request.headers.host !== own) return 404;
    const { origin } = request.headers;
    if (origin !== undefined && origin !== `http://${own}`) return 404;
    if (request.method !== 'GET' && request.method !== 'POST') return 404;
    const told = Buffer.from(request.url ?? '');
    const path = Buffer.from(`/${this.#secret}`);
    if (told.length !== path.length || !timingSafeEqual(told, path)) return 404;
    const peer = request.socket.remotePort;
    return peer !== undefined && (await this.#form.isTheirs(peer, this.#port)) ? undefined : 404;
  }

  #page(language: FormLanguage, texts: Readonly<Record<string, string>>, faults: Faults): string {
    const { fields, server, collects } = this.#form;
    return formPage({ language, fields, texts, faults, server, collects });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function say(response: ServerResponse, status: number, text: string, type = 'text/html'): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': pagePolicy,
    'cache-control': 'no-store',
    // Not `no-referrer`: then the browser would not say of what page a form comes either.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    connection: 'close',
  });
  response.end(text);
}

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { WebSocketServer } from 'ws';
import {
  checkBatch,
  recordsOf,
  type OperationBatch,
  type OperationRecord,
} from '../../domain/operation-logs/index.ts';

export interface IntakeAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server as agents see it: it takes operations, and answers everything else as it is told. */
export class OperationIntake {
  /** Batches as they came, in order. */
  readonly batches: OperationBatch[] = [];
  /** Paths that were asked for, but operations. */
  readonly asked: string[] = [];
  /** How many batches each request had. */
  readonly requests: number[] = [];
  /** What is answered to operations; undefined: each batch is recorded. */
  answer: ((batches: readonly OperationBatch[]) => IntakeAnswer | undefined) | undefined;
  /** What is answered to anything else, by path without its query. */
  other: (path: string) => IntakeAnswer = () => ({ status: 200, body: {} });
  #server: Server | undefined;
  #lines: WebSocketServer | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get records(): OperationRecord[] {
    return this.batches.flatMap(recordsOf);
  }

  /** At the same address each time. */
  async open(): Promise<void> {
    const server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body, headers }) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(body ?? {}));
      });
    });
    this.#lines = new WebSocketServer({ server });
    await new Promise<void>(resolve => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Agents that are connected ask at once. */
  nudge(): void {
    for (const line of this.#lines?.clients ?? []) line.send('{"nudge":1}');
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    for (const line of this.#lines?.clients ?? []) line.terminate();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<IntakeAnswer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const path = request.url!.split('?', 1)[0]!;
    if (path !== '/agents/operations') {
      this.asked.push(path);
      return this.other(path);
    }
    const told = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString('utf8')) as { batches: unknown[] };
    const batches = told.batches.map(each => {
      const checked = checkBatch(each);
      if ('fault' in checked) throw new Error(`${checked.fault.at} ${checked.fault.what}`);
      return checked.batch;
    });
    this.requests.push(batches.length);
    const answer = this.answer?.(batches);
    if (answer) return answer;
    this.batches.push(...batches);
    return { status: 200, body: { batches: batches.map(({ seq }) => ({ seq, state: 'recorded' })) } };
  }
}

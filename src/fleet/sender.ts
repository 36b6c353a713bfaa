import { Agent, request } from 'node:http';
import type { WireReport } from './dialects.ts';

export interface Outcome {
  readonly status: number;
  /** Milliseconds from the first byte sent to the last received, without waiting for a retry. */
  readonly latency: number;
}

/** Sends reports over kept connections; waits and repeats where the server says "later" (429, 503 with Retry-After). */
export class Sender {
  readonly #base: URL;
  readonly #agent: Agent;
  readonly #authorization: string;
  /** How often the server asked to come back later. */
  postponed = 0;

  constructor(base: string, token: string, connections: number) {
    this.#base = new URL(base);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    this.#authorization = `Basic ${Buffer.from(`enrol:${token}`).toString('base64')}`;
  }

  async send(report: WireReport): Promise<Outcome> {
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#once(report);
      const later = answer.status === 429 || answer.status === 503;
      if (!later || attempt === 20) return answer;
      this.postponed++;
      await new Promise(resolve => setTimeout(resolve, answer.retryAfter * 1000));
    }
  }

  #once(report: WireReport): Promise<Outcome & { readonly retryAfter: number }> {
    return new Promise((resolve, reject) => {
      const began = performance.now();
      const outgoing = request(
        {
          host: this.#base.hostname,
          port: this.#base.port,
          method: 'POST',
          path: report.path,
          agent: this.#agent,
          headers: {
            ...report.headers,
            authorization: this.#authorization,
            'content-length': report.body.length,
          },
          timeout: 60_000,
        },
        incoming => {
          incoming.resume();
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 0,
              latency: performance.now() - began,
              retryAfter: Math.min(60, Number(incoming.headers['retry-after'] ?? 1) || 1),
            }),
          );
          incoming.on('error', reject);
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 60 s')));
      outgoing.on('error', reject);
      outgoing.end(report.body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

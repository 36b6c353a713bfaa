import type { Logger } from 'pino';
import { backOffMs } from '../spread.ts';
import type { Parcel, Spool } from '../store/spool.ts';
import type { Answer, ServerClient } from './client.ts';

/** Older than this, what a parcel says was so then and need not be so any more. */
const delayedMs = 120_000;

export interface DeliveryPorts {
  readonly agentId: string;
  readonly client: Pick<ServerClient, 'ask'>;
  readonly spool: Spool;
  readonly log: Logger;
  readonly nowMs: () => number;
  /** Multiplies the waits; 1 but in tests. */
  readonly pace: number;
  /** The server will never take it. */
  readonly onRefused: (parcel: Parcel, answer: Answer) => void;
  readonly onAnswer: (answer: Answer) => void;
}

/** How long to leave the server alone: kept over everything that speaks to it. */
export class Patience {
  readonly #agentId: string;
  readonly #pace: number;
  #failures = 0;
  #untilMs = 0;

  constructor(agentId: string, pace: number) {
    this.#agentId = agentId;
    this.#pace = pace;
  }

  /** Milliseconds that are still to be waited. */
  left(nowMs: number): number {
    return Math.max(0, this.#untilMs - nowMs);
  }

  heard({ status, retryAfterSeconds }: Answer, nowMs: number): void {
    if (!isLater(status)) {
      this.#failures = 0;
      this.#untilMs = 0;
      return;
    }
    this.#failures++;
    this.#untilMs = nowMs + backOffMs(this.#agentId, this.#failures, retryAfterSeconds) * this.#pace;
  }
}

/** What passes: nobody answers, too much at once, a server in trouble. Credentials may be given back, too. */
export function isLater(status: number): boolean {
  return status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
}

/** Brings what waits in the spool to the server, in order, as long as it takes it. */
export class Delivery {
  readonly patience: Patience;
  readonly #ports: DeliveryPorts;
  #running: Promise<boolean> | undefined;

  constructor(ports: DeliveryPorts) {
    this.#ports = ports;
    this.patience = new Patience(ports.agentId, ports.pace);
  }

  /** True once nothing waits any more; false where the server is to be left alone for a while. */
  drain(): Promise<boolean> {
    this.#running ??= this.#drain().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #drain(): Promise<boolean> {
    const { spool, client, log, nowMs, onAnswer, onRefused } = this.#ports;
    for (let parcel = spool.first(); parcel; parcel = spool.first()) {
      if (this.patience.left(nowMs()) > 0) return false;
      const answer = await client.ask(this.#outgoing(parcel));
      this.patience.heard(answer, nowMs());
      onAnswer(answer);
      if (isLater(answer.status)) {
        log.warn({ path: parcel.path, status: answer.status, said: answer.said }, 'not delivered yet');
        return false;
      }
      spool.removeFirst();
      if (answer.status >= 400) {
        log.error({ path: parcel.path, status: answer.status, said: answer.said }, 'refused for good');
        onRefused(parcel, answer);
      }
    }
    return true;
  }

  #outgoing({ path, contentType, body, at }: Parcel): Parameters<ServerClient['ask']>[0] {
    const delayed = this.#ports.nowMs() - Date.parse(at) > delayedMs;
    return {
      method: 'POST',
      path,
      body: Buffer.from(body, 'base64'),
      headers: {
        'content-type': contentType,
        'glpi-agent-id': this.#ports.agentId,
        ...(delayed && { 'muster-delayed': '1' }),
      },
    };
  }
}

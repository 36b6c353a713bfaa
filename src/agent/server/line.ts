import type { Logger } from 'pino';
import WebSocket from 'ws';
import { backOffMs, shareOf } from '../spread.ts';
import { userAgent } from '../version.ts';
import { basicAuth, socketAddress } from './address.ts';

export interface LineOptions {
  readonly server: string;
  readonly agentId: string;
  readonly secret: string;
  readonly log: Logger;
  readonly pace: number;
  /**
   * Something may wait: after each connection, and whenever the server says so. `sequence`: of the command that does;
   * 0 where none was named.
   */
  readonly onNudge: (sequence: number) => void;
}

/** The server asks every 25 seconds whether somebody is there; two silences are one too many. */
const silenceMs = 60_000;

/** When a server starts again, those of its agents that were connected come back within so long. */
const againWithinMs = 60_000;

/** The line over which the server says that something waits. What it says is never more than a hint. */
export class Line {
  readonly #options: LineOptions;
  #socket: WebSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  #failures = 0;
  #wanted = false;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  open(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#connect();
  }

  close(): void {
    this.#wanted = false;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  #connect(): void {
    const { server, agentId, secret, onNudge } = this.#options;
    const socket = new WebSocket(socketAddress(server), {
      headers: { authorization: basicAuth(agentId, secret), 'user-agent': userAgent },
      perMessageDeflate: false,
      maxPayload: 1_024,
      handshakeTimeout: 30_000,
      followRedirects: false,
    });
    this.#socket = socket;
    socket.on('open', () => {
      this.#heard(socket);
      onNudge(0);
    });
    // Only a line that lasts is one: computers that share an identity take it from each other again and again.
    socket.on('ping', () => {
      this.#failures = 0;
      this.#heard(socket);
    });
    socket.on('message', data => {
      this.#heard(socket);
      const sequence = nudgeIn(data);
      if (sequence !== undefined) onNudge(sequence);
    });
    socket.on('error', error => this.#options.log.debug({ said: error.message }, 'line to the server'));
    socket.once('close', code => this.#closed(socket, code));
  }

  #heard(socket: WebSocket): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => socket.terminate(), silenceMs).unref();
  }

  #closed(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return;
    clearTimeout(this.#silence);
    this.#socket = undefined;
    if (!this.#wanted) return;
    this.#failures++;
    const { agentId, log, pace } = this.#options;
    log.debug({ code }, 'line closed');
    const waitMs = backOffMs(agentId, this.#failures) + shareOf(agentId, 'line') * againWithinMs;
    this.#timer = setTimeout(() => this.#connect(), waitMs * pace).unref();
  }
}

/** Anybody in between can say it; it only makes the agent ask. */
function nudgeIn(data: WebSocket.RawData): number | undefined {
  try {
    const { nudge } = JSON.parse((data as Buffer).toString('utf8')) as { readonly nudge?: unknown };
    return Number.isSafeInteger(nudge) && (nudge as number) >= 0 ? (nudge as number) : undefined;
  } catch {
    return undefined;
  }
}

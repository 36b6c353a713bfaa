import type { Clock, Whiteboard } from '../../../domain/kernel/index.ts';
import type { Peers } from '../peers.ts';
import type { IntakeAnswer } from './contract.ts';

/** An agent asks at most twelve times, ten seconds apart. */
const keptMs = 5 * 60_000;
/** Of one server. */
const maximum = 5_000;
const kind = 'answer';

interface Waiting {
  /** Who works on it. */
  readonly server: string;
  /** Null until it is there. */
  readonly answer: IntakeAnswer | null;
}

export interface PendingPorts {
  readonly whiteboard: Whiteboard;
  readonly clock: Clock;
  readonly peers: Pick<Peers, 'server' | 'isAlive'>;
}

/**
 * Answers that a GLPI agent fetches later, from whichever server it reaches: when the server is behind, the report is
 * accepted, the agent told `pending`, and it asks again under its request id.
 */
export class PendingAnswers {
  readonly #ports: PendingPorts;
  /** Those worked on here. */
  readonly #here = new Set<string>();

  constructor(ports: PendingPorts) {
    this.#ports = ports;
  }

  /** False where too many wait already, or nobody else could be told. */
  async add(agentId: string, requestId: string, answer: Promise<IntakeAnswer>): Promise<boolean> {
    const key = keyOf(agentId, requestId);
    if (this.#here.size >= maximum || this.#here.has(key)) return false;
    this.#here.add(key);
    // Whoever failed has logged it; that it did is looked at below.
    answer.catch(() => undefined);
    try {
      await this.#put(key, null);
    } catch {
      this.#here.delete(key);
      return false;
    }
    void this.#settle(key, answer);
    return true;
  }

  /** `unknown` too late, or where the server that worked on it is gone: the agent starts over. */
  async take(agentId: string, requestId: string): Promise<IntakeAnswer | 'pending' | 'unknown'> {
    const { whiteboard, peers } = this.#ports;
    const key = keyOf(agentId, requestId);
    const note = await whiteboard.get(kind, key);
    if (!note) return 'unknown';
    const { server, answer } = note.value as unknown as Waiting;
    if (answer === null) return peers.isAlive(server) ? 'pending' : 'unknown';
    await whiteboard.remove(kind, key);
    return answer;
  }

  /** What failed or cannot be noted is waited for no longer: the agent sends again. */
  async #settle(key: string, answer: Promise<IntakeAnswer>): Promise<void> {
    try {
      await this.#put(key, await answer);
    } catch {
      await this.#ports.whiteboard.remove(kind, key).catch(() => undefined);
    } finally {
      this.#here.delete(key);
    }
  }

  #put(key: string, answer: IntakeAnswer | null): Promise<void> {
    const { whiteboard, peers, clock } = this.#ports;
    const waiting: Waiting = { server: peers.server, answer };
    const expiresAt = new Date(Date.parse(clock.now()) + keptMs).toISOString();
    return whiteboard.put(kind, key, { ...waiting }, expiresAt);
  }
}

function keyOf(agentId: string, requestId: string): string {
  return `${requestId} ${agentId}`;
}

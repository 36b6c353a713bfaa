import type { WebSocket } from 'ws';
import { NudgeQueue } from './nudge-queue.ts';

/** Close codes of ours (RFC 6455 leaves 4000 to 4999 to programs). */
export const closeCodes = { replaced: 4001, credentialEnded: 4002, serverStops: 1001 } as const;

/** Both sides look whether the other is still there; a proxy in between may drop what is silent for a minute. */
export const beatMs = 25_000;

interface Connected {
  readonly socket: WebSocket;
  /** It has answered since the last look. */
  alive: boolean;
}

/** The sockets of the agents that are connected to this server: one of each agent, the newest. */
export class SocketHub {
  readonly #connected = new Map<string, Connected>();
  readonly #heart: NodeJS.Timeout;
  readonly #queue = new NudgeQueue(agentId => this.nudge(agentId));

  constructor(everyMs = beatMs) {
    this.#heart = setInterval(() => this.beat(), everyMs).unref();
  }

  get size(): number {
    return this.#connected.size;
  }

  isConnected(agentId: string): boolean {
    return this.#connected.has(agentId);
  }

  add(agentId: string, socket: WebSocket): void {
    const before = this.#connected.get(agentId);
    const connected: Connected = { socket, alive: true };
    this.#connected.set(agentId, connected);
    before?.socket.close(closeCodes.replaced, 'another connection of this agent');
    socket.on('pong', () => (connected.alive = true));
    // Nothing is taken over this line; whoever sends is no agent of ours.
    socket.on('message', () => socket.close(1008, 'nothing is taken here'));
    socket.on('error', () => socket.terminate());
    socket.once('close', () => {
      if (this.#connected.get(agentId) === connected) this.#connected.delete(agentId);
    });
  }

  /** Tells the agent that there is something to ask for: a command, where it is named. False: it is not connected here. */
  nudge(agentId: string, sequence = 0): boolean {
    const connected = this.#connected.get(agentId);
    connected?.socket.send(JSON.stringify({ nudge: sequence }));
    return connected !== undefined;
  }

  /** The same to many of whom nobody waits for one: a few at a time, the next as those have asked. */
  nudgeInTurn(agentIds: Iterable<string>): void {
    this.#queue.add(agentIds);
  }

  nudgeAllInTurn(): void {
    this.#queue.add(this.#connected.keys());
  }

  /** The agent has asked what there is. */
  asked(agentId: string): void {
    this.#queue.asked(agentId);
  }

  drop(agentId: string): void {
    this.#connected.get(agentId)?.socket.close(closeCodes.credentialEnded, 'the credential has ended');
  }

  /** Lets go of those that have not answered since the last time, and asks the others. */
  beat(): void {
    for (const connected of this.#connected.values()) {
      if (!connected.alive) {
        connected.socket.terminate();
        continue;
      }
      connected.alive = false;
      connected.socket.ping();
    }
  }

  close(): void {
    clearInterval(this.#heart);
    this.#queue.close();
    for (const { socket } of this.#connected.values())
      socket.close(closeCodes.serverStops, 'the server stops');
  }
}

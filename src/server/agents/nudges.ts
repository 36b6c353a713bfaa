import type { Logger } from 'pino';
import type { SignedCommand } from '../../../domain/agents/index.ts';
import type { EventStore, StoredEvent } from '../../../domain/kernel/index.ts';
import { nudgeListed } from './nudge-listed.ts';
import type { SocketHub } from './socket-hub.ts';

/** How long it is waited before the log is followed anew after a fault. */
const againMs = 5_000;

const filter = {
  types: ['AgentCommandIssued', 'AgentCredentialRevoked', 'AgentUpdateOrdered', 'AgentUpdateWidened'],
} as const;

/** Agents that an update is meant for. */
export type AgentsOfUpdate = (update: string) => AsyncIterable<string>;

/**
 * Tells the agents that are connected to this server what concerns them. The log is what all servers share, so a
 * command reaches its agent whichever of them was asked and whichever the agent is connected to.
 */
export class Nudges {
  readonly #ports: { readonly events: Pick<EventStore, 'subscribe' | 'lastPosition'>; readonly log: Logger };
  readonly #hub: Pick<SocketHub, 'nudge' | 'nudgeInTurn' | 'nudgeAllInTurn' | 'drop'>;
  readonly #agentsOf: AgentsOfUpdate;
  readonly #stopping = new AbortController();

  constructor(
    ports: { readonly events: Pick<EventStore, 'subscribe' | 'lastPosition'>; readonly log: Logger },
    hub: Pick<SocketHub, 'nudge' | 'nudgeInTurn' | 'nudgeAllInTurn' | 'drop'>,
    agentsOf: AgentsOfUpdate,
  ) {
    this.#ports = ports;
    this.#hub = hub;
    this.#agentsOf = agentsOf;
  }

  start(): void {
    void this.#follow();
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** What is missed while the log cannot be followed an agent finds at its next poll. */
  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted)
      try {
        await this.#read(await this.#ports.events.lastPosition(), signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#ports.log.warn({ err: error }, 'agents are not nudged for a while');
        await new Promise(resolve => setTimeout(resolve, againMs).unref());
      }
  }

  async #read(after: number, signal: AbortSignal): Promise<void> {
    for await (const message of this.#ports.events.subscribe(after, filter, signal)) {
      if (message.kind !== 'events') continue;
      for (const event of message.events) await this.#tell(event);
    }
  }

  async #tell({ type, data }: StoredEvent): Promise<void> {
    if (type === 'AgentCommandIssued') {
      const { agentId, sequence } = (data as { readonly command: SignedCommand }).command;
      this.#hub.nudge(agentId, sequence);
    } else if (type === 'AgentCredentialRevoked')
      this.#hub.drop((data as { readonly agentId: string }).agentId);
    else
      await nudgeListed(
        this.#agentsOf((data as { readonly update: string }).update),
        this.#hub,
        this.#ports.log,
      );
  }
}

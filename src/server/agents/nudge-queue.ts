/** Agents that may be asking because of one change at the same time. */
const mostAsking = 64;
/** An agent that was nudged and has not asked by then is asleep, or asks later: another one may. */
const patienceMs = 5_000;

/**
 * Tells many agents that there is something to ask for, so that their questions come one after the other: thirty
 * thousand at once would keep everybody else waiting for a minute. Each agent that has asked makes room for the next.
 */
export class NudgeQueue {
  /** Whether the agent could be told. */
  readonly #tell: (agentId: string) => boolean;
  readonly #waiting = new Set<string>();
  readonly #asking = new Map<string, NodeJS.Timeout>();

  constructor(tell: (agentId: string) => boolean) {
    this.#tell = tell;
  }

  /** Who waits already, waits once. */
  add(agentIds: Iterable<string>): void {
    for (const agentId of agentIds) this.#waiting.add(agentId);
    this.#next();
  }

  asked(agentId: string): void {
    const patience = this.#asking.get(agentId);
    if (!patience) return;
    clearTimeout(patience);
    this.#asking.delete(agentId);
    this.#next();
  }

  close(): void {
    this.#waiting.clear();
    for (const patience of this.#asking.values()) clearTimeout(patience);
    this.#asking.clear();
  }

  #next(): void {
    for (const agentId of this.#waiting) {
      if (this.#asking.size >= mostAsking) return;
      // What it is being told may be of before: it is nudged again once it has been.
      if (this.#asking.has(agentId)) continue;
      this.#waiting.delete(agentId);
      if (!this.#tell(agentId)) continue;
      this.#asking.set(agentId, setTimeout(() => this.asked(agentId), patienceMs).unref());
    }
  }
}

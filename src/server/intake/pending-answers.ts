import type { IntakeAnswer } from './contract.ts';

interface Entry {
  answer: IntakeAnswer | undefined;
  readonly timer: NodeJS.Timeout;
}

/** An agent asks at most twelve times, ten seconds apart. */
const keptMs = 5 * 60_000;
const maximum = 5_000;

/**
 * Answers that a GLPI agent fetches later: when the server is behind, the report is accepted, the agent told
 * `pending`, and it asks again under its request id.
 */
export class PendingAnswers {
  readonly #entries = new Map<string, Entry>();

  /** False where too many wait already. */
  add(agentId: string, requestId: string, answer: Promise<IntakeAnswer>): boolean {
    const key = keyOf(agentId, requestId);
    if (this.#entries.size >= maximum || this.#entries.has(key)) return false;
    const timer = setTimeout(() => this.#entries.delete(key), keptMs);
    timer.unref();
    const entry: Entry = { answer: undefined, timer };
    this.#entries.set(key, entry);
    answer.then(
      done => {
        entry.answer = done;
      },
      // The agent hears nothing more of it and sends again; whoever failed has logged it.
      () => this.#drop(key),
    );
    return true;
  }

  /** `unknown` after a restart or too late: the agent starts over. */
  take(agentId: string, requestId: string): IntakeAnswer | 'pending' | 'unknown' {
    const key = keyOf(agentId, requestId);
    const entry = this.#entries.get(key);
    if (!entry) return 'unknown';
    if (!entry.answer) return 'pending';
    this.#drop(key);
    return entry.answer;
  }

  #drop(key: string): void {
    clearTimeout(this.#entries.get(key)?.timer);
    this.#entries.delete(key);
  }
}

function keyOf(agentId: string, requestId: string): string {
  return `${requestId} ${agentId}`;
}

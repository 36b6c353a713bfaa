import type { AgentSettings } from '../../domain/agents/index.ts';
import { shareOf } from './spread.ts';

/** What the agent does again and again. */
export type Duty = 'poll' | 'security' | 'other';
export const duties: readonly Duty[] = ['poll', 'security', 'other'];

const minuteMs = 60_000;

/** The first time, agents that start together (after a power failure, in the morning) come within so long. */
const firstWithinMs = 30_000;

/**
 * When what is due: the first time shortly after the start, then an interval after the last time. An agent's own
 * share of an interval is added once to the first one, so that agents that started together part.
 */
export class Schedule {
  readonly #agentId: string;
  readonly #startMs: number;
  readonly #pace: number;
  readonly #done = new Map<Duty, { readonly atMs: number; readonly times: number }>();
  #settings: AgentSettings;

  /** `pace` shortens the spread at the start, for tests. */
  constructor(agentId: string, settings: AgentSettings, startMs: number, pace = 1) {
    this.#agentId = agentId;
    this.#settings = settings;
    this.#startMs = startMs;
    this.#pace = pace;
  }

  set settings(settings: AgentSettings) {
    this.#settings = settings;
  }

  done(duty: Duty, atMs: number): void {
    this.#done.set(duty, { atMs, times: (this.#done.get(duty)?.times ?? 0) + 1 });
  }

  /** As if it had never been done: it is due, unless the settings want it not at all. */
  hasten(duty: Duty): void {
    this.#done.delete(duty);
  }

  due(nowMs: number): readonly Duty[] {
    return duties.filter(duty => this.#dueAt(duty) <= nowMs);
  }

  /** Milliseconds until something is due; 0 where something is. */
  untilNext(nowMs: number): number {
    return Math.max(0, Math.min(...duties.map(duty => this.#dueAt(duty))) - nowMs);
  }

  #dueAt(duty: Duty): number {
    if (duty !== 'poll' && !(this.#settings.communicate && this.#settings.notify)) return Infinity;
    const share = shareOf(this.#agentId, 'schedule');
    const last = this.#done.get(duty);
    if (!last) return this.#startMs + share * firstWithinMs * this.#pace;
    const intervalMs = this.#intervalOf(duty);
    return last.atMs + intervalMs * (last.times === 1 ? 1 + share / 10 : 1);
  }

  #intervalOf(duty: Duty): number {
    const { pollingMinutes, securityMinutes, otherMinutes } = this.#settings;
    return { poll: pollingMinutes, security: securityMinutes, other: otherMinutes }[duty] * minuteMs;
  }
}

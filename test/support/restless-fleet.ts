import { setTimeout as sleep } from 'node:timers/promises';
import { reportOf, type WireReport } from '../../src/fleet/dialects.ts';
import { dailySeen, makeMachine, passDay, type Machine } from '../../src/fleet/machine.ts';
import { basic } from './intake.ts';

interface Agent {
  readonly machine: Machine;
  /** Users the machine told and the server acknowledged, each once in a row. */
  readonly users: string[];
}

export interface FleetOptions {
  readonly devices: number;
  readonly seed: number;
  readonly packages: number;
  /** Reports under way at once. */
  readonly connections: number;
  /** Secret for enrolment. */
  readonly token: string;
  /** Where servers may be listening now, as a load balancer would know it. */
  readonly servers: () => readonly string[];
}

const answerWithinMs = 4_000;
/** Longer than any server may need to take over. */
const giveUpAfterMs = 60_000;

/**
 * Agents that report without pause, something changed each time, and repeat a report to another server until one
 * acknowledges it. What was acknowledged is remembered, to be looked for afterwards.
 */
export class RestlessFleet {
  readonly agents: readonly Agent[];
  acknowledged = 0;
  /** Attempts that nobody acknowledged: no connection, no answer in time, or an answer that asks to come again. */
  unanswered = 0;
  readonly #options: FleetOptions;
  /** What became of the last attempt that failed. */
  #last = '';
  #ended = false;
  #working: Promise<unknown> = Promise.resolve();

  constructor(options: FleetOptions) {
    this.#options = options;
    const { devices, seed, packages } = options;
    this.agents = Array.from({ length: devices }, (_, number) => ({
      machine: makeMachine(seed, number, packages),
      users: [],
    }));
  }

  begin(): void {
    const { connections } = this.#options;
    const shares = Array.from({ length: connections }, (_, share) =>
      this.agents.filter(({ machine }) => machine.number % connections === share),
    );
    this.#working = Promise.all(shares.map(agents => this.#work(agents)));
    // A report that is refused fails whoever waits for the end; until then it is nobody's.
    this.#working.catch(() => undefined);
  }

  /** Waits until so many more reports were acknowledged. */
  async more(count: number): Promise<void> {
    const wanted = this.acknowledged + count;
    await this.#until(() => this.acknowledged >= wanted);
  }

  /** Waits until so many more attempts failed. */
  async failures(count: number): Promise<void> {
    const wanted = this.unanswered + count;
    await this.#until(() => this.unanswered >= wanted);
  }

  /** When every report that was begun is acknowledged; throws where one was refused. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#working;
  }

  async #until(reached: () => boolean): Promise<void> {
    const refused = this.#working.then(() => Promise.reject(new Error('the fleet has ended')));
    refused.catch(() => undefined);
    const begun = Date.now();
    while (!reached()) {
      await Promise.race([sleep(50), refused]);
      if (Date.now() - begun > giveUpAfterMs)
        throw new Error(
          `${this.acknowledged} reports were acknowledged, ${this.unanswered} attempts were not, and no more in a while: ${this.#last}`,
        );
    }
  }

  /** A share of the agents, one after the other, again and again. */
  async #work(agents: readonly Agent[]): Promise<void> {
    while (!this.#ended)
      for (const agent of agents) {
        if (this.#ended) return;
        await this.#report(agent);
      }
  }

  async #report({ machine, users }: Agent): Promise<void> {
    if (users.length > 0) passDay(machine, this.#options.seed, true, dailySeen);
    const report = reportOf(machine);
    for (let attempt = machine.number; !(await this.#acknowledges(report, attempt)); attempt++) {
      this.unanswered++;
      await sleep(100);
    }
    this.acknowledged++;
    if (users.at(-1) !== machine.user) users.push(machine.user);
  }

  async #acknowledges({ path, headers, body }: WireReport, attempt: number): Promise<boolean> {
    const servers = this.#options.servers();
    const server = servers[attempt % servers.length];
    if (server === undefined) return false;
    try {
      const answer = await fetch(server + path, {
        method: 'POST',
        headers: { ...headers, ...basic('enrol', this.#options.token) },
        body: Uint8Array.from(body),
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const text = await answer.text();
      if (answer.ok) return true;
      this.#last = `${server}: ${answer.status} ${text}`;
      if (answer.status === 503 || answer.status === 429) return false;
      throw new RefusedError(`${path} at ${this.#last}`);
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      this.#last = `${server}: ${String(error)}`;
      return false;
    }
  }
}

class RefusedError extends Error {}

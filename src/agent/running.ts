import type { Logger } from 'pino';
import { Agent, type AgentSetUp } from './agent.ts';
import { Schedule, type Duty } from './schedule.ts';
import { isLater } from './server/delivery.ts';
import { readSetup } from './store/setup.ts';
import { Line } from './server/line.ts';

/** A timer that would be longer than a computer sleeps is set anew. */
const longestRestMs = 3_600_000;
/** A full disk is not emptied by trying again at once. */
const stumbledMs = 60_000;
/** How long an agent that ends tries to say so. */
const farewellMs = 3_000;

/** Once it does nothing any more. `renewed`: it goes on as another agent. `updated`: another version takes its place. */
export type Outcome = 'stopped' | 'renewed' | 'updated';

/** An agent at work: looks when it is time, asks when it is nudged, until it is told to stop. */
export class RunningAgent {
  readonly #agent: Agent;
  readonly #setUp: AgentSetUp;
  readonly #schedule: Schedule;
  readonly #line: Line;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #nudged = false;
  /** The newest command that the line told of. */
  #toldOf = 0;
  /** Somebody set up on the computer that the server is left alone. */
  #isStill = false;
  #stumbled = false;
  #work: Promise<void> | undefined;
  #stopping = false;
  #updated = false;
  #ended: (outcome: Outcome) => void = () => undefined;
  readonly ended: Promise<Outcome>;

  constructor(setUp: AgentSetUp) {
    const { identity, pace, now, log } = setUp;
    this.#setUp = setUp;
    this.#log = log;
    this.#agent = new Agent({
      ...setUp,
      onSaid: () => this.#wake(),
      onUpdated: () => {
        this.#updated = true;
        void this.stop();
      },
    });
    this.#agent.forms.onEnded = () => this.#wake();
    this.#agent.search.onEnded = () => this.#wake();
    const { settings } = this.#agent.memory.value;
    this.#schedule = new Schedule(identity.agentId, settings, now().getTime(), pace);
    this.#line = new Line({
      server: identity.server,
      agentId: identity.agentId,
      secret: identity.credential.secret,
      log,
      pace,
      onNudge: sequence => {
        this.#toldOf = Math.max(this.#toldOf, sequence);
        this.#nudged = true;
        this.#wake();
      },
    });
    this.ended = new Promise(resolve => (this.#ended = resolve));
  }

  start(): void {
    const { identity } = this.#setUp;
    this.#log.info({ agentId: identity.agentId, server: identity.server }, 'at work');
    this.#agent.updates.resume();
    if (this.#stopping) return;
    this.#followSettings();
    this.#wake();
  }

  /** What is under way is finished first. */
  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#closeUp();
    await this.#work;
    // What was under way may have opened them anew, and either would keep the program from ending.
    this.#closeUp();
    await this.#agent.search.stop();
    await this.#agent.updates.stop();
    await this.#agent.operations.stop();
    if (this.#agent.renewed) this.#agent.clear();
    else if (this.#communicates() && !this.#updated) await this.#agent.sayStopped(farewellMs);
    if (this.#updated) this.#ended('updated');
    else this.#ended(this.#agent.renewed ? 'renewed' : 'stopped');
  }

  #closeUp(): void {
    this.#line.close();
    this.#agent.forms.close();
  }

  #wake(): void {
    if (this.#stopping) return;
    clearTimeout(this.#timer);
    this.#work ??= this.#turn()
      .catch((error: unknown) => {
        this.#stumbled = true;
        this.#log.error({ err: error }, 'something went wrong; it is tried again');
      })
      .finally(() => {
        this.#work = undefined;
        this.#rest();
      });
  }

  /** Until something is due, or the server may be spoken to again. */
  #rest(): void {
    if (this.#agent.renewed) return void this.stop();
    if (this.#stopping) return;
    const nowMs = this.#nowMs();
    const patience = this.#agent.delivery.patience.left(nowMs);
    const something = this.#agent.spool.length > 0 || this.#nudged;
    const waits = something && !this.#isStill ? patience : Infinity;
    // Of an agent that keeps still, neither is tended.
    const own = this.#isStill ? Infinity : Math.min(this.#agent.forms.dueAt, this.#agent.search.dueAt);
    // What is due now, after all was done that could be, waits for the server.
    const next = Math.min(this.#schedule.untilNext(nowMs) || patience, Math.max(0, own - nowMs));
    const operations = this.#isSilent() ? Infinity : Math.max(patience, this.#agent.operations.dueAt - nowMs);
    const leastMs = this.#stumbled ? stumbledMs * this.#setUp.pace : 10;
    this.#stumbled = false;
    this.#timer = setTimeout(
      () => this.#wake(),
      Math.max(leastMs, Math.min(next, waits, operations, longestRestMs)),
    );
  }

  async #turn(): Promise<void> {
    const due = new Set(this.#schedule.due(this.#nowMs()));
    this.#isStill = !readSetup(this.#setUp.places.setup).communicate;
    if (this.#isStill) {
      this.#keepStill(due);
      return this.#agent.operations.tend(true);
    }
    if ((due.has('poll') || this.#nudged) && this.#mayAsk()) {
      this.#nudged = false;
      const answer = await this.#agent.poll(this.#toldOf);
      // Whoever it is now tells everything; what this one told would be taken for told.
      if (this.#agent.renewed) return;
      // The line carries further questions; the next one by itself is an interval away whatever came.
      if (answer) this.#schedule.done('poll', this.#nowMs());
      if (answer && isLater(answer.status)) this.#nudged = true;
      this.#followSettings();
    }
    if (this.#agent.search.takeNews()) this.#schedule.hasten('security');
    const looks = this.#schedule.due(this.#nowMs());
    for (const duty of ['security', 'other'] as const)
      if (looks.includes(duty)) {
        await this.#agent.reporter.report(duty);
        this.#schedule.done(duty, this.#nowMs());
      }
    this.#agent.sayApplied();
    await this.#agent.forms.tend();
    this.#agent.search.tend();
    await this.#agent.delivery.drain();
    await this.#agent.operations.tend(this.#isSilent());
  }

  /** Somebody set up on the computer that the server is left alone: it is looked at again when a duty is due. */
  #keepStill(due: ReadonlySet<Duty>): void {
    this.#nudged = false;
    this.#line.close();
    for (const duty of due) this.#schedule.done(duty, this.#nowMs());
  }

  #mayAsk(): boolean {
    return this.#agent.delivery.patience.left(this.#nowMs()) === 0;
  }

  /** An agent that is not to communicate asks for its settings now and then, and says nothing. */
  #followSettings(): void {
    const { settings } = this.#agent.memory.value;
    this.#schedule.settings = settings;
    if (this.#communicates()) this.#line.open();
    else this.#line.close();
    void this.#agent.operations.follow(settings.operations ?? null);
  }

  #isSilent(): boolean {
    return this.#isStill || !this.#agent.memory.value.settings.communicate;
  }

  #communicates(): boolean {
    return this.#agent.memory.value.settings.communicate && readSetup(this.#setUp.places.setup).communicate;
  }

  #nowMs(): number {
    return this.#setUp.now().getTime();
  }
}

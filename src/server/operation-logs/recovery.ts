import {
  dayOf,
  lostName,
  operationLosses,
  operationLossesStream,
  type LostBatch,
  type OperationLossesCommand,
  type OperationLossesState,
} from '../../../domain/operation-logs/index.ts';
import {
  recordId,
  type LostOperations,
  type OperationStore,
} from '../../../projections/operation-logs/index.ts';
import type { Duty } from '../duties.ts';
import { accepted } from '../errors/index.ts';
import type { Services } from '../services.ts';
import type { AskAgain, SeqSpan } from './ask-again.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Agents keep for a day what has arrived; one that is off does not throw it away until it is on again. */
const askedForMs = 7 * dayMs;

type Ports = Pick<Services, 'clock' | 'commands' | 'log'>;

/** What became of a look at one day. */
export interface DayChecked {
  readonly day: string;
  /** Batches that are lost and have not come back. */
  readonly lost: number;
  /** More was lost than can be named. */
  readonly unnamed: boolean;
}

/** Looks for days of operation logs that are damaged, has them mended, and asks agents again for what was lost. */
export class OperationRecovery implements Duty {
  readonly #ports: Ports;
  readonly #store: OperationStore;
  readonly #ask: AskAgain;
  readonly #timers: NodeJS.Timeout[] = [];
  /** Days of which something is waited for. */
  readonly #open = new Set<string>();
  /** When a day was read from end to end last, milliseconds since the epoch. */
  readonly #checked = new Map<string, number>();
  #endListening: () => void = () => undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #stopping = false;

  constructor(ports: Ports, store: OperationStore, ask: AskAgain) {
    this.#ports = ports;
    this.#store = store;
    this.#ask = ask;
  }

  start(): void {
    this.#stopping = false;
    void this.#inTurn('what agents are asked for again is not known', () => this.#resume());
    this.#endListening =
      this.#store.onDamage?.(day => {
        void this.#inTurn(`the damaged day ${day} is not mended`, () => this.#checkOf(day));
      }) ?? this.#endListening;
    this.#timers.push(
      setInterval(() => void this.tend(), minuteMs).unref(),
      setInterval(() => void this.lookAround(), 60 * minuteMs).unref(),
    );
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#endListening();
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    await this.#turn;
  }

  /** Reads a day from end to end and mends it; rejects with what keeps it from being read. */
  check(day: string): Promise<DayChecked> {
    const checked = this.#turn.then(() => this.#checkOf(day));
    this.#turn = checked.catch(() => undefined);
    return checked;
  }

  /** Looks whether what was asked for has come, and gives up what will not come any more. */
  tend(): Promise<void> {
    return this.#inTurn('what agents have sent again is not noted', async () => {
      for (const day of this.#open) await this.#noteReturned(day);
    });
  }

  /**
   * Checks the one day that was read the longest ago: each is looked at in its turn, also where nobody asks for it.
   * Those that are still written to are left alone: their index would wait.
   */
  lookAround(): Promise<void> {
    return this.#inTurn('a day of operation logs is not checked', async () => {
      const quiet = dayOf(Date.parse(this.#ports.clock.now()) - 3 * dayMs, 0);
      const days = (await this.#store.days())
        .filter(({ day, state }) => state !== 'open' || day < quiet)
        .map(({ day }) => day);
      for (const day of this.#checked.keys()) if (!days.includes(day)) this.#checked.delete(day);
      const [next] = days.sort((one, other) => this.#checkedAt(one) - this.#checkedAt(other));
      if (next !== undefined) await this.#checkOf(next);
    });
  }

  #checkedAt(day: string): number {
    return this.#checked.get(day) ?? 0;
  }

  /** One piece of work after the other; what fails is said and tried again in its time. */
  #inTurn(trouble: string, work: () => Promise<unknown>): Promise<void> {
    const done = this.#turn
      .then(async () => {
        if (!this.#stopping) await work();
      })
      .catch((error: unknown) => this.#ports.log.error({ err: error }, trouble));
    this.#turn = done;
    return done;
  }

  /** What was waited for when the server ended; it may have ended before all agents were asked. */
  async #resume(): Promise<void> {
    const since = Date.parse(this.#ports.clock.now()) - 60 * minuteMs;
    for (const { day } of await this.#store.days()) {
      const state = await this.#stateOf(day);
      if (state.askedUntil === '') continue;
      this.#open.add(day);
      if (Date.parse(state.askedUntil) - askedForMs > since) await this.#askFor(day, state);
    }
  }

  async #checkOf(day: string): Promise<DayChecked> {
    const lost = await this.#store.checkDay(day);
    const now = Date.parse(this.#ports.clock.now());
    this.#checked.set(day, now);
    const named = lost.flatMap(nameable);
    const moments = lost.filter(({ seq }) => seq === null).map(({ from }) => new Date(from).toISOString());
    const told = { now: new Date(now).toISOString(), askedUntil: new Date(now + askedForMs).toISOString() };
    const events = await this.#handle(day, { type: 'NoteLost', day, lost: named, moments, ...told });
    if (events > 0) {
      this.#ports.log.error(
        { day, batches: named.length, unnamed: moments.length },
        'operation logs were lost',
      );
      this.#open.add(day);
      await this.#askFor(day, await this.#stateOf(day));
    }
    return { day, lost: named.length, unnamed: moments.length > 0 };
  }

  async #askFor(day: string, state: OperationLossesState): Promise<void> {
    // An agent's numbers are moments of its clock, and so are its days.
    const start = Date.parse(`${day}T00:00:00Z`);
    const around = { from: start - 2 * dayMs, until: start + 3 * dayMs };
    const asked = await this.#ask(day, state.unnamed ? { all: around } : spansOf(Object.values(state.open)));
    this.#ports.log.warn({ day, asked }, 'agents are asked again for operation logs that were lost');
  }

  async #noteReturned(day: string): Promise<void> {
    const state = await this.#stateOf(day);
    const returned = new Set<string>();
    for (const batch of Object.values(state.open)) {
      const { deviceId: device, seq } = batch;
      if (await this.#store.get(recordId({ day, device, seq, row: 0 }))) returned.add(lostName(batch));
    }
    const now = this.#ports.clock.now();
    await this.#handle(day, { type: 'NoteReturned', day, returned, now });
    if ((await this.#stateOf(day)).askedUntil === '') this.#open.delete(day);
  }

  async #stateOf(day: string): Promise<OperationLossesState> {
    return (await this.#ports.commands.load(operationLossesStream(day), operationLosses)).state;
  }

  async #handle(day: string, command: OperationLossesCommand): Promise<number> {
    const stream = operationLossesStream(day);
    const actor = 'system:operation-logs';
    return accepted(await this.#ports.commands.handle(stream, operationLosses, command, { actor })).events
      .length;
  }
}

function nameable({ device, seq, records, from, until }: LostOperations): LostBatch[] {
  if (device === null || seq === null) return [];
  const [first, last] = [new Date(from).toISOString(), new Date(until).toISOString()];
  return [{ deviceId: device, seq, records, from: first, until: last }];
}

/** By device: from the first to the last number that is lost. What lies between is known and costs a comparison. */
function spansOf(lost: readonly LostBatch[]): ReadonlyMap<string, SeqSpan> {
  const spans = new Map<string, SeqSpan>();
  for (const { deviceId, seq } of lost) {
    const { from = seq, until = seq } = spans.get(deviceId) ?? {};
    spans.set(deviceId, { from: Math.min(from, seq), until: Math.max(until, seq) });
  }
  return spans;
}

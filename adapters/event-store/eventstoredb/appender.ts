import { setTimeout as sleep } from 'node:timers/promises';
import {
  StoreUnavailableError,
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  type Position,
} from '../../../domain/kernel/index.ts';
import { encodeAll, orderedTime } from '../encoding.ts';
import { assertExpectation, judge, repeatWindow, type StreamView } from '../expectation.ts';
import type { Driver, Proposed } from './driver.ts';
import type { Expired } from './expired.ts';
import { Fault, faultOf, tooLarge } from './fault.ts';
import { toProposed } from './form.ts';
import type { Frontier } from './frontier.ts';
import type { LogReader } from './log-reader.ts';
import type { Patience } from './patience.ts';
import { Turns } from '../../shared/turns.ts';
import { Gate } from '../../shared/gate.ts';

/** The server gives an append two seconds; beyond this it seldom ends in them. */
const maxAppendBytes = 32 * 1024 * 1024;
/** All of these share one call of the server. */
const appendsInFlight = 64;
/** No server is set to take less than this in one message. */
const suspectBytes = 1024 * 1024;
/** Writers in other processes that win so often against an `any` are no accident. */
const mostRounds = 50;

export interface AppenderParts {
  readonly driver: Driver;
  /** Shared with all other reads. */
  readonly reads: Gate;
  readonly patience: Patience;
  readonly frontier: Frontier;
  readonly reader: LogReader;
  readonly expired: Expired;
  /** Time of the last event of the log, milliseconds. */
  readonly lastAt: number;
}

/**
 * Appends behind exact revisions only: those the server recognises again for ever, so that an append whose
 * answer was lost can be made again. One stream after the other, many streams at once.
 */
export class Appender {
  readonly #parts: AppenderParts;
  readonly #gate = new Gate(appendsInFlight);
  readonly #turns = new Turns();
  readonly #open = new Set<Promise<unknown>>();
  #closed = false;
  /** The last failure of an append, until one succeeds. */
  problem: string | null = null;
  #lastAt: number;

  constructor(parts: AppenderParts) {
    this.#parts = parts;
    this.#lastAt = parts.lastAt;
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    if (this.#closed) throw new StoreUnavailableError('closed', 'the event store was closed');
    assertExpectation(expected);
    const encoded = encodeAll(stream, events);
    const sizes = encoded.map(({ body }) => body.length);
    const size = sizes.reduce((sum, one) => sum + one, 0);
    if (size > maxAppendBytes)
      throw new RangeError(`${size} bytes in one append; an EventStoreDB takes ${maxAppendBytes}`);
    // What is sent is what was checked, whatever the caller does to it meanwhile.
    const frozen = events.map((event, index) => ({
      ...event,
      data: (JSON.parse(encoded[index]!.body) as unknown[])[6],
    }));
    const appending = this.#turns.take(stream, async () => {
      if (events.length === 0) return this.#check(stream, expected);
      if (expected === 'none') return this.#send(stream, -1, frozen, Math.max(...sizes));
      if (typeof expected === 'number') return this.#send(stream, expected, frozen, Math.max(...sizes));
      return this.#behindWhateverIs(stream, expected, frozen, Math.max(...sizes));
    });
    this.#open.add(appending);
    const settled = (): void => void this.#open.delete(appending);
    appending.then(settled, settled);
    return appending;
  }

  /** Takes no more, and waits for those under way, but no longer than this. */
  async close(ms: number): Promise<void> {
    this.#closed = true;
    const late = new AbortController();
    await Promise.race([
      Promise.allSettled(this.#open),
      sleep(ms, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
  }

  /** Asked of the stream, for the server would note an empty append in its log. */
  async #check(stream: string, expected: ExpectedRevision): Promise<AppendResult> {
    const [last] = await this.#parts.reader.streamEnd(stream, 1);
    const revision = last?.revision ?? (await this.#lastOfEmpty(stream));
    const fits =
      expected === 'any' || (expected === 'exists' ? revision >= 0 : revision === exactly(expected));
    return fits
      ? { kind: 'appended', revision, position: last?.position ?? 0, repeated: false }
      : { kind: 'conflict', actual: revision };
  }

  /** `any` and `exists` are remembered by the server for a while only; the stream itself remembers longer. */
  async #behindWhateverIs(
    stream: string,
    expected: 'any' | 'exists',
    events: readonly NewEvent[],
    largest: number,
  ): Promise<AppendResult> {
    const ids = events.map(({ id }) => id);
    for (let round = 1; ; round++) {
      const newest = [...(await this.#parts.reader.streamEnd(stream, repeatWindow))].reverse();
      const first = newest[0]?.revision ?? 0;
      const view: StreamView = {
        revision: newest.at(-1)?.revision ?? (await this.#lastOfEmpty(stream)),
        idAt: revision => newest[revision - first]?.id,
        find: id => newest.find(event => event.id === id)?.revision ?? -1,
      };
      const judgement = judge(expected, ids, view);
      if (judgement.kind === 'conflict') return { kind: 'conflict', actual: view.revision };
      if (judgement.kind === 'repeat') {
        const { revision } = judgement;
        return { kind: 'appended', revision, position: newest[revision - first]!.position, repeated: true };
      }
      const result = await this.#send(stream, view.revision, events, largest);
      if (result.kind === 'appended' || round === mostRounds) return result;
    }
  }

  /** A stream all of whose events expired still goes on where it was. */
  async #lastOfEmpty(stream: string): Promise<number> {
    return this.#parts.expired.concerns(stream) ? (await this.#parts.expired.cutOf(stream)) - 1 : -1;
  }

  async #send(
    stream: string,
    behind: number,
    events: readonly NewEvent[],
    largest: number,
  ): Promise<AppendResult> {
    const { driver, patience, frontier } = this.#parts;
    const before = frontier.position;
    const appended = (revision: number, position: Position): AppendResult => {
      frontier.reached(position);
      this.problem = null;
      // What the log held already lies before what was known when this append began.
      return { kind: 'appended', revision, position, repeated: position <= before };
    };
    try {
      return await patience.persist(async attempt => {
        const found = attempt > 1 ? await this.#written(stream, behind, events) : undefined;
        if (found) return appended(found.revision, found.position);
        const { revision, position } = await this.#gate
          .pass(() => driver.append(stream, behind, this.#stamped(events)))
          .catch((error: unknown) => {
            throw notOfANeighbour(faultOf(error), largest);
          });
        return appended(revision, position);
      });
    } catch (error) {
      if (!(error instanceof Error) || error instanceof StoreUnavailableError || error.name !== 'Fault') {
        if (error instanceof StoreUnavailableError) this.problem = error.message;
        throw error;
      }
      const fault = faultOf(error);
      if (fault.kind === 'conflict') return { kind: 'conflict', actual: fault.actual };
      if (fault.kind === 'too-large') throw tooLarge(largest);
      this.problem = patience.say(fault).message;
      throw patience.say(fault);
    }
  }

  /**
   * After an append of unknown outcome: is it there? Not being there proves nothing yet, for it may be on
   * its way; it is then made again with the same ids, and the server writes it once.
   */
  async #written(
    stream: string,
    behind: number,
    events: readonly NewEvent[],
  ): Promise<{ revision: number; position: Position } | undefined> {
    const { driver, reads } = this.#parts;
    const found = await reads.pass(() => driver.readStream(stream, behind + 1, events.length));
    const same = found.length === events.length && found.every(({ id }, index) => id === events[index]!.id);
    return same ? found.at(-1) : undefined;
  }

  /** Stamped as it is sent, so that times go up in the order of sending, also of what is sent again. */
  #stamped(events: readonly NewEvent[]): Proposed[] {
    return events.map(event => {
      this.#lastAt = orderedTime(Date.parse(event.at), this.#lastAt);
      return toProposed(event, new Date(this.#lastAt).toISOString());
    });
  }
}

/** A message too large ends the call that all appends share, and each of them is told so. */
function notOfANeighbour(fault: Fault, largest: number): Fault {
  const suspect = fault.kind === 'too-large' && /message/i.test(fault.message) && largest < suspectBytes;
  return suspect ? new Fault('unreachable', fault.message, { cause: fault }) : fault;
}

function exactly(expected: number | 'none'): number {
  return expected === 'none' ? -1 : expected;
}

import type { EventFilter, Position } from '../../../domain/kernel/index.ts';
import type { Driver, DriverTiming, Follower, Proposed, Recorded, Scan } from './driver.ts';
import type { Client, ClientLibrary, ClientRead } from './client-library.ts';
import { clientPosition, filterOf, recordedOf, safePosition } from './client-messages.ts';
import { subscribe } from './client-subscription.ts';
import { Fault, faultOf } from './fault.ts';

/** One message for one append: those of different appends on one call may be interleaved otherwise. */
const appendMessageBytes = 12 * 1024 * 1024;

export class ClientDriver implements Driver {
  readonly #library: ClientLibrary;
  readonly #timing: DriverTiming;
  readonly #closing = Promise.withResolvers<never>();
  #client: Client;

  constructor(library: ClientLibrary, timing: DriverTiming) {
    this.#library = library;
    this.#timing = timing;
    this.#client = library.connect();
    this.#closing.promise.catch(() => undefined);
  }

  async append(
    stream: string,
    revision: number,
    events: readonly Proposed[],
  ): Promise<{ revision: number; position: Position }> {
    const expected = revision < 0 ? 'no_stream' : BigInt(revision);
    const answer = await this.#within(this.#timing.appendMs, () =>
      this.#client.appendToStream(
        stream,
        events.map(event => this.#library.jsonEvent(event)),
        { ...this.#library.expecting(expected), batchAppendSize: appendMessageBytes },
      ),
    );
    if (!answer.position) throw new Fault('refused', 'the append was answered without a position');
    return {
      revision: Number(answer.nextExpectedRevision),
      position: safePosition(answer.position.commit),
    };
  }

  readStream(stream: string, from: number, count: number): Promise<readonly Recorded[]> {
    return this.#read(client =>
      client.readStream(stream, { direction: 'forwards', fromRevision: BigInt(from), maxCount: count }),
    );
  }

  readStreamEnd(stream: string, count: number): Promise<readonly Recorded[]> {
    return this.#read(client =>
      client.readStream(stream, { direction: 'backwards', fromRevision: 'end', maxCount: count }),
    );
  }

  readBack(before: Position | null, count: number): Promise<readonly Recorded[]> {
    const fromPosition = before === null ? 'end' : clientPosition(before);
    return this.#readFrom(before, client =>
      client.readAll({ direction: 'backwards', fromPosition, maxCount: count }),
    );
  }

  async readAt(position: Position): Promise<Recorded | undefined> {
    const fromPosition = clientPosition(position);
    const [event] = await this.#readFrom(position, client =>
      client.readAll({ direction: 'forwards', fromPosition, maxCount: 1 }),
    );
    return event?.position === position ? event : undefined;
  }

  scan(after: Position, filter: EventFilter, count: number): Promise<Scan> {
    return this.#library.filtersReads
      ? this.#scanByReading(after, filter, count)
      : this.#scanByFollowing(after, filter, count);
  }

  /** Reads are inclusive; the first event may be the one at `after`, or it may be gone. */
  async #scanByReading(after: Position, filter: EventFilter, count: number): Promise<Scan> {
    const fromPosition = after === 0 ? 'start' : clientPosition(after);
    const clientFilter = filterOf(filter, () => undefined);
    const found = await this.#readFrom(after, client =>
      client.readAll({ direction: 'forwards', fromPosition, maxCount: count + 1, filter: clientFilter }),
    );
    const events = found.filter(event => event.position > after);
    return { events, position: events.at(-1)?.position ?? after, end: found.length <= count };
  }

  /** This package's reads know no filter; its subscriptions do, so one is held until the page is full. */
  async #scanByFollowing(after: Position, filter: EventFilter, count: number): Promise<Scan> {
    const events: Recorded[] = [];
    let position = after;
    const passed = (to: Position): void => void (position = Math.max(position, to));
    const stop = new AbortController();
    let end = false;
    try {
      await subscribe(this.#client, this.#timing, after, filter, stop.signal, {
        event: event => {
          if (events.length === count) return;
          events.push(event);
          passed(event.position);
          if (events.length === count) stop.abort();
        },
        passed,
        caughtUp: () => {
          end = events.length < count;
          stop.abort();
        },
      });
    } catch (error) {
      // What was looked through is not looked through again.
      if (!faultOf(error).passing || position === after) throw error;
    }
    const last = events.at(-1)?.position ?? after;
    return { events, position: events.length === count ? last : position, end };
  }

  follow(after: Position, follower: Follower, signal: AbortSignal): Promise<void> {
    return subscribe(this.#client, this.#timing, after, {}, signal, follower);
  }

  /** What still waits for an answer is told at once: a silent server must not hold up an end. */
  async close(): Promise<void> {
    this.#closing.reject(new Fault('unreachable', 'the connection was closed'));
    await disposeOf(this.#client);
  }

  /** A native reader says the same of a wrong position and of an outage; a subscription tells them apart. */
  async #readFrom(
    position: Position | null,
    open: (client: Client) => ClientRead,
  ): Promise<readonly Recorded[]> {
    try {
      return await this.#read(open);
    } catch (error) {
      const doubtful = this.#library.filtersReads && faultOf(error).kind === 'unreachable';
      if (doubtful && position !== null) await this.#assertPlace(position);
      throw error;
    }
  }

  async #assertPlace(position: Position): Promise<void> {
    const stop = new AbortController();
    const confirmed = (): void => stop.abort();
    const nothing = (): void => undefined;
    const follower = { confirmed, event: confirmed, passed: nothing };
    await subscribe(this.#client, this.#timing, position, {}, stop.signal, follower).catch(
      (error: unknown) => {
        if (faultOf(error).kind === 'no-such-position') throw error;
      },
    );
  }

  /** To the last event that was asked for: a call left early stays open in the package. */
  async #read(open: (client: Client) => ClientRead): Promise<readonly Recorded[]> {
    const client = this.#client;
    let reading: ClientRead | undefined;
    const drain = async (): Promise<Recorded[]> => {
      const events: Recorded[] = [];
      reading = open(client);
      for await (const resolved of reading) {
        const event = recordedOf(resolved);
        if (event) events.push(event);
      }
      return events;
    };
    try {
      return await this.#within(this.#timing.readMs, drain);
    } catch (error) {
      if ((error as { type?: string }).type === 'stream-not-found') return [];
      const fault = faultOf(error);
      if (fault.kind === 'timeout') await reading?.cancel?.();
      if (fault.kind === 'unreachable' && this.#library.filtersReads) this.#renew(client);
      throw fault;
    }
  }

  /** A native reader whose first connection failed never reads again; only a new client helps. */
  #renew(failed: Client): void {
    if (this.#client !== failed) return;
    this.#client = this.#library.connect();
    void disposeOf(failed);
  }

  /** Calls of these packages may never settle. What comes late is nobody's. */
  async #within<T>(ms: number, work: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Fault('timeout', `no answer in ${ms} ms`)), ms);
    });
    const working = work();
    working.catch(() => undefined);
    try {
      return await Promise.race([working, late, this.#closing.promise]);
    } catch (error) {
      if ((error as { type?: string }).type === 'stream-not-found') throw error;
      throw faultOf(error);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Disposing leaves the connection open, which would keep the process alive. */
async function disposeOf(client: Client): Promise<void> {
  const { getChannel } = client as { getChannel?: () => Promise<{ close(): void }> };
  await client.dispose().catch(() => undefined);
  const channel = await getChannel?.().catch(() => undefined);
  channel?.close();
}

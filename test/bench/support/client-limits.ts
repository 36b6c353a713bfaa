import { Connection } from '../../../adapters/shared/mongodb.ts';
import type { Client } from '../../../adapters/event-store/eventstoredb/client-library.ts';
import type { NewEvent } from '../../../domain/kernel/index.ts';
import { deviceId, firstDay, seeded } from '../../support/device-collections.ts';
import { quantile } from '../row.ts';
import { appendRate, type Append } from './log-work.ts';

/** What an event store does for its own client package, nothing of Muster between. */
export class BareLog {
  readonly #client: Client;
  readonly #jsonEvent: (one: NewEvent) => unknown;

  private constructor(client: Client, jsonEvent: (one: NewEvent) => unknown) {
    this.#client = client;
    this.#jsonEvent = jsonEvent;
  }

  static async connect(address: string): Promise<BareLog> {
    // Two packages in one process break each other: only the one that the address asks for is loaded.
    const library = address.startsWith('kurrentdb')
      ? (await import('../../../adapters/event-store/eventstoredb/library-kurrent.ts')).kurrentLibrary(
          address,
        )
      : (await import('../../../adapters/event-store/eventstoredb/library-eventstore.ts')).eventStoreLibrary(
          address,
        );
    return new BareLog(library.connect(), ({ id, type, data, at, actor }) =>
      library.jsonEvent({ id, type, data, metadata: { at, actor } } as Parameters<
        typeof library.jsonEvent
      >[0]),
    );
  }

  /** Without an expected revision: the quickest that the client offers. */
  readonly append: Append = (stream, one) =>
    this.#client.appendToStream(`bare-${stream}`, [this.#jsonEvent(one)], {});

  appendRate(callers: number, milliseconds: number): Promise<number> {
    return appendRate(this.append, callers, milliseconds);
  }

  /** Events a second of reading so many from the beginning of the log. */
  async readRate(events: number): Promise<number> {
    let seen = 0;
    const began = performance.now();
    for await (const _ of this.#client.readAll({
      direction: 'forwards',
      fromPosition: 'start',
      maxCount: events,
    }))
      seen++;
    return (seen / (performance.now() - began)) * 1_000;
  }

  close(): Promise<void> {
    return this.#client.dispose();
  }
}

const rounds = 200;
const turnsMs = 2_000;

/** What a MongoDB does for its driver with the settings of Muster, nothing else of Muster between. */
export class BareDocuments {
  readonly #connection: Connection;
  #turn = 0;

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async connect(address: string): Promise<BareDocuments> {
    const connection = new Connection(address, false);
    await connection.ready();
    return new BareDocuments(connection);
  }

  get #documents() {
    return this.#connection.db.collection<{ _id: string; diskFree: number; lastChangedAt: number }>('bare');
  }

  /** Two columns of rows by key, a thousand a call; rows a second. The first calls make the rows. */
  async upsertRate(documents: number, calls: number): Promise<number> {
    const random = seeded(documents);
    const upsert = (n: number) => ({
      updateOne: {
        filter: { _id: deviceId(n) },
        update: { $set: { diskFree: n, lastChangedAt: firstDay + n } },
        upsert: true,
      },
    });
    for (let n = 0; n < documents; n += 1_000)
      await this.#documents.bulkWrite(
        Array.from({ length: Math.min(1_000, documents - n) }, (_, i) => upsert(n + i)),
      );
    const batches = Array.from({ length: calls }, () =>
      Array.from({ length: 1_000 }, () => upsert(Math.floor(random() * documents))),
    );
    const began = performance.now();
    for (const batch of batches) await this.#documents.bulkWrite(batch);
    return (calls * 1_000) / ((performance.now() - began) / 1_000);
  }

  /** Milliseconds, p99, of fetching fifty of the rows by key. */
  async byKey(documents: number): Promise<number> {
    const random = seeded(5);
    return p99(async () => {
      const ids = Array.from({ length: 50 }, () => deviceId(Math.floor(random() * documents)));
      await this.#documents.find({ _id: { $in: ids } }).toArray();
    });
  }

  /** Writes one row and reads it again. */
  async writeAndRead(): Promise<void> {
    const _id = deviceId(this.#turn++);
    await this.#documents.updateOne({ _id }, { $inc: { diskFree: 1 } }, { upsert: true });
    await this.#documents.findOne({ _id });
  }

  async close(): Promise<void> {
    await this.#connection.db.collection('bare').drop();
    await this.#connection.close();
  }
}

/** One event appended, one row written and read, in turn, by callers that each take one after the other. */
export async function takeTurns(
  log: BareLog,
  documents: BareDocuments,
  callers: number,
): Promise<{ readonly perSecond: number; readonly p99: number }> {
  const latencies: number[] = [];
  const perSecond = await appendRate(
    async (stream, one) => {
      await log.append(stream, one);
      await documents.writeAndRead();
    },
    callers,
    turnsMs,
    latencies,
  );
  return { perSecond, p99: quantile(latencies, 0.99) };
}

async function p99(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return quantile(times, 0.99);
}

import type { EventStore } from '../../../domain/kernel/index.ts';
import { operationRecordsStream } from '../../../domain/operation-logs/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { ByteCache } from '../../read-store/columnar/lru.ts';
import { Body } from '../format/body.ts';
import { FormatError } from '../format/bytes.ts';
import { unpackBody } from '../format/pack.ts';
import { leafOf } from '../root.ts';
import { Subject } from '../search/subject.ts';
import type { RunCollections, RunDocument } from './documents.ts';
import type { OperationsRecorded } from './runs.ts';

/** Bodies that stay opened: those of the pages that people look at, and of what has no index yet. */
const bodyBytes = 64 * 1024 * 1024;
/** Documents that are asked for at once. */
const documentsAtOnce = 200;
/** Events that are read though nobody asked for them, rather than ask twice. */
const mostBetween = 3;
/** Events of one stream that are asked for at once. */
const mostAtOnce = 100;

/** What names a body in the log. */
type Named = Pick<RunDocument, '_id' | 'day' | 'device' | 'revision' | 'part' | 'leaf'>;

/** A body that was opened, and the bytes of it. */
interface Opened {
  readonly subject: Subject;
  readonly bytes: number;
}

/**
 * The bodies of runs, from their documents, or from the log where a document is missing or was changed. What neither
 * has as it was is noted and undefined.
 */
export class Bodies {
  readonly #collections: RunCollections;
  readonly #events: Pick<EventStore, 'readStream'>;
  readonly #cache = new ByteCache<Subject>(bodyBytes);
  readonly #damaged = new Set<OperationDay>();

  constructor(collections: RunCollections, events: Pick<EventStore, 'readStream'>) {
    this.#collections = collections;
    this.#events = events;
  }

  /** Days that something could not be read of. */
  get damaged(): ReadonlySet<OperationDay> {
    return this.#damaged;
  }

  forgetDamage(day: OperationDay): void {
    this.#damaged.delete(day);
  }

  /** In the order of the runs. */
  async of(runs: readonly Named[]): Promise<readonly (Subject | undefined)[]> {
    const found = new Map<string, Subject>();
    const missing: Named[] = [];
    for (const run of runs) {
      const held = this.#cache.get(keyOf(run));
      if (held) found.set(run._id, held);
      else missing.push(run);
    }
    const read = await this.#read(missing);
    for (const run of missing) {
      const opened = read.get(run._id);
      if (!opened) continue;
      // With what is read of it later.
      this.#cache.set(keyOf(run), opened.subject, opened.bytes * 3);
      found.set(run._id, opened.subject);
    }
    return runs.map(({ _id }) => found.get(_id));
  }

  /** As they lie there now, and without keeping them. Documents that are missing or were changed are made anew. */
  async fresh(runs: readonly Named[]): Promise<readonly (Subject | undefined)[]> {
    const read = await this.#read(runs, true);
    return runs.map(({ _id }) => read.get(_id)?.subject);
  }

  async #read(runs: readonly Named[], restore = false): Promise<ReadonlyMap<string, Opened>> {
    const found = new Map<string, Opened>();
    const { connection, bodies } = this.#collections;
    for (let first = 0; first < runs.length; first += documentsAtOnce) {
      const some = runs.slice(first, first + documentsAtOnce);
      const names = some.map(({ _id }) => _id);
      const stored = await connection.asked(bodies.find({ _id: { $in: names } }).toArray());
      const packed = new Map(stored.map(({ _id, body }) => [_id, body]));
      for (const run of some) {
        const opened = openedOf(run, packed.get(run._id));
        if (opened) found.set(run._id, opened);
      }
    }
    const missing = runs.filter(({ _id }) => !found.has(_id));
    const stretches = await Promise.all(stretchesOf(missing).map(stretch => this.#inLog(stretch)));
    for (const [run, packed] of stretches.flat()) {
      const opened = openedOf(run, packed);
      if (!opened) continue;
      found.set(run._id, opened);
      const { _id, day } = run;
      if (restore)
        await connection.asked(bodies.replaceOne({ _id }, { day, body: packed }, { upsert: true }));
    }
    for (const { _id, day } of missing) if (!found.has(_id)) this.#damaged.add(day);
    return found;
  }

  /** Packed bodies of one stream. */
  async #inLog(runs: readonly Named[]): Promise<(readonly [Named, Buffer])[]> {
    const [first] = runs as readonly [Named];
    const maxCount = (runs.at(-1) as Named).revision - first.revision + 1;
    const parts = new Map<number, OperationsRecorded['data']['parts']>();
    const stream = operationRecordsStream(first.device);
    for await (const events of this.#events.readStream(stream, { from: first.revision, maxCount }))
      for (const { revision, data } of events)
        parts.set(revision, (data as OperationsRecorded['data']).parts);
    return runs.flatMap(run => {
      const text = parts.get(run.revision)?.[run.part]?.body;
      return text === undefined ? [] : [[run, Buffer.from(text, 'base64')] as const];
    });
  }
}

/** Undefined: it is not what was stored. */
function openedOf({ day, device, leaf }: Named, packed: Buffer | undefined): Opened | undefined {
  if (!packed) return undefined;
  try {
    const bytes = unpackBody(packed);
    if (!leaf.equals(leafOf(device, bytes))) return undefined;
    return { subject: new Subject(new Body(bytes), day, device), bytes: bytes.length };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** By streams, near ones together. */
function stretchesOf(runs: readonly Named[]): Named[][] {
  const ordered = runs.toSorted((one, other) =>
    one.device === other.device ? one.revision - other.revision : one.device < other.device ? -1 : 1,
  );
  const stretches: Named[][] = [];
  for (const run of ordered) {
    const stretch = stretches.at(-1);
    const first = stretch?.[0];
    const last = stretch?.at(-1);
    const near =
      first?.device === run.device &&
      run.revision - last!.revision <= mostBetween &&
      run.revision - first.revision < mostAtOnce;
    if (near) stretch!.push(run);
    else stretches.push([run]);
  }
  return stretches;
}

/** A batch that was sent again after it was lost lies elsewhere. */
function keyOf({ _id, revision }: Named): string {
  return `${_id}@${revision}`;
}

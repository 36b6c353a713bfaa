import type { EventStore } from '../../../domain/kernel/index.ts';
import { operationRecordsStream } from '../../../domain/operation-logs/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { ByteCache } from '../../read-store/columnar/lru.ts';
import { Body } from '../format/body.ts';
import { FormatError } from '../format/bytes.ts';
import { unpackBody } from '../format/pack.ts';
import { leafOf } from '../root.ts';
import { Subject } from '../search/subject.ts';
import type { RunDocument } from './documents.ts';
import type { OperationsRecorded } from './runs.ts';

/** Bodies that stay opened: those of the pages that people look at, and of what has no index yet. */
const bodyBytes = 64 * 1024 * 1024;
/** Events that are read though nobody asked for them, rather than ask twice. */
const mostBetween = 3;
/** Events of one stream that are asked for at once. */
const mostAtOnce = 100;

/** What names a body in the log. */
type Named = Pick<RunDocument, '_id' | 'day' | 'device' | 'revision' | 'part' | 'leaf'>;

/** The bodies of runs, from the log. What is missing or was changed is noted and undefined. */
export class Bodies {
  readonly #events: Pick<EventStore, 'readStream'>;
  readonly #cache = new ByteCache<Subject>(bodyBytes);
  readonly #damaged = new Set<OperationDay>();

  constructor(events: Pick<EventStore, 'readStream'>) {
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
    for (const [run, subject, bytes] of await this.#read(missing)) {
      this.#cache.set(keyOf(run), subject, bytes);
      found.set(run._id, subject);
    }
    return runs.map(({ _id }) => found.get(_id));
  }

  /** As they lie in the log now, and without keeping them. */
  async fresh(runs: readonly Named[]): Promise<readonly (Subject | undefined)[]> {
    const read = await this.#read(runs);
    const found = new Map(read.map(([{ _id }, subject]) => [_id, subject]));
    return runs.map(({ _id }) => found.get(_id));
  }

  /** With the bytes that each takes. */
  async #read(runs: readonly Named[]): Promise<(readonly [Named, Subject, number])[]> {
    const read = await Promise.all(stretchesOf(runs).map(stretch => this.#readStretch(stretch)));
    return read.flat();
  }

  async #readStretch(runs: readonly Named[]): Promise<(readonly [Named, Subject, number])[]> {
    const [first] = runs as readonly [Named];
    const maxCount = (runs.at(-1) as Named).revision - first.revision + 1;
    const parts = new Map<number, OperationsRecorded['data']['parts']>();
    const stream = operationRecordsStream(first.device);
    for await (const events of this.#events.readStream(stream, { from: first.revision, maxCount }))
      for (const { revision, data } of events)
        parts.set(revision, (data as OperationsRecorded['data']).parts);
    return runs.flatMap(run => {
      const subject = subjectOf(run, parts.get(run.revision)?.[run.part]?.body);
      if (!subject) this.#damaged.add(run.day);
      // With what is read of it later.
      return subject ? [[run, subject.subject, subject.bytes * 3] as const] : [];
    });
  }
}

function subjectOf({ day, device, leaf }: Named, text: string | undefined) {
  if (text === undefined) return undefined;
  try {
    const bytes = unpackBody(Buffer.from(text, 'base64'));
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

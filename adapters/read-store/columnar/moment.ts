import { applySegment, loadFrame, loadInit, newVector, type Vector } from './chain.ts';
import type { HistoryColumn } from './columns.ts';
import { firstBeyond } from './growing.ts';
import type { Corrections } from './late.ts';
import { ByteCache } from './lru.ts';
import type { Advance, Mirror } from './mirror.ts';
import { wait, type Step } from './step.ts';
import type { HistoryStorage } from './storage.ts';

/** The documents as they stood: who lived, and the columns asked for so far. */
export interface Moment {
  readonly key: string;
  readonly position: number;
  /** Document numbers below this one were given; vectors may be longer. */
  readonly documents: number;
  /** 1 for each document that lives. */
  readonly alive: Uint8Array;
  readonly vectors: Map<number, Vector>;
  /** Where facts learned later were laid over it. */
  readonly corrected?: Corrections;
}

/** A column as stored, shared by all moments it serves; never written to. */
interface Frame {
  readonly at: number;
  readonly segment: number;
  readonly documents: number;
  readonly vector: Vector;
}

/**
 * Past moments and now. Past ones and key frames are kept while they fit the budget; now is kept apart, owns its
 * columns and is carried along with each batch.
 */
export class MomentCache {
  readonly #storage: HistoryStorage;
  readonly #mirror: Mirror;
  readonly #chunk: number;
  readonly #moments: ByteCache<Moment>;
  readonly #frames: ByteCache<Frame>;
  #now: Moment = { key: 'now', position: 0, documents: 0, alive: new Uint8Array(0), vectors: new Map() };

  constructor(storage: HistoryStorage, mirror: Mirror, budget: number, chunk: number) {
    this.#storage = storage;
    this.#mirror = mirror;
    this.#chunk = chunk;
    this.#moments = new ByteCache(budget / 2);
    this.#frames = new ByteCache(budget / 2);
  }

  get now(): Moment {
    return this.#now;
  }

  get bytes(): number {
    return this.#moments.bytes + this.#frames.bytes;
  }

  /** The recorded state at a position; one beyond the last is now. */
  at(position: number): Moment {
    if (position >= this.#mirror.position) return this.#now;
    const key = String(position);
    const known = this.#moments.get(key);
    if (known) return known;
    const documents = this.#mirror.documentsAt(position);
    const moment: Moment = {
      key,
      position,
      documents,
      alive: this.alive(position, documents),
      vectors: new Map(),
    };
    this.remember(moment);
    return moment;
  }

  known(key: string): Moment | undefined {
    return this.#moments.get(key);
  }

  remember(moment: Moment): void {
    this.#moments.set(moment.key, moment, moment.alive.byteLength);
  }

  /** Fills a column of a moment where it is not there yet. */
  *column(moment: Moment, column: HistoryColumn): Step<Vector> {
    const known = moment.vectors.get(column.number);
    if (known) return known;
    const { vector, shared } = yield* this.fill(
      column,
      moment.position,
      moment.documents,
      moment === this.#now,
    );
    this.keep(moment, column, vector, shared);
    return vector;
  }

  keep(moment: Moment, column: HistoryColumn, vector: Vector, shared: boolean): void {
    moment.vectors.set(column.number, vector);
    if (!shared) this.#moments.grow(moment.key, vector.byteLength);
  }

  /** A column at a position for `documents` documents; shared where it is a frame as it stands. */
  *fill(
    column: HistoryColumn,
    position: number,
    documents: number,
    own: boolean,
  ): Step<{ readonly vector: Vector; readonly shared: boolean }> {
    const state = this.#mirror.state(column);
    const held = this.#mirror.heldOf(column);
    const frame = yield* this.#frame(column, position, documents);
    const segments =
      state.segment >= frame.segment
        ? yield* wait(this.#storage.segments(column.number, frame.segment, frame.at, position))
        : [];
    const late = firstBeyond(held.positions.view(), position);
    if (!own && segments.length === 0 && late === 0 && frame.documents >= documents)
      return { vector: frame.vector, shared: true };
    const vector = newVector(column, own ? Math.ceil(documents * 1.125) + 64 : documents);
    vector.set(frame.vector.subarray(0, Math.min(frame.documents, documents)));
    yield* loadInit(
      this.#storage,
      column,
      vector,
      frame.documents,
      Math.min(documents, state.documents),
      this.#chunk,
    );
    this.#heldFirst(column, vector, frame.documents, documents);
    for (const segment of segments) applySegment(segment, vector, frame.at, position);
    this.#heldChanges(column, vector, 0, late);
    return { vector, shared: false };
  }

  /** Carries now along. */
  *advance(step: Advance): Step<void> {
    const now = this.#now;
    const documents = this.#mirror.documents;
    const alive = documents > now.alive.length ? grown(now.alive, documents) : now.alive;
    alive.fill(1, step.documentsBefore, documents);
    for (const doc of step.deaths) alive[doc] = 0;
    for (const [number, vector] of now.vectors)
      now.vectors.set(
        number,
        yield* this.#carry(this.#mirror.columns[number] as HistoryColumn, vector, step),
      );
    this.#now = { key: 'now', position: step.to, documents, alive, vectors: now.vectors };
  }

  *#carry(column: HistoryColumn, before: Vector, step: Advance): Step<Vector> {
    const state = this.#mirror.state(column);
    const held = this.#mirror.heldOf(column);
    const { documents } = this.#mirror;
    let vector = before;
    if (documents > vector.length) {
      vector = newVector(column, Math.ceil(documents * 1.25) + 64);
      vector.set(before);
    }
    yield* loadInit(
      this.#storage,
      column,
      vector,
      step.documentsBefore,
      Math.min(documents, state.documents),
      this.#chunk,
    );
    this.#heldFirst(column, vector, step.documentsBefore, documents);
    if (state.sealed > step.from)
      for (const segment of yield* wait(this.#storage.segments(column.number, 0, step.from, step.to)))
        applySegment(segment, vector, step.from, step.to);
    this.#heldChanges(column, vector, firstBeyond(held.positions.view(), step.from), held.positions.length);
    return vector;
  }

  alive(position: number, documents: number): Uint8Array {
    const alive = new Uint8Array(documents).fill(1);
    const { deathPositions, deathDocs } = this.#mirror;
    const gone = firstBeyond(deathPositions.view(), position);
    for (let i = 0; i < gone; i++) alive[deathDocs.at(i)] = 0;
    return alive;
  }

  #heldFirst(column: HistoryColumn, vector: Vector, from: number, to: number): void {
    const { first, firstDoc } = this.#mirror.heldOf(column);
    const end = Math.min(to, firstDoc + first.length);
    for (let doc = Math.max(from, firstDoc); doc < end; doc++) vector[doc] = first.at(doc - firstDoc);
  }

  #heldChanges(column: HistoryColumn, vector: Vector, from: number, to: number): void {
    const { docs, values } = this.#mirror.heldOf(column);
    for (let i = from; i < to; i++) vector[docs.at(i)] = values.at(i);
  }

  /** The key frame a position is reached from; before the first, the first values of all documents. */
  *#frame(column: HistoryColumn, position: number, documents: number): Step<Frame> {
    const place = yield* wait(this.#storage.keyFrameAt(column.number, position));
    const key = `${column.number} ${place?.at ?? 'first'}`;
    const known = this.#frames.get(key);
    if (known && (place || known.documents >= Math.min(documents, this.#mirror.state(column).documents)))
      return known;
    const length = place?.documents ?? this.#mirror.state(column).documents;
    const vector = newVector(column, length);
    if (place) yield* loadFrame(this.#storage, column, place.at, vector);
    else yield* loadInit(this.#storage, column, vector, 0, length, this.#chunk);
    const frame: Frame = { at: place?.at ?? 0, segment: place?.segment ?? 0, documents: length, vector };
    this.#frames.set(key, frame, vector.byteLength);
    return frame;
  }
}

function grown(bytes: Uint8Array, length: number): Uint8Array {
  const longer = new Uint8Array(Math.ceil(length * 1.25) + 64);
  longer.set(bytes);
  return longer;
}

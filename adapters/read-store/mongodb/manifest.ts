import type { Collection, Db, WithId } from 'mongodb';
import type {
  CollectionDefinition,
  Projection,
  ProjectionStatus,
} from '../../../projections/kernel/index.ts';
import { FencedError } from '../../../projections/kernel/index.ts';
import { isDuplicate } from '../../shared/mongodb.ts';
import { fingerprintOf } from './stored-document.ts';

/** Where a projection stands: one document, whose writes are what counts. */
export interface ProjectionState {
  /** Generation and name of the projection; see `Manifest.key`. */
  readonly _id: string;
  /** Token of the lease under which it was last claimed; who has a lower one changes nothing here any more. */
  readonly term: number;
  readonly version: number;
  readonly fingerprint: string;
  readonly collections: readonly CollectionDefinition[];
  /** Per collection the position at which it last changed. */
  readonly changedAt: readonly number[];
  /** Name of the build that serves. */
  readonly build: string;
  /** Name its collections are being given; null where none is under way. */
  readonly moving: string | null;
  /** False until the first build was finished. */
  readonly complete: boolean;
  readonly position: number;
  /** The event at that position; null or absent where it was not told. */
  readonly eventId?: string | null;
  /** When the first position was learned, milliseconds since the epoch. */
  readonly since: number | null;
  /** Batches committed to; `parts` of the journal of the last one have not all been made where it is not 0. */
  readonly batch: number;
  readonly parts: number;
  /** Name of that journal; empty before the first. */
  readonly attempt: string;
  /** The event at which it has stopped; null while it goes on. */
  readonly failure: ProjectionStatus['error'];
}

type Change = Partial<Omit<ProjectionState, '_id'>>;

const STATES = 'projections';

/**
 * The documents that say what counts. Each change is one write of one document, and goes through only while nobody
 * with a higher token has claimed the projection; otherwise it rejects with FencedError.
 */
export class Manifest {
  /** Empty where there is one only. */
  readonly generation: string;
  readonly #states: Collection<ProjectionState>;

  constructor(db: Db, generation: string) {
    this.#states = db.collection(STATES);
    this.generation = generation;
  }

  /** What a projection of this generation is known by in the database. */
  key(projection: string): string {
    return this.generation === '' ? projection : `${this.generation}/${projection}`;
  }

  /** The projection of a state of this generation. */
  nameOf({ _id }: ProjectionState): string {
    return _id.slice(this.key('').length);
  }

  async read(projection: string): Promise<WithId<ProjectionState> | undefined> {
    // A document of before the lease, without a term, says nothing that can be relied on.
    return (await this.#states.findOne({ _id: this.key(projection), term: { $gte: 0 } })) ?? undefined;
  }

  all(): Promise<ProjectionState[]> {
    return this.#states.find({ _id: this.#all(), term: { $gte: 0 } }).toArray();
  }

  /** Removes every state of this generation. */
  async forget(): Promise<void> {
    await this.#states.deleteMany({ _id: this.#all() });
  }

  /** Puts down a projection nobody has put down yet. */
  async create(projection: Projection, term: number, build: string): Promise<void> {
    const state: Omit<ProjectionState, '_id'> = {
      term,
      ...describe(projection),
      changedAt: projection.collections.map(() => 0),
      build,
      moving: null,
      complete: false,
      position: 0,
      since: null,
      batch: 0,
      parts: 0,
      attempt: '',
      failure: null,
    };
    const where = { _id: this.key(projection.name), term: { $exists: false } };
    await this.#states.replaceOne(where, state, { upsert: true }).catch((error: unknown) => {
      throw isDuplicate(error) ? new FencedError(projection.name, term) : error;
    });
  }

  /** From here on nobody with a lower token changes anything of it. */
  async claim(projection: string, term: number): Promise<ProjectionState> {
    const claimed = await this.#states.findOneAndUpdate(
      { _id: this.key(projection), term: { $lte: term } },
      { $set: { term } },
      { returnDocument: 'after' },
    );
    if (!claimed) throw new FencedError(projection, term);
    return claimed;
  }

  /** Its collections are being given the name of this build. */
  move(state: ProjectionState, moving: string): Promise<void> {
    return this.#change(state, { moving });
  }

  /** They all have it. */
  moved(state: ProjectionState, build: string): Promise<void> {
    return this.#change(state, { build, moving: null });
  }

  /** From here on the batch counts. */
  commit(
    state: ProjectionState,
    next: Pick<ProjectionState, 'position' | 'eventId' | 'since' | 'parts' | 'attempt' | 'changedAt'>,
  ): Promise<void> {
    return this.#change(
      state,
      { ...next, batch: state.batch + 1, failure: null },
      { build: state.build, batch: state.batch, parts: 0 },
    );
  }

  /** The journal of a batch has been made. */
  made(state: ProjectionState, batch: number): Promise<void> {
    return this.#change(state, { parts: 0 }, { batch });
  }

  failed(state: ProjectionState, failure: ProjectionState['failure']): Promise<void> {
    return this.#change(state, { failure });
  }

  /** The new build serves. */
  swap(
    projection: Projection,
    old: ProjectionState,
    next: Pick<ProjectionState, 'build' | 'position' | 'eventId' | 'since'>,
  ): Promise<void> {
    return this.#change(old, {
      ...describe(projection),
      ...next,
      changedAt: projection.collections.map(() => next.position),
      complete: true,
      batch: old.batch + 1,
      parts: 0,
      failure: null,
    });
  }

  /** Keys of this generation; names of projections have no `/`. */
  #all() {
    return this.generation === '' ? /^[^/]*$/ : { $gte: `${this.generation}/`, $lt: `${this.generation}0` };
  }

  async #change(
    { _id, term }: ProjectionState,
    change: Change,
    where: Partial<ProjectionState> = {},
  ): Promise<void> {
    const { matchedCount } = await this.#states.updateOne({ _id, term, ...where }, { $set: change });
    if (matchedCount !== 1) throw new FencedError(_id, term);
  }
}

function describe({ version, collections }: Projection) {
  return { version, fingerprint: fingerprintOf(version, collections), collections };
}

/** Generations that anything is there of; the empty one is that of before there were several. */
export async function generationsIn(db: Db): Promise<readonly string[]> {
  const keys = await db
    .collection<ProjectionState>(STATES)
    .find({}, { projection: { _id: 1 } })
    .toArray();
  return [...new Set(keys.map(({ _id }) => (_id.includes('/') ? _id.slice(0, _id.indexOf('/')) : '')))];
}

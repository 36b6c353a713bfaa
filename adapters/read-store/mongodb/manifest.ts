import type { Collection, Db, WithId } from 'mongodb';
import type { CollectionDefinition, Projection } from '../../../projections/kernel/index.ts';
import { fingerprintOf } from './stored-document.ts';

/** Where a projection stands: one document, whose writes are what counts. */
export interface ProjectionState {
  readonly _id: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly collections: readonly CollectionDefinition[];
  /** Number of the build that serves. */
  readonly build: number;
  /** False until the first build was finished. */
  readonly complete: boolean;
  readonly position: number;
  /** When the first position was learned, milliseconds since the epoch. */
  readonly since: number | null;
  /** Batches committed to; `parts` of the journal of the last one have not all been made where it is not 0. */
  readonly batch: number;
  readonly parts: number;
  /** Name of that journal; empty before the first. */
  readonly attempt: string;
  /** Builds begun, or replaced, whose collections are to go. */
  readonly leftover: readonly number[];
}

/** The documents that say what counts; each change is one write of one document. */
export class Manifest {
  readonly #states: Collection<ProjectionState>;
  readonly #numbers: Collection<{ _id: string; value: number }>;

  constructor(db: Db) {
    this.#states = db.collection('projections');
    this.#numbers = db.collection('numbers');
  }

  async read(projection: string): Promise<WithId<ProjectionState> | undefined> {
    return (await this.#states.findOne({ _id: projection })) ?? undefined;
  }

  /** A number for a build that no other has or had. */
  async newBuild(): Promise<number> {
    const counted = await this.#numbers.findOneAndUpdate(
      { _id: 'build' },
      { $inc: { value: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    if (!counted) throw new Error('the database gave no number for a build');
    return counted.value;
  }

  async create(projection: Projection, build: number): Promise<void> {
    await this.#states.insertOne({
      _id: projection.name,
      ...describe(projection),
      build,
      complete: false,
      position: 0,
      since: null,
      batch: 0,
      parts: 0,
      attempt: '',
      leftover: [],
    });
  }

  /** From here on the batch counts. Throws where another process has written in between. */
  async commit(
    state: ProjectionState,
    next: Pick<ProjectionState, 'position' | 'since' | 'parts' | 'attempt'>,
  ): Promise<void> {
    const expected = { _id: state._id, build: state.build, batch: state.batch, parts: 0 };
    const { matchedCount } = await this.#states.updateOne(expected, {
      $set: { ...next, batch: state.batch + 1 },
    });
    if (matchedCount !== 1)
      throw new Error(
        `projection ${state._id}: another process writes to this database; two servers must not share one`,
      );
  }

  /** The journal of a batch has been made. */
  async made(projection: string, batch: number): Promise<void> {
    await this.#states.updateOne({ _id: projection, batch }, { $set: { parts: 0 } });
  }

  async begun(projection: string, build: number): Promise<void> {
    await this.#states.updateOne({ _id: projection }, { $push: { leftover: build } });
  }

  /** The new build serves, the old one is to go. */
  async swap(
    projection: Projection,
    old: ProjectionState,
    next: Pick<ProjectionState, 'build' | 'position' | 'since'>,
  ): Promise<void> {
    const leftover = [...old.leftover.filter(build => build !== next.build), old.build];
    await this.#states.updateOne(
      { _id: projection.name },
      {
        $set: { ...describe(projection), ...next, complete: true, batch: old.batch + 1, parts: 0, leftover },
      },
    );
  }

  async dropped(projection: string, build: number): Promise<void> {
    await this.#states.updateOne({ _id: projection }, { $pull: { leftover: build } });
  }
}

function describe({ version, collections }: Projection) {
  return { version, fingerprint: fingerprintOf(version, collections), collections };
}

import type { Db } from 'mongodb';
import type {
  CollectionDefinition,
  EventChanges,
  Projection,
  Rebuild,
} from '../../../projections/kernel/index.ts';
import { FencedError } from '../../../projections/kernel/index.ts';
import { ReadStoreUnavailableError } from '../unavailable.ts';
import { Build } from './build.ts';
import { carryVolatile } from './carry-volatile.ts';
import { claimProjection, type BuildNames } from './claim.ts';
import { Journal, makeWrites } from './journal.ts';
import type { Manifest, ProjectionState } from './manifest.ts';
import { ProjectionReader } from './projection-reader.ts';
import { ProjectionWriter } from './projection-writer.ts';
import { fingerprintOf } from './stored-document.ts';
import { touchWrites, type TouchUpdates } from './touch.ts';
import { Turns } from './turns.ts';

type Changed = ReadonlyMap<string, readonly string[]>;
type Question<T> = (reader: ProjectionReader, state: ProjectionState) => Promise<T>;

interface Served {
  readonly position: number;
  readonly eventId: string | null;
  /** Why it has to be rebuilt; undefined where it need not. */
  readonly reason: string | undefined;
}

/** Milliseconds for which a server that only reads looks again, where writes come between, and between looks. */
const LOOK_FOR_MS = 10_000;
const LOOK_AGAIN_MS = 10;

/**
 * One projection as this server serves it. The server that writes holds its state in memory and lets nobody look while
 * the writes of a batch are being made. One that only reads looks at the state before and after each question and asks
 * again where something was written in between. Which of the two it is changes with the lease.
 */
export class ServedProjection {
  readonly name: string;
  readonly #db: Db;
  readonly #manifest: Manifest;
  readonly #journal: Journal;
  readonly #turns = new Turns();
  readonly #writes = new Turns();
  /** Null while another server writes. */
  #names: BuildNames | null;
  #state: ProjectionState | undefined;
  #reader: ProjectionReader | undefined;
  /** The batch after which a server that only reads began its reader. */
  #readerBatch: number | undefined;
  #writer: ProjectionWriter | undefined;
  /** What the database holds has to be read again: a write failed, or the lease changed hands. */
  #stale = true;
  #loading: Promise<ProjectionState | undefined> | undefined;

  constructor(db: Db, name: string, manifest: Manifest, names: BuildNames | null) {
    this.#db = db;
    this.name = name;
    this.#manifest = manifest;
    this.#journal = new Journal(db, manifest.key(name));
    this.#names = names;
  }

  /** Collections of the build that serves, as it declares them. */
  get definitions(): readonly CollectionDefinition[] {
    return this.#state?.collections ?? [];
  }

  /** With names for builds this server writes from now on; null: another one does. */
  lead(names: BuildNames | null): void {
    this.#names = names;
    this.#forget();
  }

  /** Makes ready what is there; answers why it has to be rebuilt, if it has. */
  async open(projection: Projection): Promise<Served> {
    return this.#writes.change(async () => {
      let state = await this.#load();
      if (!state) {
        if (!this.#names) return { position: 0, eventId: null, reason: 'no collections yet' };
        const build = this.#names.next();
        await new Build(this.#db, build, projection.collections).complete();
        await this.#manifest.create(projection, this.#names.term, build);
        state = await this.#load();
      }
      if (!state) throw new Error(`projection ${this.name} was not found right after it was put down`);
      const { position, eventId = null } = state;
      return { position, eventId, reason: await this.#reason(state, projection) };
    });
  }

  async position(): Promise<number> {
    if (this.#looksBeside()) return (await this.#manifest.read(this.name))?.position ?? 0;
    return (await this.#current()).position;
  }

  /** Answers a question from one state of the projection. */
  async look<T>(question: Question<T>): Promise<T> {
    if (this.#looksBeside()) return this.#lookBeside(question);
    try {
      return await this.#turns.look(async () => {
        const state = await this.#current();
        const answer = await question(this.#readerOf(state), state);
        // A server that was stopped may find that another has taken the collections away.
        if ((await this.#manifest.read(this.name))?.term === state.term) return answer;
        throw new FencedError(this.name, state.term);
      });
    } catch (error) {
      if (!(error instanceof FencedError)) throw error;
      return this.#lookBeside(question);
    }
  }

  /** Answers the ids that changed per collection; undefined where the position was known already. */
  apply(
    batch: readonly EventChanges[],
    position: number,
    at: string,
    eventId: string | null,
  ): Promise<Changed | undefined> {
    return this.#writes.change(async () => {
      const state = await this.#current();
      if (position <= state.position) return undefined;
      const news = batch.filter(event => event.position > state.position);
      try {
        this.#writer ??= await ProjectionWriter.open(this.#buildOf(state), 'live');
        const { writes, changed } = await this.#writer.batch(news, position, at);
        const journal = await this.#journal.put(state.term, writes);
        const since = state.since ?? Date.parse(news[0]?.at ?? at);
        const changedAt = state.collections.map(({ name }, i) =>
          changed.has(name) ? position : (state.changedAt[i] ?? 0),
        );
        await this.#turns.change(async () => {
          await this.#manifest.commit(state, { position, eventId, since, changedAt, ...journal });
          await makeWrites(this.#db, writes);
          await this.#manifest.made(state, state.batch + 1);
          this.#state = { ...state, position, eventId, since, changedAt, batch: state.batch + 1, parts: 0 };
        });
        await this.#journal.clear(state.term);
        return changed;
      } catch (error) {
        this.#forget();
        throw error;
      }
    });
  }

  async touch(definition: CollectionDefinition, updates: TouchUpdates): Promise<void> {
    const writes = touchWrites(definition, updates);
    await this.#turns.change(async () => {
      const state = await this.#current();
      const documents = this.#buildOf(state).documents(definition);
      await makeWrites(this.#db, new Map([[documents.collectionName, writes]]), { ordered: true });
      // Under the name of an older holder there is nothing that could have been set.
      if ((await this.#manifest.read(this.name))?.term !== state.term)
        throw new FencedError(this.name, state.term);
    });
  }

  /** Told to those that watch, until a batch or a swap comes. */
  async failed(failure: ProjectionState['failure']): Promise<void> {
    await this.#manifest.failed(await this.#current(), failure);
  }

  async beginRebuild(projection: Projection, swapped: (position: number) => void): Promise<Rebuild> {
    const names = this.#leading();
    await this.#current();
    const build = new Build(this.#db, names.next(), projection.collections);
    await build.complete();
    const writer = await ProjectionWriter.open(build, 'bulk');
    let since: number | null = null;
    const write = async (batch: readonly EventChanges[], position: number, at: string): Promise<void> => {
      since ??= position > 0 ? Date.parse(batch[0]?.at ?? at) : null;
      await makeWrites(this.#db, (await writer.batch(batch, position, at)).writes);
    };
    const turns = new Turns();
    return {
      apply: batch =>
        turns.change(async () => {
          const last = batch.at(-1);
          if (last) await write(batch, last.position, last.at);
        }),
      finish: (position, at, eventId) =>
        turns.change(async () => {
          await write([], position, at);
          await makeWrites(this.#db, await writer.finish());
          await this.#swap(projection, build, {
            build: build.name,
            position,
            eventId: eventId ?? null,
            since,
          });
          swapped(position);
        }),
      abort: () =>
        turns.change(async () => {
          // The answer to a swap may have been lost: what serves stays.
          if ((await this.#manifest.read(this.name))?.build !== build.name) await build.drop();
        }),
    };
  }

  async #swap(
    projection: Projection,
    build: Build,
    next: Pick<ProjectionState, 'build' | 'position' | 'eventId' | 'since'>,
  ): Promise<void> {
    await this.#writes.change(async () => {
      const state = await this.#current();
      await this.#turns.change(async () => {
        await carryVolatile(this.#buildOf(state), build);
        await this.#manifest.swap(projection, state, next);
        this.#forget();
        await this.#load();
      });
      await this.#buildOf(state).drop();
    });
  }

  /** Reading needs no claim: where a write has failed, and writes may go on failing, what is there is still read. */
  #looksBeside(): boolean {
    return !this.#names || this.#stale;
  }

  async #lookBeside<T>(question: Question<T>): Promise<T> {
    const until = performance.now() + LOOK_FOR_MS;
    for (;;) {
      const before = await this.#manifest.read(this.name);
      if (before?.parts === 0 && before.moving === null) {
        const answer = await question(this.#readerBeside(before), before).then(
          value => ({ value }),
          (error: unknown) => ({ error }),
        );
        const after = await this.#manifest.read(this.name);
        if (after?.batch === before.batch && after.build === before.build && after.moving === null) {
          if ('error' in answer) throw answer.error;
          return answer.value;
        }
      }
      if (performance.now() >= until) throw this.#notNow(before);
      await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  #notNow(state: ProjectionState | undefined): ReadStoreUnavailableError {
    let why = 'has no collections yet';
    if (state)
      why =
        state.parts > 0
          ? 'has a batch that is not written whole yet'
          : 'is written faster than it can be read from here';
    return new ReadStoreUnavailableError(`projection ${this.name} ${why}; try again`, { reason: 'timeout' });
  }

  #leading(): BuildNames {
    if (!this.#names) throw new Error(`projection ${this.name} is written by another server`);
    return this.#names;
  }

  #forget(): void {
    this.#writer = undefined;
    this.#reader = undefined;
    this.#stale = true;
  }

  /** Of the server that writes. */
  async #current(): Promise<ProjectionState> {
    this.#leading();
    if (!this.#state || this.#stale) await this.#load();
    if (!this.#state) throw new Error(`projection ${this.name} is not open`);
    return this.#state;
  }

  /** Reads where the projection stands; the server that writes makes it its own. One at a time. */
  #load(): Promise<ProjectionState | undefined> {
    this.#loading ??= this.#read().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #read(): Promise<ProjectionState | undefined> {
    const names = this.#names;
    const found = await this.#manifest.read(this.name);
    this.#state =
      found && names
        ? await claimProjection(this.#db, this.#manifest, this.#journal, names, this.name)
        : found;
    this.#stale = names !== this.#names;
    return this.#state;
  }

  #readerOf(state: ProjectionState): ProjectionReader {
    if (this.#reader?.build.name !== state.build) this.#reader = new ProjectionReader(this.#buildOf(state));
    return this.#reader;
  }

  /** What a reader keeps may have been read while a batch was being written: with the next batch it is gone. */
  #readerBeside(state: ProjectionState): ProjectionReader {
    if (this.#readerBatch !== state.batch) this.#reader = undefined;
    this.#readerBatch = state.batch;
    return this.#readerOf(state);
  }

  #buildOf({ build, collections }: ProjectionState): Build {
    return new Build(this.#db, build, collections);
  }

  async #reason(state: ProjectionState, { version, collections }: Projection): Promise<string | undefined> {
    if (state.version !== version) return `collections are of version ${state.version}, wanted is ${version}`;
    if (state.fingerprint !== fingerprintOf(version, collections))
      return 'collections were built for other collections or columns';
    if (!state.complete) return 'the first build was not finished';
    const build = this.#buildOf(state);
    const missing = await build.missing();
    if (missing.length > 0) return `${missing.join(', ')} is not in the database any more`;
    if (this.#names) await build.complete();
    return undefined;
  }
}

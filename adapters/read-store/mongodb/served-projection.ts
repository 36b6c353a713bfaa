import { randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import type {
  CollectionDefinition,
  EventChanges,
  Projection,
  ReadStore,
  Rebuild,
} from '../../../projections/kernel/index.ts';
import { declaredColumn } from '../../../projections/kernel/index.ts';
import { Build, dropBuild } from './build.ts';
import { carryVolatile } from './carry-volatile.ts';
import { Journal, makeWrites, type Write } from './journal.ts';
import { Manifest, type ProjectionState } from './manifest.ts';
import { ProjectionReader } from './projection-reader.ts';
import { ProjectionWriter } from './projection-writer.ts';
import { fingerprintOf, folded, isText } from './stored-document.ts';
import { Turns } from './turns.ts';
import { toStored } from './values.ts';

type TouchUpdates = Parameters<ReadStore['touch']>[1];
type Changed = ReadonlyMap<string, readonly string[]>;

/** Looks another process gives before it gives up on one that changes too fast. */
const LOOKS = 50;
const LOOK_AGAIN_MS = 20;

/**
 * One projection as this process serves it. The writing process holds its state in memory and lets nobody look while
 * the writes of a batch are being made. A reading process looks at the state before and after each question and asks
 * again where something was written in between.
 */
export class ServedProjection {
  readonly name: string;
  readonly #db: Db;
  readonly #manifest: Manifest;
  readonly #journal: Journal;
  readonly #readOnly: boolean;
  readonly #turns = new Turns();
  readonly #writes = new Turns();
  #state: ProjectionState | undefined;
  #reader: ProjectionReader | undefined;
  #writer: ProjectionWriter | undefined;
  /** A write failed: what the database holds has to be read again. */
  #stale = false;

  constructor(db: Db, name: string, readOnly: boolean) {
    this.#db = db;
    this.name = name;
    this.#manifest = new Manifest(db);
    this.#journal = new Journal(db, name);
    this.#readOnly = readOnly;
  }

  /** Collections of the build that serves, as it declares them. */
  get definitions(): readonly CollectionDefinition[] {
    return this.#state?.collections ?? [];
  }

  /** Makes ready what is there; answers why it has to be rebuilt, if it has. */
  async open(
    projection: Projection,
  ): Promise<{ readonly position: number; readonly reason: string | undefined }> {
    const first = this.#state === undefined;
    let state = await this.#load();
    if (!state) {
      if (this.#readOnly) return { position: 0, reason: 'no collections yet' };
      const build = await this.#manifest.newBuild();
      await new Build(this.#db, build, projection.collections).complete();
      await this.#manifest.create(projection, build);
      state = await this.#load();
    }
    if (!state) throw new Error(`projection ${this.name} was not found right after it was put down`);
    if (first && !this.#readOnly) for (const build of state.leftover) await this.#drop(build);
    return { position: state.position, reason: await this.#reason(state, projection) };
  }

  async position(): Promise<number> {
    if (this.#readOnly) await this.#load();
    return (await this.#current()).position;
  }

  /** Answers a question while nothing is written. */
  async look<T>(question: (reader: ProjectionReader, state: ProjectionState) => Promise<T>): Promise<T> {
    if (!this.#readOnly)
      return this.#turns.look(async () => {
        const state = await this.#current();
        return question(this.#readerOf(state), state);
      });
    for (let look = 0; look < LOOKS; look++) {
      const before = await this.#load();
      if (!before) throw new Error(`projection ${this.name} has no collections yet`);
      if (before.parts === 0) {
        const answer = await question(this.#readerOf(before), before);
        const after = await this.#manifest.read(this.name);
        if (after?.batch === before.batch && after.build === before.build) return answer;
        this.#reader = undefined;
      }
      await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    throw new Error(`projection ${this.name} is written faster than it can be read from here; try again`);
  }

  /** Answers the ids that changed per collection; undefined where the position was known already. */
  apply(batch: readonly EventChanges[], position: number, at: string): Promise<Changed | undefined> {
    return this.#writes.change(async () => {
      const state = await this.#current();
      if (position <= state.position) return undefined;
      const news = batch.filter(event => event.position > state.position);
      try {
        this.#writer ??= await ProjectionWriter.open(this.#buildOf(state), 'live');
        const { writes, changed } = await this.#writer.batch(news, position, at);
        const attempt = randomUUID();
        const parts = await this.#journal.put(attempt, writes);
        const since = state.since ?? Date.parse(news[0]?.at ?? at);
        await this.#turns.change(async () => {
          await this.#manifest.commit(state, { position, since, parts, attempt });
          await makeWrites(this.#db, writes);
          await this.#manifest.made(this.name, state.batch + 1);
          this.#state = { ...state, position, since, batch: state.batch + 1, parts: 0 };
        });
        await this.#journal.clear();
        return changed;
      } catch (error) {
        this.#writer = undefined;
        this.#reader = undefined;
        this.#stale = true;
        throw error;
      }
    });
  }

  async touch(definition: CollectionDefinition, updates: TouchUpdates): Promise<void> {
    const writes = updates.map(({ id, columns }): Write => {
      const set = Object.entries(columns).flatMap(([column, value]): [string, unknown][] => {
        if (!declaredColumn(definition, column).volatile)
          throw new Error(
            `touch of ${definition.name}: \`${column}\` is not volatile, only events change it`,
          );
        const own: [string, unknown] = [`c.${column}`, toStored(value)];
        return isText(definition, column) ? [own, [`f.${column}`, folded(value)]] : [own];
      });
      return { kind: 'set', id: toStored(id), set };
    });
    await this.#turns.change(async () => {
      const documents = this.#buildOf(await this.#current()).documents(definition);
      const some = writes.filter(write => write.kind === 'set' && write.set.length > 0);
      await makeWrites(this.#db, new Map([[documents.collectionName, some]]), { ordered: true });
    });
  }

  async beginRebuild(projection: Projection, swapped: (position: number) => void): Promise<Rebuild> {
    await this.#current();
    const number = await this.#manifest.newBuild();
    await this.#manifest.begun(this.name, number);
    const build = new Build(this.#db, number, projection.collections);
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
      finish: (position, at) =>
        turns.change(async () => {
          await write([], position, at);
          await makeWrites(this.#db, await writer.finish());
          await this.#swap(projection, build, { build: number, position, since });
          swapped(position);
        }),
      abort: () => turns.change(() => this.#drop(number)),
    };
  }

  async #swap(
    projection: Projection,
    build: Build,
    next: Pick<ProjectionState, 'build' | 'position' | 'since'>,
  ): Promise<void> {
    let old = 0;
    await this.#writes.change(() =>
      this.#turns.change(async () => {
        const state = await this.#current();
        await carryVolatile(this.#buildOf(state), build);
        await this.#manifest.swap(projection, state, next);
        old = state.build;
        this.#writer = undefined;
        await this.#load();
      }),
    );
    await this.#drop(old);
  }

  async #drop(build: number): Promise<void> {
    await dropBuild(this.#db, build);
    await this.#manifest.dropped(this.name, build);
  }

  async #current(): Promise<ProjectionState> {
    if (!this.#state || this.#stale) await this.#load();
    if (!this.#state) throw new Error(`projection ${this.name} is not open`);
    return this.#state;
  }

  /** Reads where the projection stands; a batch that was committed to and cut short is made whole first. */
  async #load(): Promise<ProjectionState | undefined> {
    let state = await this.#manifest.read(this.name);
    if (state && state.parts > 0 && !this.#readOnly) {
      await this.#journal.redo(state.attempt, state.parts);
      await this.#manifest.made(this.name, state.batch);
      await this.#journal.clear();
      state = { ...state, parts: 0 };
    }
    this.#state = state;
    this.#stale = false;
    return state;
  }

  #readerOf(state: ProjectionState): ProjectionReader {
    if (this.#reader?.build.number !== state.build) this.#reader = new ProjectionReader(this.#buildOf(state));
    return this.#reader;
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
    if (!this.#readOnly) await build.complete();
    return undefined;
  }
}

import type { Db } from 'mongodb';
import { buildName, generationOf, termOf } from './build-name.ts';
import { Build, dropBuilds } from './build.ts';
import { clearJournalOf, type Journal } from './journal.ts';
import { generationsIn, Manifest, type ProjectionState } from './manifest.ts';

/** Names for builds of one holder of the lease of a generation. */
export class BuildNames {
  readonly term: number;
  readonly #generation: string;
  #given = 0;

  constructor(generation: string, term: number) {
    this.#generation = generation;
    this.term = term;
  }

  next(): string {
    return buildName(this.#generation, this.term, (this.#given += 1));
  }
}

/**
 * Makes a projection this holder's alone. First its document: nobody with a lower token commits a batch or a swap from
 * here on. Then its collections get new names, so that what an older holder is still sending reaches nothing that is
 * read. Last, a batch that was committed to and cut short is made whole. May be cut short at any place and is gone on
 * with by the next claim.
 */
export async function claimProjection(
  db: Db,
  manifest: Manifest,
  journal: Journal,
  names: BuildNames,
  projection: string,
): Promise<ProjectionState> {
  let state = await manifest.claim(projection, names.term);
  for (;;) {
    if (state.moving === null) {
      if (termOf(state.build) === names.term) break;
      const moving = names.next();
      await manifest.move(state, moving);
      state = { ...state, moving };
    }
    const to = state.moving ?? state.build;
    await new Build(db, state.build, state.collections).rename(to);
    await manifest.moved(state, to);
    state = { ...state, build: to, moving: null };
  }
  if (state.parts > 0) {
    await journal.redo(state.attempt, state.parts, state.build);
    await manifest.made(state, state.batch);
    state = { ...state, parts: 0 };
  }
  await journal.clearBefore(names.term);
  return state;
}

/**
 * Drops what holders of this generation before this one left: builds they did not finish, and what reached old names
 * afterwards.
 */
export async function dropLeftovers(db: Db, manifest: Manifest, term: number): Promise<void> {
  const serving = new Set((await manifest.all()).flatMap(({ build, moving }) => [build, moving]));
  const isOurs = (build: string): boolean => generationOf(build) === manifest.generation;
  await dropBuilds(db, build => isOurs(build) && !serving.has(build) && termOf(build) < term);
}

/** Drops generations that are not to be kept, states first: what serves nobody is then a leftover. */
export async function dropGenerations(db: Db, keep: ReadonlySet<string>): Promise<readonly string[]> {
  const dropped = new Set(
    (await generationsIn(db)).filter(generation => generation !== '' && !keep.has(generation)),
  );
  for (const generation of dropped) {
    await new Manifest(db, generation).forget();
    await clearJournalOf(db, generation);
  }
  await dropBuilds(db, build => dropped.has(generationOf(build)));
  return [...dropped];
}

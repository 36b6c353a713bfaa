import type { CollectionDefinition } from '../../../projections/kernel/index.ts';
import type { Manifest, ProjectionState } from './manifest.ts';

/** How far behind a server is that only reads, in milliseconds, besides the time of the question. */
const EVERY_MS = 100;

export interface Moved {
  readonly projection: string;
  readonly position: number;
  readonly failure: ProjectionState['failure'];
  /** As the build that serves declares them, and the names of those that may have changed since the last look. */
  readonly collections: {
    readonly declared: readonly CollectionDefinition[];
    readonly changed: readonly string[];
  };
}

/** Looks again and again where projections stand, while somebody wants to know; it reads a few small documents. */
export class Watch {
  readonly #manifest: Manifest;
  readonly #told: (moved: Moved) => void;
  readonly #listeners = new Set<(moved: Moved) => void>();
  readonly #seen = new Map<string, ProjectionState>();
  #timer: NodeJS.Timeout | undefined;

  /** `told` comes before the listeners. */
  constructor(manifest: Manifest, told: (moved: Moved) => void) {
    this.#manifest = manifest;
    this.#told = told;
  }

  /** Returns what ends it. */
  add(listener: (moved: Moved) => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= this.#later();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.stop();
    };
  }

  stop(): void {
    this.#listeners.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#seen.clear();
  }

  #later(): NodeJS.Timeout {
    return setTimeout(() => void this.#look(), EVERY_MS).unref();
  }

  async #look(): Promise<void> {
    const states = await this.#manifest.all().catch(() => []);
    if (!this.#timer) return;
    for (const state of states) {
      // What is being written or named anew cannot be read yet.
      if (state.parts > 0 || state.moving !== null) continue;
      const before = this.#seen.get(state._id);
      this.#seen.set(state._id, state);
      const moves = before?.batch !== state.batch || before.build !== state.build;
      if (!moves && before.failure?.at === state.failure?.at) continue;
      const changed = state.collections.filter(
        (_, i) => before?.build !== state.build || before.changedAt[i] !== state.changedAt[i],
      );
      const moved = {
        projection: this.#manifest.nameOf(state),
        position: state.position,
        failure: state.failure,
        collections: { declared: state.collections, changed: changed.map(({ name }) => name) },
      };
      this.#told(moved);
      for (const listener of this.#listeners) listener(moved);
    }
    this.#timer = this.#later();
  }
}

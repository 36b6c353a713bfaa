import {
  categoryOf,
  type CommandHandler,
  type Decider,
  type DomainEvent,
  type EventStore,
} from '../../domain/kernel/index.ts';
import { LogWatch } from './log-watch.ts';

/** Streams of which it is remembered that they are known; beyond that all are read anew. */
const mostKnown = 100_000;

/** What of the log is followed. */
export interface Followed {
  /** Names of streams. */
  readonly streams: readonly string[];
  /** All streams of these. */
  readonly categories?: readonly string[];
}

/**
 * Aggregates that agents' questions read again and again: the log is read for each of them once, and again after it
 * told of a change. What this server changes itself is there at once, what another one does may be a moment late; while
 * the log cannot be followed it is read each time.
 */
export class FollowedStreams implements Pick<CommandHandler, 'load'> {
  readonly #commands: Pick<CommandHandler, 'load'>;
  readonly #followed: Followed;
  readonly watch: LogWatch;
  /** Streams of which the command handler has the newest, or will have once this resolves. */
  readonly #known = new Map<string, Promise<unknown>>();

  /** Others than those `followed` are read each time. */
  constructor(
    commands: Pick<CommandHandler, 'load'>,
    events: Pick<EventStore, 'lastPosition' | 'subscribe'>,
    followed: Followed,
  ) {
    this.#commands = commands;
    this.#followed = followed;
    const categories = [...new Set([...followed.streams.map(categoryOf), ...(followed.categories ?? [])])];
    this.watch = new LogWatch(events, { categories }, heard => {
      for (const { stream } of heard) this.#known.delete(stream);
    });
  }

  async load<State, Command, Event extends DomainEvent, Code extends string>(
    stream: string,
    decider: Decider<State, Command, Event, Code>,
  ): Promise<{ readonly state: State; readonly revision: number }> {
    const known = this.watch.following ? this.#known.get(stream) : undefined;
    if (known) {
      await known;
      return this.#commands.load(stream, decider, { mayBeOld: true });
    }
    const read = this.#commands.load(stream, decider);
    if (this.watch.following && this.#isFollowed(stream)) {
      // Without the state: the command handler has room for so many only.
      const known = read.then(() => undefined);
      if (this.#known.size >= mostKnown) this.#known.clear();
      this.#known.set(stream, known);
      known.catch(() => this.#known.delete(stream));
    }
    return read;
  }

  #isFollowed(stream: string): boolean {
    const { streams, categories = [] } = this.#followed;
    return streams.includes(stream) || categories.includes(categoryOf(stream));
  }

  /** One of the named streams has changed: for whoever heard of it first. */
  forget(): void {
    for (const stream of this.#followed.streams) this.#known.delete(stream);
  }
}

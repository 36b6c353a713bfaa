import {
  categoryOf,
  type CommandHandler,
  type Decider,
  type DomainEvent,
  type EventStore,
} from '../../domain/kernel/index.ts';
import { LogWatch } from './log-watch.ts';

/**
 * Aggregates that every agent's question reads: the log is read for each of them once, and again after it told of a
 * change. What this server changes itself is there at once, what another one does may be a moment late; while the log
 * cannot be followed it is read each time.
 */
export class FollowedStreams implements Pick<CommandHandler, 'load'> {
  readonly #commands: Pick<CommandHandler, 'load'>;
  readonly #streams: ReadonlySet<string>;
  readonly watch: LogWatch;
  /** Streams of which the command handler has the newest, or will have once this resolves. */
  readonly #known = new Map<string, Promise<unknown>>();

  /** `streams`: the names of all; others are read each time. */
  constructor(
    commands: Pick<CommandHandler, 'load'>,
    events: Pick<EventStore, 'lastPosition' | 'subscribe'>,
    streams: readonly string[],
  ) {
    this.#commands = commands;
    this.#streams = new Set(streams);
    const categories = [...new Set(streams.map(categoryOf))];
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
    if (this.watch.following && this.#streams.has(stream)) {
      this.#known.set(stream, read);
      read.catch(() => this.#known.delete(stream));
    }
    return read;
  }

  /** Something has changed: for whoever heard of it first. */
  forget(): void {
    this.#known.clear();
  }
}

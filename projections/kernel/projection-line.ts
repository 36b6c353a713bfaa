import { NewerEventError, type Clock, type StoredEvent } from '../../domain/kernel/index.ts';
import type { EventChanges } from './collection.ts';
import type { ProjectionObserver } from './observer.ts';
import { projected } from './projected.ts';
import type { Projection } from './projection.ts';
import type { ReadStore } from './read-store.ts';
import type { ProjectionStatus } from './runner-port.ts';

/** Changes written at once; beyond it a batch is cut, so that one long write does not hold up everything else. */
const MOST_CHANGES = 5_000;

/** Why a projection stopped: the event it could not fold, or the store that did not take its changes. */
export type Failure = NonNullable<ProjectionStatus['error']> & { readonly cause: 'event' | 'store' };

/** One projection on its way along the log. Whatever goes wrong stays here. */
export class ProjectionLine {
  readonly projection: Projection;
  readonly handles: ReadonlySet<string>;
  readonly #read: ReadStore;
  readonly #clock: Clock;
  readonly #observer: ProjectionObserver | undefined;
  readonly #requireKnown: (event: StoredEvent) => void;
  position = 0;
  state: 'live' | 'catching-up' | 'stopped' = 'stopped';
  note: string | null = null;
  /** 0 to 1 while new collections are built; null otherwise. */
  progress: number | null = null;
  failure: Failure | null = null;
  /** False while there is nothing to serve from: the collections must be built first. */
  usable = false;
  /** Raised when the line is taken from whoever feeds it. */
  epoch = 0;
  /** Failures of the store in a row. */
  storeFailures = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** `requireKnown` throws where a newer version of the program wrote the event. */
  constructor(
    projection: Projection,
    read: ReadStore,
    clock: Clock,
    requireKnown: (event: StoredEvent) => void,
    observer?: ProjectionObserver,
  ) {
    this.projection = projection;
    this.handles = new Set(projection.handles);
    this.#read = read;
    this.#clock = clock;
    this.#observer = observer;
    this.#requireKnown = requireKnown;
  }

  status(logEnd: number, positionsPerEvent: number): ProjectionStatus {
    const { name, version } = this.projection;
    const { position, progress, note } = this;
    const lag = Math.max(0, Math.ceil((logEnd - position) / positionsPerEvent));
    const common = { name, version, position, lag, progress, note };
    if (this.failure) {
      const { cause: _, ...error } = this.failure;
      return { ...common, state: 'failed', error };
    }
    return { ...common, state: progress === null ? this.state : 'rebuilding', error: null };
  }

  /**
   * Writes what the events beyond the line's position mean; they must follow it without a gap. False where it
   * failed or was taken away meanwhile.
   */
  async take(events: readonly StoredEvent[], epoch: number): Promise<boolean> {
    const taken = this.#last.then(() => epoch === this.epoch && !this.failure && this.#write(events));
    this.#last = taken;
    return taken;
  }

  /** Ends all feeding; resolves when nothing is being written any more. */
  async detach(): Promise<void> {
    this.epoch += 1;
    await this.#last;
  }

  fail(event: Pick<StoredEvent, 'position' | 'type'>, error: unknown, cause: Failure['cause']): void {
    const message = error instanceof Error ? error.message : String(error);
    const newer = error instanceof NewerEventError || undefined;
    const at = this.#clock.now();
    const failure = { position: event.position, eventType: event.type, message, at, ...(newer && { newer }) };
    this.failure = { ...failure, cause };
    if (cause === 'store') this.storeFailures += 1;
    // A store that does not take changes may not take this either; it is then told when it fails again.
    this.#read.failed?.(this.projection.name, failure).catch(() => undefined);
  }

  async #write(events: readonly StoredEvent[]): Promise<boolean> {
    let pending: StoredEvent[] = [];
    let changes: EventChanges[] = [];
    let size = 0;
    for (const event of events) {
      if (event.position <= this.position) continue;
      let folded: EventChanges | undefined;
      try {
        folded = foldKnown(this, event, this.#requireKnown);
      } catch (error) {
        // What came before it is sound and is kept.
        if (await this.#apply(pending, changes)) this.fail(event, error, 'event');
        return false;
      }
      pending.push(event);
      if (!folded) continue;
      changes.push(folded);
      size += folded.changes.length;
      if (size < MOST_CHANGES) continue;
      if (!(await this.#apply(pending, changes))) return false;
      pending = [];
      changes = [];
      size = 0;
    }
    return this.#apply(pending, changes);
  }

  async #apply(events: readonly StoredEvent[], changes: readonly EventChanges[]): Promise<boolean> {
    const last = events.at(-1);
    if (!last) return true;
    const began = this.#observer ? performance.now() : 0;
    try {
      await this.#read.apply(this.projection.name, changes, last.position, last.at, last.id);
    } catch (error) {
      // Event by event, so that the one that cannot be written is named and those before it are kept.
      if (events.length > 1) {
        for (const event of events) {
          const own = changes.filter(({ position }) => position === event.position);
          if (!(await this.#apply([event], own))) return false;
        }
        return true;
      }
      this.fail(last, error, 'store');
      return false;
    }
    this.position = last.position;
    this.storeFailures = 0;
    this.#observer?.applied(this.projection, events, performance.now() - began);
    return true;
  }
}

/**
 * What an event means to a projection; undefined where that is nothing. What a newer version of the program wrote may
 * mean something to it though its type is not one of those it handles: nobody here can tell.
 */
export function foldKnown(
  { projection, handles }: Pick<ProjectionLine, 'projection' | 'handles'>,
  event: StoredEvent,
  requireKnown: (event: StoredEvent) => void,
): EventChanges | undefined {
  requireKnown(event);
  return handles.has(event.type) ? projected(projection, event) : undefined;
}

import type {
  EventFilter,
  EventStore,
  NewEvent,
  Position,
  ReadAllOptions,
  StoredEvent,
} from '../../../domain/kernel/index.ts';
import { eventFactory } from '../../support/events.ts';

/** A store that is opened for each test, and what all of them do with it. */
export interface EventStoreAtTest {
  /** The one of this test. */
  readonly store: EventStore;
  readonly event: (more?: Partial<NewEvent>) => NewEvent;
  readonly some: (count: number, more?: Partial<NewEvent>) => NewEvent[];
  readonly all: (after?: Position, options?: ReadAllOptions) => Promise<StoredEvent[]>;
  /** Follows until `enough` says so, then aborts; answers the events in the order they came. */
  readonly follow: (
    after: Position,
    filter: EventFilter,
    enough: (seen: readonly StoredEvent[], caughtUp: Position) => boolean,
  ) => Promise<StoredEvent[]>;
}

/** To be called where the tests are described. */
export function eventStoreAtTest(open: () => Promise<EventStore>): EventStoreAtTest {
  let store: EventStore;
  let next: (more?: Partial<NewEvent>) => NewEvent;
  beforeEach(async () => {
    store = await open();
    next = eventFactory();
  });
  afterEach(() => store.close());

  return {
    get store() {
      return store;
    },
    event: more => next(more),
    some: (count, more = {}) => Array.from({ length: count }, () => next(more)),
    async all(after = 0, options = {}) {
      const events: StoredEvent[] = [];
      for await (const batch of store.readAll(after, options)) events.push(...batch);
      return events;
    },
    async follow(after, filter, enough) {
      const stop = new AbortController();
      const seen: StoredEvent[] = [];
      let caughtUp = -1;
      for await (const message of store.subscribe(after, filter, stop.signal)) {
        if (message.kind === 'events') seen.push(...message.events);
        else caughtUp = message.position;
        if (enough(seen, caughtUp)) stop.abort();
      }
      return seen;
    },
  };
}

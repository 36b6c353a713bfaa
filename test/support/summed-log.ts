import { memoryEventStore } from '../../adapters/event-store/memory.ts';
import { fixedClock } from '../../adapters/platform/index.ts';
import { MemoryReadStore } from '../../adapters/read-store/memory.ts';
import type { NewEvent } from '../../domain/kernel/index.ts';
import type { EventChanges, Projection, ProjectionRunner } from '../../projections/kernel/index.ts';
import { createProjectionRunner } from '../../projections/kernel/index.ts';
import { eventFactory } from './events.ts';

/** Adds what each event says to a total, so that an event lost or counted twice shows. */
export function totals(name: string, more: Partial<Projection> = {}): Projection {
  const columns = { sum: { type: 'integer' as const }, events: { type: 'integer' as const } };
  return {
    name,
    version: 1,
    collections: [{ name, version: 1, history: 'columns', columns }],
    handles: ['Added'],
    project: ({ data }) => {
      const { n } = data as { n: number };
      return [{ kind: 'increment', collection: name, id: 'total', by: { sum: n, events: 1 } }];
    },
    ...more,
  };
}

/** A read store whose writes can be held back, counted and made to fail. */
export class WatchedStore extends MemoryReadStore {
  readonly applied: { projection: string; events: number; position: number }[] = [];
  gate: Promise<void> = Promise.resolve();
  failing: ((projection: string, batch: readonly EventChanges[]) => Error | undefined) | undefined;

  override async apply(
    projection: string,
    batch: readonly EventChanges[],
    position: number,
    at: string,
    eventId?: string,
  ) {
    await this.gate;
    const failure = this.failing?.(projection, batch);
    if (failure) throw failure;
    await super.apply(projection, batch, position, at, eventId);
    this.applied.push({ projection, events: batch.length, position });
  }

  hold(): () => void {
    let release = () => {};
    this.gate = new Promise(resolve => (release = resolve));
    return release;
  }
}

/** A log of numbers and a read store for each test, and runners over them that end with it. */
export function summedLog() {
  const runners: ProjectionRunner[] = [];
  const log = {
    clock: fixedClock('2026-03-01T12:00:00.000Z'),
    events: memoryEventStore(),
    read: new WatchedStore(),
    event: eventFactory() as (more?: Partial<NewEvent>) => NewEvent,

    /** Stops with the test. */
    keep: (made: ProjectionRunner): void => void runners.push(made),

    runner(...projections: Projection[]): ProjectionRunner {
      const { events, read, clock } = log;
      const made = createProjectionRunner({ events, read, clock, projections, retryMs: 1, mostRetryMs: 2 });
      log.keep(made);
      return made;
    },

    /** Position of the last. */
    async add(...numbers: number[]): Promise<number> {
      const result = await log.events.append(
        'sum-1',
        'any',
        numbers.map(n => log.event({ type: 'Added', data: { n } })),
      );
      return result.kind === 'appended' ? result.position : Number.NaN;
    },

    async total(name = 'test.a') {
      const columns = (await log.read.get(name, 'total'))?.columns;
      return [columns?.['sum'], columns?.['events']];
    },

    statusOf: (from: ProjectionRunner, name = 'test.a') => from.status().find(status => status.name === name),
  };
  beforeEach(() => {
    log.events = memoryEventStore();
    log.read = new WatchedStore();
    log.event = eventFactory();
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.stop();
  });
  return log;
}

/** Waits for a condition by turns of the event loop, which every awaited step of these stores takes. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve));
}

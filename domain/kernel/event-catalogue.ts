import type { z } from 'zod';
import { type EventDefinition, type NewEvent, type StoredEvent } from './event.ts';
import type { EventStore } from './event-store.ts';

/** An event that does not fit its definition: a defect of the program, never something a user did. */
export class EventSchemaError extends Error {
  readonly eventType: string;
  /** One line per fault: `data.items.3.name: expected string`. */
  readonly faults: readonly string[];
  constructor(eventType: string, faults: readonly string[]) {
    super(`event ${eventType}: ${faults.join('; ')}`);
    this.name = 'EventSchemaError';
    this.eventType = eventType;
    this.faults = faults;
  }
}

/** An event of a type, or of a version of it, that a newer version of this program has written. */
export class NewerEventError extends EventSchemaError {
  constructor({ type, position, schemaVersion }: StoredEvent, known: number | undefined) {
    const what =
      known === undefined
        ? 'is of a type this program does not know'
        : `has schemaVersion ${schemaVersion}, this program knows ${known}`;
    super(type, [
      `position ${position} ${what}: a newer version of it wrote this event. Start the newer one in its place`,
    ]);
    this.name = 'NewerEventError';
  }
}

/** Every event type this version of the program knows. */
export interface EventCatalogue {
  readonly definitions: ReadonlyMap<string, EventDefinition>;
  /** The version written today; throws EventSchemaError for an unknown type. */
  versionOf(type: string): number;
  /** Throws EventSchemaError unless type, version and data are those of the catalogue. */
  check(event: NewEvent): void;
  /** Throws NewerEventError unless it knows the type and its version, or an older one. */
  require(event: StoredEvent): void;
  /**
   * Data of an older version becomes that of today. Types that are not known stay as they are; throws NewerEventError
   * for a version to come.
   */
  upcast(event: StoredEvent): StoredEvent;
}

/** From the records of definitions of all contexts. Two definitions of one name are an error. */
export function createCatalogue(
  ...contexts: readonly Readonly<Record<string, EventDefinition>>[]
): EventCatalogue {
  const definitions = new Map<string, EventDefinition>();
  for (const definition of contexts.flatMap(context => Object.values(context))) {
    const known = definitions.get(definition.type);
    if (known && known !== definition) throw new Error(`two definitions of event ${definition.type}`);
    definitions.set(definition.type, definition);
  }

  function definitionOf(type: string): EventDefinition {
    const definition = definitions.get(type);
    if (!definition) throw new EventSchemaError(type, ['no such event type in the catalogue']);
    return definition;
  }

  return {
    definitions,
    versionOf: type => definitionOf(type).version,
    check(event) {
      const definition = definitionOf(event.type);
      if (event.schemaVersion !== definition.version)
        throw new EventSchemaError(event.type, [
          `schemaVersion ${event.schemaVersion}: version ${definition.version} is written today`,
        ]);
      const result = definition.schema.safeParse(event.data);
      if (!result.success) throw new EventSchemaError(event.type, result.error.issues.map(describeIssue));
    },
    require(event) {
      const version = definitions.get(event.type)?.version;
      if (version === undefined || event.schemaVersion > version) throw new NewerEventError(event, version);
    },
    upcast(event) {
      const definition = definitions.get(event.type);
      if (!definition || event.schemaVersion === definition.version) return event;
      if (event.schemaVersion > definition.version) throw new NewerEventError(event, definition.version);
      let data = event.data;
      for (let version = event.schemaVersion; version < definition.version; version++)
        data = definition.upcasters[version]!(data);
      return { ...event, data, schemaVersion: definition.version };
    },
  };
}

function describeIssue(issue: z.core.$ZodIssue): string {
  return `${['data', ...issue.path].map(String).join('.')}: ${issue.message}`;
}

export interface SchemaOptions {
  /**
   * What becomes of events in a version to come. `refused`, the default: reading them throws NewerEventError.
   * `as-stored`: they come out as they are, for readers that ask the catalogue of each.
   */
  readonly newer?: 'refused' | 'as-stored';
}

/**
 * The same store, but only events of the catalogue go in, and all come out in today's version. A stream is read to
 * decide by: one that holds what is not known throws NewerEventError.
 */
export function withSchemas(
  store: EventStore,
  catalogue: EventCatalogue,
  { newer = 'refused' }: SchemaOptions = {},
): EventStore {
  const isNewer = ({ type, schemaVersion }: StoredEvent): boolean =>
    schemaVersion > (catalogue.definitions.get(type)?.version ?? Infinity);
  const upcast = (event: StoredEvent): StoredEvent =>
    newer === 'as-stored' && isNewer(event) ? event : catalogue.upcast(event);
  const upcastAll = (events: readonly StoredEvent[]): readonly StoredEvent[] => events.map(upcast);
  return {
    async append(stream, expected, events) {
      events.forEach(catalogue.check);
      return store.append(stream, expected, events);
    },
    async *readStream(stream, options) {
      for await (const events of store.readStream(stream, options)) {
        events.forEach(catalogue.require);
        yield upcastAll(events);
      }
    },
    async *readAll(after, options) {
      for await (const events of store.readAll(after, options)) yield upcastAll(events);
    },
    async eventAt(position) {
      const event = await store.eventAt(position);
      return event && upcast(event);
    },
    async *subscribe(after, filter, signal) {
      for await (const message of store.subscribe(after, filter, signal))
        yield message.kind === 'events' ? { kind: 'events', events: upcastAll(message.events) } : message;
    },
    revisionOf: (stream, eventId) => store.revisionOf(stream, eventId),
    lastPosition: () => store.lastPosition(),
    setRetention: (category, retention) => store.setRetention(category, retention),
    expire: now => store.expire(now),
    close: () => store.close(),
  };
}

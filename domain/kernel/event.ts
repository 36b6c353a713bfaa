import type { z } from 'zod';

/**
 * Place of an event in the whole log. Strictly increasing, not dense: an embedded store counts 1, 2, 3,
 * an EventStoreDB answers byte offsets. Always a safe integer; 0 is "before the first event".
 */
export type Position = number;

/** Who did it: `account:<id>`, `agent:<device or agent id>`, `token:<id>`, `system:<process>`. */
export type Actor = `${'account' | 'agent' | 'token' | 'system'}:${string}`;

/** What a decider says has happened. The handler adds everything else. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** RFC 3339; only where it happened at another time than it was learned (offline results, agent clocks). */
  readonly happenedAt?: string;
}

/** An event ready to append. */
export interface NewEvent<Type extends string = string, Data = unknown> extends DomainEvent<Type, Data> {
  /** UUID. The same id appended again to the same stream is a repeat, not a second event. */
  readonly id: string;
  readonly schemaVersion: number;
  /** RFC 3339 UTC with milliseconds: when the server learned it. Never goes back in the log's order. */
  readonly at: string;
  readonly actor: Actor;
  /** All events of one intention share it (a bulk change, an import). */
  readonly correlationId: string;
  /** Id of the event or command that led to this one. */
  readonly causationId: string | null;
}

/** An event as the log holds it. */
export interface StoredEvent<Type extends string = string, Data = unknown> extends NewEvent<Type, Data> {
  /** `<category>-<id>`, for example `device-0192…`. */
  readonly stream: string;
  /** 0 for the first event of a stream. */
  readonly revision: number;
  readonly position: Position;
  /** Its position in the log that was moved here, by which the seals made there know it; absent where it is the same. */
  readonly formerPosition?: Position;
}

/** `device` of `device-0192…`. Retention and filters work on categories. */
export function categoryOf(stream: string): string {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
}

/** Marks a field as personal data: whose it is. Erasure and exports of a person walk these marks. */
export function personal<S extends z.ZodType>(schema: S, whose: 'user' | 'account'): S {
  return schema.meta({ personal: whose }) as S;
}

/** One event type: its name, the version written today, its schema and how older versions become it. */
export interface EventDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly type: Type;
  readonly version: number;
  readonly schema: Schema;
  /** `upcasters[n]` turns data of version n into data of version n + 1. */
  readonly upcasters: Readonly<Record<number, (data: unknown) => unknown>>;
}

export function defineEvent<Type extends string, Schema extends z.ZodType>(
  type: Type,
  version: number,
  schema: Schema,
  upcasters: Readonly<Record<number, (data: unknown) => unknown>> = {},
): EventDefinition<Type, Schema> {
  for (let from = 1; from < version; from++)
    if (!upcasters[from]) throw new Error(`${type} has version ${version} but no upcaster from ${from}`);
  return { type, version, schema, upcasters };
}

/** The union of domain events of a record of definitions: `EventsOf<typeof deviceEvents>`. */
export type EventsOf<Definitions extends Readonly<Record<string, EventDefinition>>> = {
  [K in keyof Definitions]: Definitions[K] extends EventDefinition<infer Type, infer Schema>
    ? DomainEvent<Type, z.infer<Schema>>
    : never;
}[keyof Definitions];

import { AggregateCache, type Folded } from './aggregate-cache.ts';
import type { CommandContext, CommandHandler, CommandResult } from './commands.ts';
import type { Decider } from './decider.ts';
import type { DomainEvent, NewEvent, StoredEvent } from './event.ts';
import type { EventCatalogue } from './event-catalogue.ts';
import type { EventStore } from './event-store.ts';
import type { Clock, Ids } from './platform.ts';
import type { SnapshotStore } from './snapshots.ts';

export interface CommandHandlerOptions {
  readonly events: EventStore;
  readonly catalogue: EventCatalogue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly snapshots?: SnapshotStore;
  /** A snapshot is saved once so many events lie beyond the last one; default 50. */
  readonly snapshotEvery?: number;
  /** How often a command is decided anew on fresh state before the conflict is answered; default 5. */
  readonly maxAttempts?: number;
  /** Folded aggregates kept in memory, in characters of their JSON, and as much of small ones; default 16 Mi. */
  readonly cacheSize?: number;
  /** A snapshot that cannot be read or saved costs time and nothing else; told here. */
  readonly onSnapshotError?: (error: unknown, stream: string) => void;
}

type NamedContext = CommandContext & { readonly commandId: string };

/** What a snapshot of a folded aggregate holds. */
interface SnapshotState {
  readonly state: unknown;
  readonly position: number;
  readonly lastEventId: string;
}

/**
 * Commands become events: load, decide, append with the exact revision. One command after the other per
 * stream within this process; other processes are met by conflict and retry.
 */
export function createCommandHandler(options: CommandHandlerOptions): CommandHandler {
  const { events: store, catalogue, clock, ids, snapshots, snapshotEvery = 50, maxAttempts = 5 } = options;
  const cache = new AggregateCache(options.cacheSize ?? 16 * 1024 * 1024);
  const turns = new Map<string, Promise<unknown>>();
  const snapshotError = options.onSnapshotError ?? (() => undefined);

  type AnyDecider<State, Event extends DomainEvent> = Pick<
    Decider<State, never, Event>,
    'name' | 'stateVersion' | 'initial' | 'evolve'
  >;

  const keyOf = (stream: string, decider: { readonly name: string }): string => `${stream}#${decider.name}`;

  /** Folds what the log has beyond `from`. */
  async function foldTail<State, Event extends DomainEvent>(
    stream: string,
    decider: AnyDecider<State, Event>,
    from: Folded<State>,
  ): Promise<Folded<State>> {
    let folded = from;
    for await (const batch of store.readStream(stream, { from: from.revision + 1 }))
      for (const event of batch) folded = foldOne(decider, folded, event);
    return folded;
  }

  /** A snapshot is believed only where its last event is in this log at its place. */
  async function foldFromSnapshot<State, Event extends DomainEvent>(
    stream: string,
    decider: AnyDecider<State, Event>,
  ): Promise<Folded<State>> {
    const nothing: Folded<State> = { state: decider.initial, revision: -1, position: 0, lastEventId: null };
    const snapshot = await snapshots
      ?.load(keyOf(stream, decider), decider.stateVersion)
      .catch((error: unknown) => {
        snapshotError(error, stream);
        return undefined;
      });
    if (!snapshot) return foldTail(stream, decider, nothing);
    const { state, position, lastEventId } = snapshot.state as SnapshotState;
    if ((await store.revisionOf(stream, lastEventId)) !== snapshot.revision)
      return foldTail(stream, decider, nothing);
    return foldTail(stream, decider, {
      state: state as State,
      revision: snapshot.revision,
      position,
      lastEventId,
    });
  }

  async function fresh<State, Event extends DomainEvent>(
    stream: string,
    decider: AnyDecider<State, Event>,
  ): Promise<Folded<State>> {
    const key = keyOf(stream, decider);
    const cached = cache.get(key) as Folded<State> | undefined;
    const folded = cached ? await foldTail(stream, decider, cached) : await foldFromSnapshot(stream, decider);
    if (folded !== cached) cache.set(key, folded);
    return folded;
  }

  function saveSnapshot(
    stream: string,
    decider: AnyDecider<unknown, never>,
    before: number,
    now: Folded,
  ): void {
    const due = Math.floor((before + 1) / snapshotEvery) !== Math.floor((now.revision + 1) / snapshotEvery);
    if (!snapshots || !due || now.lastEventId === null) return;
    const state: SnapshotState = { state: now.state, position: now.position, lastEventId: now.lastEventId };
    snapshots
      .save({
        stream: keyOf(stream, decider),
        stateVersion: decider.stateVersion,
        revision: now.revision,
        state,
      })
      .catch((error: unknown) => snapshotError(error, stream));
  }

  const eventId = (stream: string, commandId: string, index: number): string =>
    ids.from(`${stream}/${commandId}/${index}`);

  /** What the command did when it was first handled. */
  async function earlierAnswer<Event extends DomainEvent, Code extends string>(
    stream: string,
    commandId: string,
  ): Promise<CommandResult<Event, Code> | undefined> {
    const first = await store.revisionOf(stream, eventId(stream, commandId, 0));
    if (first < 0) return undefined;
    const own: StoredEvent[] = [];
    reading: for await (const batch of store.readStream(stream, { from: first }))
      for (const event of batch) {
        if (event.id !== eventId(stream, commandId, own.length)) break reading;
        own.push(event);
      }
    const last = own.at(-1)!;
    const events = own.map(asNew) as NewEvent<Event['type'], Event['data']>[];
    return { kind: 'accepted', events, revision: last.revision, position: last.position };
  }

  function complete<Event extends DomainEvent>(
    stream: string,
    decided: readonly Event[],
    context: NamedContext,
  ): NewEvent<Event['type'], Event['data']>[] {
    const at = clock.now();
    return decided.map((event, index) => ({
      id: eventId(stream, context.commandId, index),
      type: event.type,
      schemaVersion: catalogue.versionOf(event.type),
      at,
      ...(event.happenedAt === undefined ? {} : { happenedAt: event.happenedAt }),
      actor: context.actor,
      correlationId: context.correlationId ?? context.commandId,
      causationId: context.causationId ?? context.commandId,
      data: event.data,
    }));
  }

  async function attempt<State, Command, Event extends DomainEvent, Code extends string>(
    stream: string,
    decider: Decider<State, Command, Event, Code>,
    command: Command,
    context: NamedContext,
    start: Folded<State>,
    validated: boolean,
  ): Promise<CommandResult<Event, Code> | 'stale'> {
    const { expectedRevision: expected, dryRun = false } = context;
    if (expected !== undefined && expected !== start.revision)
      return validated ? { kind: 'conflict', expected, actual: start.revision } : 'stale';
    const decision = decider.decide(command, start.state);
    if (decision.kind === 'refused') return validated ? decision : 'stale';
    const events = complete(stream, decision.events, context);
    if (events.length === 0 || dryRun) {
      events.forEach(catalogue.check);
      const { revision, position } = start;
      return validated ? { kind: 'accepted', events, revision, position } : 'stale';
    }
    await context.beforeAppend?.();
    const appended = await store.append(stream, start.revision < 0 ? 'none' : start.revision, events);
    if (appended.kind === 'conflict') return 'stale';
    const { revision, position } = appended;
    const state = decision.events.reduce((before, event) => decider.evolve(before, event), start.state);
    const folded: Folded<State> = { state, revision, position, lastEventId: events.at(-1)!.id };
    cache.set(keyOf(stream, decider), folded);
    saveSnapshot(stream, decider, start.revision, folded);
    return { kind: 'accepted', events, revision, position };
  }

  async function handleInTurn<State, Command, Event extends DomainEvent, Code extends string>(
    stream: string,
    decider: Decider<State, Command, Event, Code>,
    command: Command,
    given: CommandContext,
  ): Promise<CommandResult<Event, Code>> {
    const { commandId = ids.next() } = given;
    const context: NamedContext = { ...given, commandId };
    const earlier = given.commandId && (await earlierAnswer<Event, Code>(stream, commandId));
    if (earlier) return earlier;
    const cached = cache.get(keyOf(stream, decider)) as Folded<State> | undefined;
    if (cached) {
      const result = await attempt(stream, decider, command, context, cached, false);
      if (result !== 'stale') return result;
    }
    let folded = await fresh(stream, decider);
    for (let tries = 0; tries < maxAttempts; tries++) {
      const result = await attempt(stream, decider, command, context, folded, true);
      if (result !== 'stale') return result;
      const before = folded.revision;
      folded = await fresh(stream, decider);
      if (context.expectedRevision !== undefined)
        return { kind: 'conflict', expected: before, actual: folded.revision };
    }
    return { kind: 'conflict', expected: folded.revision, actual: folded.revision };
  }

  return {
    async handle(stream, decider, command, context) {
      const turn = (turns.get(stream) ?? Promise.resolve()).then(() =>
        handleInTurn(stream, decider, command, context),
      );
      const settled = turn.catch(() => undefined);
      turns.set(stream, settled);
      try {
        return await turn;
      } finally {
        if (turns.get(stream) === settled) turns.delete(stream);
      }
    },
    async load<State, Command, Event extends DomainEvent, Code extends string>(
      stream: string,
      decider: Decider<State, Command, Event, Code>,
      { mayBeOld = false }: { readonly mayBeOld?: boolean } = {},
    ) {
      const seen = mayBeOld ? (cache.get(keyOf(stream, decider)) as Folded<State> | undefined) : undefined;
      const { state, revision } = seen ?? (await fresh(stream, decider));
      return { state, revision };
    },
  };
}

function foldOne<State, Event extends DomainEvent>(
  decider: { evolve(state: State, event: Event): State },
  before: Folded<State>,
  event: StoredEvent,
): Folded<State> {
  const state = decider.evolve(before.state, event as unknown as Event);
  return { state, revision: event.revision, position: event.position, lastEventId: event.id };
}

function asNew({
  stream: _stream,
  revision: _revision,
  position: _position,
  ...event
}: StoredEvent): NewEvent {
  return event;
}

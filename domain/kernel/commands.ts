import type { Decider, Refusal } from './decider.ts';
import type { Actor, DomainEvent, NewEvent, Position } from './event.ts';

/** Everything about a command but what it asks. */
export interface CommandContext {
  /**
   * UUID. The same id twice is the same command: the second answers as the first did and appends nothing. Absent:
   * a command that nobody will give again; it gets an id of its own and is not looked for in the log.
   */
  readonly commandId?: string;
  readonly actor: Actor;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** From If-Match; without it a conflict is retried on fresh state. */
  readonly expectedRevision?: number;
  /** Decide and answer the events, append nothing. */
  readonly dryRun?: boolean;
  /**
   * Done once it is decided that there are events, before they are appended: what they name must be there first.
   * Repeated with each new decision; where it fails, so does the command. Not done in a dry run.
   */
  readonly beforeAppend?: () => Promise<unknown>;
}

export type CommandResult<Event extends DomainEvent = DomainEvent, Code extends string = string> =
  | {
      readonly kind: 'accepted';
      /** Empty where there was nothing to do. In a dry run: what would have been appended. */
      readonly events: readonly NewEvent<Event['type'], Event['data']>[];
      /** The stream's last revision, -1 for a stream that does not exist. */
      readonly revision: number;
      /** Wait for this to read your own write. */
      readonly position: Position;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal<Code> }
  | { readonly kind: 'conflict'; readonly expected: number; readonly actual: number };

export interface CommandHandler {
  handle<State, Command, Event extends DomainEvent, Code extends string>(
    stream: string,
    decider: Decider<State, Command, Event, Code>,
    command: Command,
    context: CommandContext,
  ): Promise<CommandResult<Event, Code>>;
  /**
   * The aggregate as it stands, with its revision (-1: no such stream). With `mayBeOld`, as it was last seen where
   * that is remembered: for a command that is then given with this revision as the expected one.
   */
  load<State, Command, Event extends DomainEvent, Code extends string>(
    stream: string,
    decider: Decider<State, Command, Event, Code>,
    options?: { readonly mayBeOld?: boolean },
  ): Promise<{ readonly state: State; readonly revision: number }>;
}

import type { DomainEvent } from './event.ts';

/**
 * A business "no": a code from the context's closed list and the facts a person needs to understand it.
 * Never an exception, never an HTTP number; texts live in the error catalogue.
 */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly details: Readonly<Record<string, unknown>>;
}

export type Decision<Event extends DomainEvent, Code extends string = string> =
  | { readonly kind: 'accepted'; readonly events: readonly Event[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal<Code> };

/**
 * What is allowed and what has happened, as pure functions: no clock, no randomness, no waiting.
 * Time and ids come in with the command. Accepting no events is the legal "nothing to do".
 */
export interface Decider<State, Command, Event extends DomainEvent, Code extends string = string> {
  readonly name: string;
  /** Raise it when `evolve` changes meaning: older snapshots are then ignored. */
  readonly stateVersion: number;
  readonly initial: State;
  decide(command: Command, state: State): Decision<Event, Code>;
  evolve(state: State, event: Event): State;
}

export function accept<Event extends DomainEvent>(...events: Event[]): Decision<Event, never> {
  return { kind: 'accepted', events };
}

export function refuse<Code extends string>(
  code: Code,
  details: Readonly<Record<string, unknown>> = {},
): Decision<never, Code> {
  return { kind: 'refused', refusal: { code, details } };
}

/** The end of an exhaustive switch: the compiler proves it is never reached. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

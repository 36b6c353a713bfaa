import type { CommandResult, DomainEvent, Refusal } from '../../../domain/kernel/index.ts';
import type { ErrorCode } from './catalogue.ts';
import { isErrorCode } from './catalogue.ts';

export interface ErrorExtras {
  readonly details?: Readonly<Record<string, unknown>>;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  /** Seconds; becomes Retry-After. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** The only way a route says no: a code of the catalogue and the facts. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly extras: ErrorExtras;
  constructor(code: ErrorCode, extras: ErrorExtras = {}) {
    super(code, { cause: extras.cause });
    this.name = 'AppError';
    this.code = code;
    this.extras = extras;
  }
}

/** A decider's refusal as an answer. A code without an entry is our mistake and answers 500. */
export function refused(refusal: Refusal): AppError {
  if (isErrorCode(refusal.code)) return new AppError(refusal.code, { details: refusal.details });
  return new AppError('INTERNAL', {
    cause: new Error(`refusal ${refusal.code} has no entry in the catalogue`),
  });
}

/** The accepted outcome of a command; refusals and conflicts are thrown. */
export function accepted<Event extends DomainEvent, Code extends string>(
  result: CommandResult<Event, Code>,
): Extract<CommandResult<Event, Code>, { kind: 'accepted' }> {
  if (result.kind === 'refused') throw refused(result.refusal);
  if (result.kind === 'conflict')
    throw new AppError('REVISION_CONFLICT', {
      details: { expected: result.expected, actual: result.actual },
    });
  return result;
}

import { NewerEventError, StoreUnavailableError } from '../../../domain/kernel/index.ts';
import type { IntakeRefusal } from './contract.ts';
import type { Admission } from './enrolment-service.ts';
import type { ParseOutcome } from './messages.ts';
import { HungUpError } from './recording.ts';
import type { OverRate } from '../rates/rate-buckets.ts';

const admissionTexts = {
  conflict: {
    code: 'agent-identity-conflict',
    detail: 'this credential does not belong to the agent named in the message',
  },
  revoked: { code: 'agent-revoked', detail: 'the credential of this agent was revoked' },
  token: {
    code: 'enrolment-token-ended',
    detail: 'the enrolment token has expired, is used up or was revoked',
  },
} as const;

export function notAdmitted(reason: Extract<Admission, { kind: 'refused' }>['reason']): IntakeRefusal {
  return { kind: 'refused', status: reason === 'token' ? 401 : 403, ...admissionTexts[reason] };
}

export function unreadable(outcome: Exclude<ParseOutcome, { kind: 'parsed' }>): IntakeRefusal {
  if (outcome.kind === 'overloaded') {
    return {
      kind: 'refused',
      status: 429,
      code: 'overloaded',
      detail: 'the server has more inventories than it can take now; try again later',
      retryAfterSeconds: 30,
    };
  }
  const { code, detail } = outcome;
  const tooMuch = code === 'body-too-large' || code === 'body-too-costly';
  return { kind: 'refused', status: tooMuch ? 413 : 400, code, detail };
}

export function overRate({ retryAfterSeconds }: OverRate, whose: 'agent' | 'address'): IntakeRefusal {
  const sender = whose === 'agent' ? 'this agent sends' : 'the agents behind this address send';
  return {
    kind: 'refused',
    status: 429,
    code: `${whose}-over-rate`,
    detail: `${sender} more than is taken of one; try again later`,
    retryAfterSeconds,
  };
}

export const unknownAction: IntakeRefusal = {
  kind: 'refused',
  status: 501,
  code: 'action-unknown',
  detail: 'this server does not speak this kind of message',
};

export function notManaged(code: string): IntakeRefusal {
  return { kind: 'refused', status: 403, code, detail: 'the device is not under management' };
}

const later = 'nothing was kept, send the report again later';

/** What passes by itself: the sender is asked to come again. Undefined for any other error. */
export function askedAgain(error: unknown): IntakeRefusal | undefined {
  const refused = { kind: 'refused', status: 503, retryAfterSeconds: 60 } as const;
  if (error instanceof StoreUnavailableError)
    return { ...refused, code: `store-${error.reason}`, detail: `the server cannot write now; ${later}` };
  if (error instanceof NewerEventError)
    return {
      ...refused,
      code: 'newer-version',
      detail: `a newer version of the server knows this device; ${later}`,
    };
  // Told to nobody; an administrator finds it among the refusals.
  if (error instanceof HungUpError)
    return {
      ...refused,
      code: 'hung-up',
      detail: 'the agent stopped waiting before it was answered; nothing of the report was kept',
    };
  return undefined;
}

/** A mistake of ours. `kept`: hash of the body, where it was put aside. */
export function failure(kept: string | undefined): IntakeRefusal {
  const detail = kept
    ? `the report is kept as ${kept} and can be read again`
    : 'the server failed on this message';
  return { kind: 'refused', status: 500, code: 'internal', detail };
}

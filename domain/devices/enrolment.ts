import { accept, refuse, unreachable, type Decider } from '../kernel/index.ts';
import type { EnrolmentTokenEvent } from './enrolment-events.ts';

/** Every "no" about tokens and agents. */
export const enrolmentRefusals = [
  'ENROLMENT_TOKEN_UNKNOWN',
  'ENROLMENT_TOKEN_EXISTS',
  /** Details: `expiresAt`. */
  'ENROLMENT_TOKEN_EXPIRED',
  /** Details: `uses`. */
  'ENROLMENT_TOKEN_USED_UP',
  'ENROLMENT_TOKEN_REVOKED',
  /** Uses must be 1 to 1,000,000 and the expiry in the future, at most ten years away. */
  'ENROLMENT_TOKEN_INVALID',
  'AGENT_UNKNOWN',
  /** It is enrolled with another secret. */
  'AGENT_ENROLLED_OTHERWISE',
  /** Its credential was revoked; an administrator has to issue a new one. */
  'AGENT_REVOKED',
] as const;
export type EnrolmentRefusal = (typeof enrolmentRefusals)[number];

export interface EnrolmentTokenState {
  readonly tokenId: string | null;
  readonly note: string;
  /** The installation set whose installers carry it; absent: none. */
  readonly set?: string | undefined;
  readonly uses: number;
  readonly used: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revoked: boolean;
}

export type EnrolmentTokenCommand =
  | {
      readonly kind: 'create';
      readonly tokenId: string;
      readonly note: string;
      readonly set?: string;
      readonly uses: number;
      readonly expiresAt: string;
      readonly now: string;
    }
  /** The command id must be the same for the same agent, so that a repeat costs no second use. */
  | { readonly kind: 'use'; readonly agentId: string; readonly now: string }
  | { readonly kind: 'revoke' };

const tenYears = 10 * 366 * 24 * 3600 * 1000;

export const enrolmentToken: Decider<
  EnrolmentTokenState,
  EnrolmentTokenCommand,
  EnrolmentTokenEvent,
  EnrolmentRefusal
> = {
  name: 'enrolment-token',
  stateVersion: 1,
  initial: { tokenId: null, note: '', uses: 0, used: 0, createdAt: '', expiresAt: '', revoked: false },

  decide(command, state) {
    if (command.kind === 'create') return create(command, state);
    if (state.tokenId === null) return refuse('ENROLMENT_TOKEN_UNKNOWN');
    const { tokenId } = state;
    switch (command.kind) {
      case 'use':
        if (state.revoked) return refuse('ENROLMENT_TOKEN_REVOKED', { tokenId });
        if (Date.parse(command.now) >= Date.parse(state.expiresAt)) {
          return refuse('ENROLMENT_TOKEN_EXPIRED', { tokenId, expiresAt: state.expiresAt });
        }
        if (state.used >= state.uses) return refuse('ENROLMENT_TOKEN_USED_UP', { tokenId, uses: state.uses });
        return accept({ type: 'EnrolmentTokenUsed', data: { tokenId, agentId: command.agentId } });
      case 'revoke':
        return state.revoked ? accept() : accept({ type: 'EnrolmentTokenRevoked', data: { tokenId } });
      default:
        return unreachable(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'EnrolmentTokenCreated':
        return { ...event.data, used: 0, revoked: false };
      case 'EnrolmentTokenUsed':
        return { ...state, used: state.used + 1 };
      case 'EnrolmentTokenRevoked':
        return { ...state, revoked: true };
      default:
        return unreachable(event);
    }
  },
};

function create(
  command: Extract<EnrolmentTokenCommand, { kind: 'create' }>,
  state: EnrolmentTokenState,
): ReturnType<typeof enrolmentToken.decide> {
  const { tokenId, note, set, uses, expiresAt, now } = command;
  if (state.tokenId !== null) return refuse('ENROLMENT_TOKEN_EXISTS', { tokenId });
  const left = Date.parse(expiresAt) - Date.parse(now);
  if (!Number.isInteger(uses) || uses < 1 || uses > 1_000_000 || !(left > 0 && left <= tenYears)) {
    return refuse('ENROLMENT_TOKEN_INVALID', { uses, expiresAt });
  }
  const whose = set === undefined ? {} : { set };
  return accept({
    type: 'EnrolmentTokenCreated',
    data: { tokenId, note, ...whose, uses, createdAt: now, expiresAt },
  });
}

import { accept, refuse, unreachable, type Decider, type Decision } from '../../kernel/index.ts';
import type { OperationDay } from '../records/index.ts';
import type { HeldRange, LegalHoldEvent } from './hold-events.ts';

/** Holds that stand at one time. */
export const mostHolds = 500;

export interface LegalHold extends HeldRange {
  readonly caseId: string;
  readonly reason: string;
  readonly by: string;
  /** Null: nobody asks for its release. */
  readonly release: { readonly by: string; readonly reason: string } | null;
}

/** Those that stand, by id. */
export type LegalHolds = Readonly<Record<string, LegalHold>>;

export type LegalHoldCommand =
  | ({
      readonly type: 'SetHold';
      readonly hold: string;
      readonly caseId: string;
      readonly reason: string;
      readonly by: string;
    } & HeldRange)
  | {
      readonly type: 'RequestRelease' | 'DeclineRelease';
      readonly hold: string;
      readonly by: string;
      readonly reason: string;
    }
  | { readonly type: 'ConfirmRelease'; readonly hold: string; readonly by: string };

/** Details: `hold`, of the last one `limit`. */
export type LegalHoldRefusal =
  | 'LEGAL_HOLD_UNKNOWN'
  | 'LEGAL_HOLD_RELEASE_REQUESTED'
  | 'LEGAL_HOLD_RELEASE_NOT_REQUESTED'
  | 'LEGAL_HOLD_NEEDS_SECOND_PERSON'
  | 'LEGAL_HOLD_LIMIT';

/**
 * Days of operation logs that must not be removed, all of them in one place: whoever tends the days asks here. One
 * person asks for the release of a hold, another confirms it.
 */
export const legalHolds: Decider<LegalHolds, LegalHoldCommand, LegalHoldEvent, LegalHoldRefusal> = {
  name: 'legal-holds',
  stateVersion: 1,
  initial: {},
  decide(command, state): Decision<LegalHoldEvent, LegalHoldRefusal> {
    const { hold } = command;
    const known = Object.hasOwn(state, hold) ? state[hold] : undefined;
    if (command.type === 'SetHold') {
      if (known) return accept();
      if (Object.keys(state).length >= mostHolds)
        return refuse('LEGAL_HOLD_LIMIT', { hold, limit: mostHolds });
      const { type: _type, ...data } = command;
      return accept({ type: 'LegalHoldSet', data });
    }
    if (!known) return refuse('LEGAL_HOLD_UNKNOWN', { hold });
    const { by } = command;
    switch (command.type) {
      case 'RequestRelease': {
        if (known.release) return refuse('LEGAL_HOLD_RELEASE_REQUESTED', { hold, by: known.release.by });
        return accept({ type: 'LegalHoldReleaseRequested', data: { hold, by, reason: command.reason } });
      }
      case 'DeclineRelease': {
        if (!known.release) return refuse('LEGAL_HOLD_RELEASE_NOT_REQUESTED', { hold });
        return accept({ type: 'LegalHoldReleaseDeclined', data: { hold, by, reason: command.reason } });
      }
      case 'ConfirmRelease': {
        if (!known.release) return refuse('LEGAL_HOLD_RELEASE_NOT_REQUESTED', { hold });
        if (known.release.by === by) return refuse('LEGAL_HOLD_NEEDS_SECOND_PERSON', { hold });
        return accept({ type: 'LegalHoldReleased', data: { hold, requestedBy: known.release.by, by } });
      }
      default:
        return unreachable(command);
    }
  },
  evolve(state, { type, data }) {
    if (type === 'LegalHoldSet') {
      const { hold, ...set } = data;
      return { ...state, [hold]: { ...set, release: null } };
    }
    const { [data.hold]: known, ...others } = state;
    if (!known) return state;
    switch (type) {
      case 'LegalHoldReleaseRequested':
        return { ...others, [data.hold]: { ...known, release: { by: data.by, reason: data.reason } } };
      case 'LegalHoldReleaseDeclined':
        return { ...others, [data.hold]: { ...known, release: null } };
      case 'LegalHoldReleased':
        return others;
      default:
        return unreachable(type);
    }
  },
};

/** Ids of the holds that keep a day. A day lies in one file: one device that is held keeps all of it. */
export function holdsOf(holds: LegalHolds, day: OperationDay): readonly string[] {
  return Object.entries(holds).flatMap(([hold, { from, until }]) =>
    from <= day && (until === null || day <= until) ? [hold] : [],
  );
}

/** Days back from `now` (milliseconds since the epoch) that events are kept for: `days`, or to the first day held. */
export function daysWithHolds(days: number, holds: LegalHolds, now: number): number {
  const first = Math.min(...Object.values(holds).map(({ from }) => Date.parse(from)));
  return first === Infinity ? days : Math.max(days, Math.ceil((now - first) / 86_400_000));
}

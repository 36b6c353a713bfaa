import { accept, refuse, unreachable, type Decider } from '../kernel/index.ts';
import type { LedgerEvent, LedgerKey, LedgerMove, Seal } from './events.ts';

export interface LedgerState {
  readonly keyId: string | null;
  readonly last: Seal | null;
  readonly seals: number;
}

export type LedgerCommand =
  | { readonly type: 'IntroduceKey'; readonly key: LedgerKey }
  /** `previous` is checked by hash where the seal is made; here only that it continues the one known. */
  | { readonly type: 'Seal'; readonly seal: Seal }
  | { readonly type: 'Move'; readonly move: LedgerMove };

export type LedgerRefusal = 'LEDGER_NOT_CONTIGUOUS' | 'LEDGER_OTHER_KEY';

/** The chain of seals: each begins where the last ended and is signed by the key introduced last. */
export const ledger: Decider<LedgerState, LedgerCommand, LedgerEvent, LedgerRefusal> = {
  name: 'ledger',
  stateVersion: 1,
  initial: { keyId: null, last: null, seals: 0 },
  decide(command, state) {
    switch (command.type) {
      case 'IntroduceKey':
        return command.key.keyId === state.keyId
          ? accept()
          : accept({ type: 'LedgerKeyIntroduced', data: command.key });
      case 'Seal': {
        const { seal } = command;
        if (seal.keyId !== state.keyId)
          return refuse('LEDGER_OTHER_KEY', { known: state.keyId, used: seal.keyId });
        const end = state.last?.to ?? 0;
        if (seal.after !== end || seal.to <= seal.after || (seal.previous === null) !== (state.last === null))
          return refuse('LEDGER_NOT_CONTIGUOUS', { end, after: seal.after, to: seal.to });
        return accept({ type: 'LedgerSealed', data: seal });
      }
      case 'Move':
        return accept({ type: 'LedgerMoved', data: command.move });
      default:
        return unreachable(command);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'LedgerKeyIntroduced':
        return { ...state, keyId: event.data.keyId };
      case 'LedgerSealed':
        return { ...state, last: event.data, seals: state.seals + 1 };
      case 'LedgerMoved':
        return state;
      default:
        return unreachable(event);
    }
  },
};

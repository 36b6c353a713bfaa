import type { Decider, Decision } from '../kernel/index.ts';
import { accept, refuse, unreachable } from '../kernel/index.ts';
import type { BulkEvent, BulkWish } from './bulk-events.ts';

/** Stream of an act, by its id. */
export const bulkStream = (act: string): string => `bulk-${act}`;

export interface BulkActState {
  /** Null before it was begun. */
  readonly wish: BulkWish | null;
  readonly within: readonly string[] | null;
  readonly undone: boolean;
}

interface About {
  readonly at: string;
  readonly reason?: string;
  /** Departments that who asks is restricted to. */
  readonly within?: readonly string[];
}

export type BulkCommand =
  | (About & {
      readonly type: 'BeginBulkAct';
      readonly wish: BulkWish;
      readonly filter: string | null;
      readonly devices: number;
    })
  | (About & { readonly type: 'UndoBulkAct' })
  | {
      readonly type: 'EndBulkAct';
      readonly at: string;
      readonly outcome: 'done' | 'cancelled' | 'failed';
      readonly changed: number;
      readonly already: number;
      readonly refused: number;
    };

/** `BULK_ACT_FINAL` details: `kind`. */
export const bulkRefusals = ['BULK_ACT_UNKNOWN', 'BULK_ACT_UNDONE', 'BULK_ACT_FINAL'] as const;
export type BulkRefusal = (typeof bulkRefusals)[number];

/** What cannot be taken back: a removed device does not come back, and what an agent was told it has done. */
const final: ReadonlySet<BulkWish['kind']> = new Set(['remove', 'tell']);

/** One act on many devices: what was asked, how it ended, whether it was taken back. */
export const bulkAct: Decider<BulkActState, BulkCommand, BulkEvent, BulkRefusal> = {
  name: 'bulk-act',
  stateVersion: 1,
  initial: { wish: null, within: null, undone: false },
  decide(command, state): Decision<BulkEvent, BulkRefusal> {
    const since = command.at;
    switch (command.type) {
      case 'BeginBulkAct': {
        const { wish, filter, devices, within } = command;
        if (state.wish) return accept();
        const scoped = within && { within: [...within] };
        return accept({
          type: 'BulkActBegun',
          data: { since, ...because(command), wish, filter, devices, ...scoped },
        });
      }
      case 'UndoBulkAct':
        if (!state.wish || !mayUndo(command, state)) return refuse('BULK_ACT_UNKNOWN');
        if (state.undone) return refuse('BULK_ACT_UNDONE');
        if (final.has(state.wish.kind)) return refuse('BULK_ACT_FINAL', { kind: state.wish.kind });
        return accept({ type: 'BulkActUndone', data: { since, ...because(command) } });
      case 'EndBulkAct': {
        const { outcome, changed, already, refused } = command;
        return accept({ type: 'BulkActEnded', data: { since, outcome, changed, already, refused } });
      }
      default:
        return unreachable(command);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'BulkActBegun':
        return { ...state, wish: event.data.wish, within: event.data.within ?? null };
      case 'BulkActUndone':
        return { ...state, undone: true };
      case 'BulkActEnded':
        return state;
      default:
        return unreachable(event);
    }
  },
};

/** Whoever is restricted takes back what was done within the same departments, and hears of nothing else. */
function mayUndo({ within }: About, state: BulkActState): boolean {
  if (!within) return true;
  return state.within?.every(path => within.some(own => path === own || path.startsWith(`${own}/`))) ?? false;
}

const because = ({ reason }: About) => (reason === undefined ? {} : { reason });

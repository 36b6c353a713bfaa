import { accept, type Decider } from '../kernel/index.ts';
import type { InventoryReplayEvent } from './enrolment-events.ts';

export type InventoryReplayCommand =
  | { readonly kind: 'start'; readonly at: string; readonly bodies: readonly string[] | null }
  | {
      readonly kind: 'end';
      readonly at: string;
      readonly outcome: 'done' | 'cancelled' | 'failed';
      readonly changed: number | null;
    };

/** One replay of kept bodies: who wanted it and how it ended. Stream `replay-<id>`. */
export const inventoryReplay: Decider<
  'none' | 'running' | 'ended',
  InventoryReplayCommand,
  InventoryReplayEvent,
  never
> = {
  name: 'inventory-replay',
  stateVersion: 1,
  initial: 'none',
  decide(command, state) {
    if (command.kind === 'start')
      return state === 'none'
        ? accept({
            type: 'InventoryReplayStarted',
            data: { startedAt: command.at, bodies: command.bodies && [...command.bodies] },
          })
        : accept();
    const { at, outcome, changed } = command;
    if (state !== 'running') return accept();
    return accept({ type: 'InventoryReplayEnded', data: { endedAt: at, outcome, changed } });
  },
  evolve: (_state, event) => (event.type === 'InventoryReplayStarted' ? 'running' : 'ended'),
};

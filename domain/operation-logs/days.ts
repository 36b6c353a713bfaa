import { accept, type Decider, type EventsOf } from '../kernel/index.ts';
import type { operationLogEvents } from './events.ts';
import type { OperationDay } from './records/index.ts';

export type OperationDayEvent = EventsOf<
  Pick<typeof operationLogEvents, 'OperationLogDaySealed' | 'OperationLogDayRemoved'>
>;

export interface OperationDayCommand {
  readonly type: 'NoteSealed' | 'NoteRemoved';
  readonly day: OperationDay;
  readonly records: number;
  /** Null: it was removed before it was ever sealed. */
  readonly root: string | null;
}

/** What the ledger holds of one day of operation logs: its root each time it was sealed, and that it is gone. */
export const operationDay: Decider<{ readonly root: string | null }, OperationDayCommand, OperationDayEvent> =
  {
    name: 'operation-log-day',
    stateVersion: 1,
    initial: { root: null },
    decide({ type, day, records, root }, sealed) {
      if (type === 'NoteRemoved')
        return accept({ type: 'OperationLogDayRemoved', data: { day, records, root } });
      // The server may have ended between the two: the same root again says nothing new.
      if (root === null || root === sealed.root) return accept();
      return accept({ type: 'OperationLogDaySealed', data: { day, records, root } });
    },
    evolve: (_state, { data: { root } }) => ({ root }),
  };

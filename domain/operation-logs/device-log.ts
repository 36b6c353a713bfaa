import { accept, type Decider, type EventsOf } from '../kernel/index.ts';
import type { operationLogEvents } from './events.ts';
import type { Detection } from './records/index.ts';

export type DeviceLogEvent = EventsOf<
  Pick<
    typeof operationLogEvents,
    | 'OperationsDiscarded'
    | 'SuspiciousOperationDetected'
    | 'MassPrintingDetected'
    | 'OperationWarningsAcknowledged'
  >
>;

export type DeviceLogCommand =
  | {
      readonly type: 'NoteDiscarded';
      readonly deviceId: string;
      readonly records: number;
      readonly oldest: string;
      readonly newest: string;
    }
  | {
      readonly type: 'NoteSuspicious';
      readonly deviceId: string;
      readonly detections: readonly (Omit<Detection, 'row'> & { readonly record: string })[];
    }
  | {
      readonly type: 'NotePrinting';
      readonly deviceId: string;
      readonly user: string | null;
      readonly pages: number;
      readonly until: string;
    }
  | { readonly type: 'Acknowledge'; readonly deviceId: string; readonly warnings: readonly string[] };

export interface DeviceLogState {
  /** Records told of already: a batch that comes again is no second warning. Newest last. */
  readonly told: readonly string[];
  /** By user: what was printed until then counts no more. */
  readonly printed: Readonly<Record<string, string>>;
  /** Ids of warnings that nobody has acknowledged. */
  readonly open: readonly string[];
}

const remembered = 200;

/** How a warning is known: by its first record, or by whose printing until when it tells of. */
export function warningIdOf(
  event: Extract<DeviceLogEvent, { readonly data: { readonly user: unknown } }>,
): string {
  const { type, data } = event;
  return type === 'SuspiciousOperationDetected'
    ? data.record
    : `${data.deviceId}.print.${data.until}.${data.user ?? ''}`;
}

/** What an administrator is warned of in the operation log of one computer. */
export const deviceLog: Decider<DeviceLogState, DeviceLogCommand, DeviceLogEvent> = {
  name: 'device-operation-log',
  stateVersion: 2,
  initial: { told: [], printed: {}, open: [] },
  decide(command, { told, printed, open }) {
    const { deviceId } = command;
    switch (command.type) {
      case 'NoteDiscarded': {
        const { records, oldest, newest } = command;
        return accept({
          type: 'OperationsDiscarded',
          data: { number: 1076, severity: 'warning', deviceId, records, oldest, newest },
        });
      }
      case 'NoteSuspicious': {
        const fresh = command.detections.filter(({ record }) => !told.includes(record));
        return accept(
          ...fresh.map(({ number, suspicion, user, files, target, record }) => ({
            type: 'SuspiciousOperationDetected' as const,
            data: { number, severity: 'warning' as const, deviceId, suspicion, user, files, target, record },
          })),
        );
      }
      case 'NotePrinting': {
        const { user, pages, until } = command;
        if ((printed[user ?? ''] ?? '') >= until) return accept();
        return accept({
          type: 'MassPrintingDetected',
          data: { number: 1051, severity: 'warning', deviceId, user, pages, until },
        });
      }
      case 'Acknowledge': {
        const warnings = open.filter(id => command.warnings.includes(id));
        if (warnings.length === 0) return accept();
        return accept({ type: 'OperationWarningsAcknowledged', data: { deviceId, warnings } });
      }
    }
  },
  evolve(state, event) {
    const { type, data } = event;
    switch (type) {
      case 'OperationsDiscarded':
        return state;
      case 'SuspiciousOperationDetected':
        return {
          ...state,
          told: [...state.told, data.record].slice(-remembered),
          open: [...state.open, warningIdOf(event)],
        };
      case 'MassPrintingDetected':
        return {
          ...state,
          printed: { ...state.printed, [data.user ?? '']: data.until },
          open: [...state.open, warningIdOf(event)],
        };
      case 'OperationWarningsAcknowledged':
        return { ...state, open: state.open.filter(id => !data.warnings.includes(id)) };
    }
  },
};

import { z } from 'zod';
import { accept, defineEvent, type Decider, type EventsOf } from '../kernel/index.ts';

const place = {
  /** Kind of the folder. */
  kind: z.literal('operation-logs'),
  /** The folder, as the server knows it. */
  folder: z.string(),
  freeBytes: z.int().min(0),
};
const scarce = { severity: z.literal('warning'), ...place };
const ending = { severity: z.literal('critical'), ...place };

/** Stream `operationLogs-space`. */
export const operationSpaceEvents = {
  /** Warning 1057, critical 1058: less room than the threshold of that name for the files of operation logs. */
  OperationSpaceLow: defineEvent(
    'OperationSpaceLow',
    1,
    z.discriminatedUnion('number', [
      z.strictObject({ number: z.literal(1057), ...scarce }),
      z.strictObject({ number: z.literal(1058), ...ending }),
    ]),
  ),
  /** There is room again, beyond both thresholds. */
  OperationSpaceRegained: defineEvent('OperationSpaceRegained', 1, z.strictObject(place)),
  /** Warning 1090: intake is about to be stopped. Critical 1091: it is stopped, there is almost no room. */
  OperationIntakeLimited: defineEvent(
    'OperationIntakeLimited',
    1,
    z.discriminatedUnion('number', [
      z.strictObject({ number: z.literal(1090), ...scarce }),
      z.strictObject({ number: z.literal(1091), ...ending }),
    ]),
  ),
  /** Operation logs are taken again. */
  OperationIntakeResumed: defineEvent('OperationIntakeResumed', 1, z.strictObject(place)),
  /** Critical 1036: the files cannot grow; nothing was lost, agents keep what they have. */
  OperationStoreCannotGrow: defineEvent(
    'OperationStoreCannotGrow',
    1,
    z.strictObject({ number: z.literal(1036), ...ending }),
  ),
} as const;
export type OperationSpaceEvent = EventsOf<typeof operationSpaceEvents>;

export const operationSpaceStream = 'operationLogs-space';

/** Bytes. Intake stops below `critical`, and goes on where there is a tenth more. */
export interface SpaceThresholds {
  readonly warning: number;
  readonly critical: number;
}

export type SpaceLevel = 'enough' | 'scarce' | 'ending';

export interface OperationSpaceState {
  readonly level: SpaceLevel;
  readonly isStopped: boolean;
  /** The files could not grow, and nothing has been taken since. */
  readonly cannotGrow: boolean;
}

export interface NoteSpace {
  readonly type: 'NoteSpace';
  readonly folder: string;
  readonly freeBytes: number;
  readonly thresholds: SpaceThresholds;
  /** A commit failed for lack of room since the last time. */
  readonly isFull: boolean;
}

/** Room for operation logs on one server: what is told of it, and whether they are taken. */
export const operationSpace: Decider<OperationSpaceState, NoteSpace, OperationSpaceEvent> = {
  name: 'operation-space',
  stateVersion: 1,
  initial: { level: 'enough', isStopped: false, cannotGrow: false },
  decide({ folder, freeBytes, thresholds, isFull }, state) {
    const at = { kind: 'operation-logs', folder, freeBytes } as const;
    const critical = { severity: 'critical', ...at } as const;
    const warning = { severity: 'warning', ...at } as const;
    const level = levelOf(freeBytes, thresholds, state.level);
    const events: OperationSpaceEvent[] = [];
    if (isFull && !state.cannotGrow)
      events.push({ type: 'OperationStoreCannotGrow', data: { number: 1036, ...critical } });
    if (level === 'scarce' && state.level === 'enough')
      events.push(
        { type: 'OperationSpaceLow', data: { number: 1057, ...warning } },
        { type: 'OperationIntakeLimited', data: { number: 1090, ...warning } },
      );
    if (level === 'ending' && state.level !== 'ending')
      events.push({ type: 'OperationSpaceLow', data: { number: 1058, ...critical } });
    if (level === 'enough' && state.level !== 'enough')
      events.push({ type: 'OperationSpaceRegained', data: at });
    const stops = level === 'ending' || isFull;
    if (stops && !state.isStopped)
      events.push({ type: 'OperationIntakeLimited', data: { number: 1091, ...critical } });
    if (!stops && state.isStopped) events.push({ type: 'OperationIntakeResumed', data: at });
    return accept(...events);
  },
  evolve(state, { type, data }) {
    switch (type) {
      case 'OperationSpaceLow':
        return { ...state, level: data.number === 1057 ? 'scarce' : 'ending' };
      case 'OperationSpaceRegained':
        return { ...state, level: 'enough' };
      case 'OperationIntakeLimited':
        return { ...state, isStopped: state.isStopped || data.number === 1091 };
      case 'OperationIntakeResumed':
        return {
          ...state,
          level: state.level === 'ending' ? 'scarce' : state.level,
          isStopped: false,
          cannotGrow: false,
        };
      case 'OperationStoreCannotGrow':
        return { ...state, cannotGrow: true };
    }
  },
};

/** Back to a better level only with a tenth more than its threshold: a disk at the edge is told of once. */
function levelOf(free: number, { warning, critical }: SpaceThresholds, before: SpaceLevel): SpaceLevel {
  if (free < critical * (before === 'ending' ? 1.1 : 1)) return 'ending';
  return free < warning * (before === 'enough' ? 1 : 1.1) ? 'scarce' : 'enough';
}

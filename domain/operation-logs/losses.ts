import { z } from 'zod';
import { accept, defineEvent, type Decider, type EventsOf } from '../kernel/index.ts';

/** Batches of one day that events name; beyond that agents are asked for all they have. */
export const mostNamed = 10_000;

/** A batch's part of a day that cannot be read any more; times are RFC 3339, of its records. */
const LostBatch = z.strictObject({
  deviceId: z.string().min(1).max(100),
  seq: z.int().min(0),
  records: z.int().min(0),
  from: z.string(),
  until: z.string(),
});
export type LostBatch = z.infer<typeof LostBatch>;

const told = { day: z.iso.date(), severity: z.enum(['critical', 'warning']) };

/** Streams `operationLogLosses-<day>`. */
export const operationLossEvents = {
  /**
   * Batches of a day cannot be read any more. Their agents are asked for them until `askedUntil`. `unnamed`: moments
   * at which more was found to be lost than can be named, for which all agents are asked for what they have.
   */
  OperationLogDayDamaged: defineEvent(
    'OperationLogDayDamaged',
    1,
    z.strictObject({
      ...told,
      lost: z.array(LostBatch).max(mostNamed),
      unnamed: z.array(z.string()).max(100),
      /** RFC 3339. */
      askedUntil: z.string(),
    }),
  ),
  /** Nothing more is waited for: what came back, and what stays lost. */
  OperationLogDayRecovered: defineEvent(
    'OperationLogDayRecovered',
    1,
    z.strictObject({
      ...told,
      /** Of those that were named. */
      batches: z.int().min(0),
      records: z.int().min(0),
      missing: z.array(LostBatch).max(mostNamed),
      /** What nobody could name may be among the missing too. */
      unnamed: z.boolean(),
    }),
  ),
} as const;
export type OperationLossEvent = EventsOf<typeof operationLossEvents>;

export const operationLossesStream = (day: string): string => `operationLogLosses-${day}`;

export interface OperationLossesState {
  /** Batches that are waited for, by device and `seq`. */
  readonly open: Readonly<Record<string, LostBatch>>;
  /** What nobody can name is waited for. */
  readonly unnamed: boolean;
  /** RFC 3339; empty where nothing is waited for. */
  readonly askedUntil: string;
  /** Names of batches that stay lost: the same again is nothing new. */
  readonly given: readonly string[];
  /** Moments of losses without names that were told of, RFC 3339. */
  readonly moments: readonly string[];
}

export type OperationLossesCommand =
  | {
      readonly type: 'NoteLost';
      readonly day: string;
      readonly lost: readonly LostBatch[];
      /** When losses without names were noticed, RFC 3339. */
      readonly moments: readonly string[];
      readonly now: string;
      readonly askedUntil: string;
    }
  /** `now` is RFC 3339: once it is beyond what was set, nothing more is waited for. */
  | {
      readonly type: 'NoteReturned';
      readonly day: string;
      readonly returned: ReadonlySet<string>;
      readonly now: string;
    };

export const lostName = ({ deviceId, seq }: Pick<LostBatch, 'deviceId' | 'seq'>): string =>
  `${deviceId}.${seq}`;

/** What a day of operation logs has lost, is waited for, and stays lost. */
export const operationLosses: Decider<OperationLossesState, OperationLossesCommand, OperationLossEvent> = {
  name: 'operation-losses',
  stateVersion: 1,
  initial: { open: {}, unnamed: false, askedUntil: '', given: [], moments: [] },
  decide(command, state) {
    const { day } = command;
    if (command.type === 'NoteLost') {
      const given = new Set(state.given);
      const fresh = command.lost.filter(batch => {
        const name = lostName(batch);
        return !Object.hasOwn(state.open, name) && !given.has(name);
      });
      const unnamed = command.moments.filter(moment => !state.moments.includes(moment)).slice(-99);
      // Those beyond have their turn once these are settled; by then their agents may have them no more.
      if (fresh.length > mostNamed) unnamed.push(command.now);
      if (fresh.length === 0 && unnamed.length === 0) return accept();
      return accept({
        type: 'OperationLogDayDamaged',
        data: {
          day,
          severity: 'critical',
          lost: fresh.slice(0, mostNamed),
          unnamed,
          askedUntil: command.askedUntil,
        },
      });
    }
    if (state.askedUntil === '') return accept();
    const open = Object.values(state.open);
    const missing = open.filter(batch => !command.returned.has(lostName(batch)));
    const isOver = command.now >= state.askedUntil;
    // What has no name is never known to be complete.
    if (!isOver && (missing.length > 0 || state.unnamed)) return accept();
    const back = open.filter(batch => command.returned.has(lostName(batch)));
    return accept({
      type: 'OperationLogDayRecovered',
      data: {
        day,
        severity: missing.length > 0 || state.unnamed ? 'critical' : 'warning',
        batches: back.length,
        records: back.reduce((sum, { records }) => sum + records, 0),
        missing,
        unnamed: state.unnamed,
      },
    });
  },
  evolve(state, { type, data }) {
    if (type === 'OperationLogDayRecovered')
      return {
        ...state,
        open: {},
        unnamed: false,
        askedUntil: '',
        given: [...new Set([...state.given, ...data.missing.map(lostName)])].slice(-mostNamed),
      };
    return {
      ...state,
      open: { ...state.open, ...Object.fromEntries(data.lost.map(batch => [lostName(batch), batch])) },
      unnamed: state.unnamed || data.unnamed.length > 0,
      askedUntil: data.askedUntil,
      moments: [...state.moments, ...data.unnamed].slice(-100),
    };
  },
};

import { accept, refuse, unreachable, type Decider, type Decision } from '../kernel/index.ts';
import { messageFailed, messageSent } from './command-events.ts';
import type { AgentCommandEvent } from './command-events.ts';
import type { OrderKind } from './orders.ts';
import type { SignedCommand } from './signed.ts';
import { isTold, updated, updateFailed, withUpdate, type ToldUpdate } from './told-updates.ts';

export const agentCommandRefusals = [
  /** Somebody else was quicker; the sequence is taken. */
  'AGENT_COMMAND_OUT_OF_TURN',
  /** Details: `most`. */
  'AGENT_COMMANDS_TOO_MANY',
  /** Details: `sequence`. */
  'AGENT_COMMAND_UNKNOWN',
] as const;
export type AgentCommandRefusal = (typeof agentCommandRefusals)[number];

export interface AgentCommandsState {
  readonly agentId: string;
  /** Sequence of the last command issued; 0 before the first. */
  readonly last: number;
  /** Commands without an end, by sequence. */
  readonly open: Readonly<Record<string, { readonly kind: OrderKind; readonly expiresAt: string }>>;
  /** Sequences that expired unanswered, newest 50: the answer may still come. */
  readonly expired: readonly number[];
  /** Updates it was told of, newest 20: it is told of each once. */
  readonly updates: readonly ToldUpdate[];
  /** The last command to make another identity: every machine that has this one may follow it. */
  readonly renewal: { readonly sequence: number; readonly expiresAt: string } | null;
}

export type AgentCommandsCommand =
  | {
      readonly type: 'Issue';
      readonly deviceId: string;
      readonly command: SignedCommand;
      readonly reason?: string;
    }
  | { readonly type: 'Complete'; readonly sequence: number }
  | {
      readonly type: 'Fail';
      readonly sequence: number;
      readonly outcome: 'failed' | 'refused';
      readonly code: string;
      readonly detail: string;
    }
  /** Ends what has run out by `now`. */
  | { readonly type: 'Expire'; readonly now: string };

/** More wait for nobody: a computer that is away for long is not to be showered when it comes back. */
export const mostOpenCommands = 50;

/** Saying these twice is saying them once. */
const once: ReadonlySet<OrderKind> = new Set([
  'inventory',
  'restart',
  'shutdown',
  'newIdentity',
  'uninstall',
]);

/** What one agent was told to do, in order, and how it went. */
export const agentCommands: Decider<
  AgentCommandsState,
  AgentCommandsCommand,
  AgentCommandEvent,
  AgentCommandRefusal
> = {
  name: 'agent-commands',
  stateVersion: 2,
  initial: { agentId: '', last: 0, open: {}, expired: [], updates: [], renewal: null },

  decide(command, state) {
    switch (command.type) {
      case 'Issue':
        return issue(command, state);
      case 'Complete':
        return end(
          command.sequence,
          state,
          {
            type: 'AgentCommandCompleted',
            data: {
              agentId: state.agentId,
              sequence: command.sequence,
              ...(isMessage(command.sequence, state) && { number: messageSent }),
            },
          },
          ...updated(command.sequence, state),
        );
      case 'Fail': {
        const { sequence, outcome, code, detail } = command;
        const { agentId } = state;
        const number = isMessage(sequence, state) && ({ number: messageFailed } as const);
        return end(
          sequence,
          state,
          {
            type: 'AgentCommandFailed',
            data: { agentId, sequence, outcome, code, detail, ...number },
          },
          ...updateFailed(sequence, state, { outcome, code, detail }),
        );
      }
      case 'Expire':
        return accept(...expired(command.now, state));
      default:
        return unreachable(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'AgentCommandIssued': {
        const { agentId, sequence, expiresAt, order } = event.data.command;
        const open = { ...state.open, [sequence]: { kind: order.kind, expiresAt } };
        const renewal = order.kind === 'newIdentity' ? { sequence, expiresAt } : state.renewal;
        const updates =
          order.kind === 'update'
            ? withUpdate(state, { sequence, deviceId: event.data.deviceId }, order)
            : state.updates;
        return { ...state, agentId, last: sequence, open, updates, renewal };
      }
      case 'AgentCommandCompleted':
      case 'AgentCommandFailed': {
        const { sequence } = event.data;
        return { ...without(state, sequence), expired: state.expired.filter(each => each !== sequence) };
      }
      case 'AgentCommandExpired': {
        const { sequence } = event.data;
        return { ...without(state, sequence), expired: [...state.expired, sequence].slice(-50) };
      }
      case 'AgentUpdated':
      case 'AgentUpdateFailed':
        return state;
      default:
        return unreachable(event);
    }
  },
};

/** One that expired before it was answered has its number already. */
const isMessage = (sequence: number, { open }: AgentCommandsState): boolean =>
  open[sequence]?.kind === 'message';

type Decided = Decision<AgentCommandEvent, AgentCommandRefusal>;

function issue(
  { deviceId, command, reason }: Extract<AgentCommandsCommand, { type: 'Issue' }>,
  state: AgentCommandsState,
): Decided {
  if (command.sequence !== state.last + 1) return refuse('AGENT_COMMAND_OUT_OF_TURN');
  const over = expired(command.issuedAt, state);
  const gone = new Set(over.map(({ data }) => data.sequence));
  const waiting = Object.entries(state.open).filter(([sequence]) => !gone.has(Number(sequence)));
  const { kind } = command.order;
  if (isTold(command.order, state)) return accept(...over);
  if (once.has(kind) && waiting.some(([, open]) => open.kind === kind)) return accept(...over);
  if (waiting.length >= mostOpenCommands)
    return refuse('AGENT_COMMANDS_TOO_MANY', { most: mostOpenCommands });
  const why = reason === undefined ? {} : { reason };
  const issued: AgentCommandEvent = { type: 'AgentCommandIssued', data: { deviceId, command, ...why } };
  return accept<AgentCommandEvent>(...over, issued);
}

/** Agents repeat themselves: what has an end already gets no second one. */
function end(sequence: number, state: AgentCommandsState, ...events: readonly AgentCommandEvent[]): Decided {
  if (sequence > state.last) return refuse('AGENT_COMMAND_UNKNOWN', { sequence });
  const waits = state.open[sequence] !== undefined || state.expired.includes(sequence);
  return waits ? accept(...events) : accept();
}

type Over = Extract<AgentCommandEvent, { readonly type: 'AgentCommandExpired' | 'AgentUpdateFailed' }>;

function expired(now: string, state: AgentCommandsState): Over[] {
  const { agentId, open } = state;
  return Object.entries(open)
    .filter(([, { expiresAt }]) => Date.parse(expiresAt) <= Date.parse(now))
    .flatMap(([key, { kind, expiresAt: happenedAt }]) => {
      const sequence = Number(key);
      const end = { outcome: 'expired', code: 'EXPIRED', detail: '' } as const;
      const number = kind === 'message' && ({ number: messageFailed } as const);
      return [
        { type: 'AgentCommandExpired' as const, happenedAt, data: { agentId, sequence, ...number } },
        ...updateFailed(sequence, state, end).map(event => ({ ...event, happenedAt })),
      ];
    });
}

function without(state: AgentCommandsState, sequence: number): AgentCommandsState {
  const { [String(sequence)]: _ended, ...open } = state.open;
  return { ...state, open };
}

import { accept, refuse, unreachable, type Decider } from '../kernel/index.ts';
import type { AgentEvent } from './enrolment-events.ts';
import type { EnrolmentRefusal } from './enrolment.ts';

export interface AgentState {
  readonly agentId: string | null;
  readonly credential: 'none' | 'pinned' | 'issued' | 'revoked';
  /** The token whose secret was pinned. */
  readonly tokenId: string | null;
  /** Conflicts recorded on `day`, and the last of them. */
  readonly conflicts: { readonly day: string; readonly count: number; readonly last: string };
  /** Devices that were seen to report as this one agent. */
  readonly clones: readonly string[];
}

export type AgentCommand =
  | {
      readonly kind: 'enrol';
      readonly agentId: string;
      readonly tokenId: string;
      readonly dialect: 'glpi' | 'fusioninventory' | 'ocs' | 'muster';
      /** The store of credentials no longer holds the agent's: there is nothing left to protect, it enrols anew. */
      readonly credentialLost: boolean;
    }
  | { readonly kind: 'issue'; readonly agentId: string }
  | { readonly kind: 'revoke' }
  | { readonly kind: 'cloned'; readonly agentId: string; readonly deviceIds: readonly string[] }
  | {
      readonly kind: 'conflict';
      readonly agentId: string;
      readonly presented: string;
      readonly claimed: string;
      readonly address: string;
      readonly now: string;
    };

/** Someone who plays with a stolen credential must not be able to fill the log. */
const conflictsPerDay = 20;
/** A forgery, or an image of a whole site: either way enough to act on. */
const mostClones = 1_000;

export const enrolledAgent: Decider<AgentState, AgentCommand, AgentEvent, EnrolmentRefusal> = {
  name: 'agent',
  stateVersion: 2,
  initial: {
    agentId: null,
    credential: 'none',
    tokenId: null,
    conflicts: { day: '', count: 0, last: '' },
    clones: [],
  },

  decide(command, state) {
    switch (command.kind) {
      case 'enrol': {
        const { agentId, tokenId, dialect, credentialLost } = command;
        if (state.credential === 'revoked') return refuse('AGENT_REVOKED', { agentId });
        if (state.credential === 'pinned' && state.tokenId === tokenId) return accept();
        if (state.credential === 'none' || credentialLost) {
          return accept({ type: 'AgentEnrolled', data: { agentId, tokenId, dialect } });
        }
        return refuse('AGENT_ENROLLED_OTHERWISE', { agentId });
      }
      case 'issue':
        return accept({ type: 'AgentCredentialIssued', data: { agentId: command.agentId } });
      case 'revoke':
        if (state.agentId === null || state.credential === 'none') return refuse('AGENT_UNKNOWN');
        if (state.credential === 'revoked') return accept();
        return accept({ type: 'AgentCredentialRevoked', data: { agentId: state.agentId } });
      case 'cloned': {
        const { agentId, deviceIds } = command;
        if (deviceIds.every(id => state.clones.includes(id))) return accept();
        const all = [...new Set([...state.clones, ...deviceIds])].slice(-mostClones);
        return accept({ type: 'AgentCloned', data: { agentId, deviceIds: all } });
      }
      case 'conflict':
        return decideConflict(command, state);
      default:
        return unreachable(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'AgentEnrolled':
        return { ...state, agentId: event.data.agentId, credential: 'pinned', tokenId: event.data.tokenId };
      case 'AgentCredentialIssued':
        return { ...state, agentId: event.data.agentId, credential: 'issued', tokenId: null };
      case 'AgentCredentialRevoked':
        return { ...state, credential: 'revoked', tokenId: null };
      case 'AgentCloned':
        return { ...state, agentId: event.data.agentId, clones: event.data.deviceIds };
      case 'AgentIdentityConflicted':
        return { ...state, agentId: event.data.agentId, conflicts: counted(state, event) };
      default:
        return unreachable(event);
    }
  },
};

function conflictKey(presented: string, claimed: string): string {
  return `${presented} ${claimed}`;
}

/** The same conflict once a day; agents try again and again. */
function decideConflict(
  command: Extract<AgentCommand, { kind: 'conflict' }>,
  state: AgentState,
): ReturnType<typeof enrolledAgent.decide> {
  const { agentId, presented, claimed, address, now } = command;
  const { conflicts } = state;
  const sameDay = conflicts.day === now.slice(0, 10);
  if (sameDay && conflicts.last === conflictKey(presented, claimed)) return accept();
  if (sameDay && conflicts.count >= conflictsPerDay) return accept();
  return accept({
    type: 'AgentIdentityConflicted',
    data: { agentId, presented, claimed, address, observedAt: now },
  });
}

function counted(
  state: AgentState,
  event: Extract<AgentEvent, { type: 'AgentIdentityConflicted' }>,
): AgentState['conflicts'] {
  const day = event.data.observedAt.slice(0, 10);
  const count = day === state.conflicts.day ? state.conflicts.count + 1 : 1;
  return { day, count, last: conflictKey(event.data.presented, event.data.claimed) };
}

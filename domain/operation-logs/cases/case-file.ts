import { accept, refuse, unreachable, type Decider, type Decision } from '../../kernel/index.ts';
import { sameLookMs } from '../reading.ts';
import { mostMembers, type CaseEvent } from './events.ts';
import type { PinnedRecord, PinnedTrace } from './pinned.ts';

/** Of one case. */
export const caseLimits = { records: 1_000, traces: 50, notes: 1_000 } as const;

export interface CaseState {
  readonly title: string;
  readonly purpose: string;
  /** Ids of accounts; nobody before it is opened. */
  readonly members: readonly string[];
  readonly closed: boolean;
  /** Ids of pinned records, and of the records of pinned traces. */
  readonly records: readonly string[];
  readonly traces: readonly string[];
  readonly notes: number;
  /** By account: when they last read it, RFC 3339. */
  readonly read: Readonly<Record<string, string>>;
}

export type CaseCommand =
  | {
      readonly type: 'OpenCase';
      readonly title: string;
      readonly purpose: string;
      readonly members: readonly string[];
    }
  | { readonly type: 'DescribeCase'; readonly title: string; readonly purpose: string }
  | { readonly type: 'SetMembers'; readonly members: readonly string[] }
  | { readonly type: 'PinRecords'; readonly items: readonly PinnedRecord[] }
  | { readonly type: 'PinTrace'; readonly trace: PinnedTrace }
  | {
      readonly type: 'Unpin';
      readonly records: readonly string[];
      readonly traces: readonly string[];
      readonly reason: string;
    }
  | {
      readonly type: 'AddNote';
      readonly note: string;
      readonly text: string;
      readonly record: string | null;
    }
  | { readonly type: 'CloseCase'; readonly outcome: string }
  | { readonly type: 'ReopenCase'; readonly reason: string }
  | { readonly type: 'NoteCaseRead'; readonly by: string; readonly at: string }
  | {
      readonly type: 'NoteCaseExported';
      readonly records: number;
      readonly traces: number;
      readonly leftOut: number;
      readonly manifest: string;
    };

/** Details: `CASE_FULL` says `what` and its `limit`, `CASE_RECORD_NOT_PINNED` which `record`. */
export type CaseRefusal =
  'CASE_UNKNOWN' | 'CASE_CLOSED' | 'CASE_WITHOUT_MEMBERS' | 'CASE_FULL' | 'CASE_RECORD_NOT_PINNED';

type Outcome = Decision<CaseEvent, CaseRefusal>;

/** What is collected of operation logs for one matter: by whom, what for, and everything that was done with it. */
export const caseFile: Decider<CaseState, CaseCommand, CaseEvent, CaseRefusal> = {
  name: 'operation-case',
  stateVersion: 1,
  initial: {
    title: '',
    purpose: '',
    members: [],
    closed: false,
    records: [],
    traces: [],
    notes: 0,
    read: {},
  },
  decide(command, state): Outcome {
    if (command.type === 'OpenCase') return open(command, state);
    if (state.members.length === 0) return refuse('CASE_UNKNOWN');
    switch (command.type) {
      case 'NoteCaseRead': {
        const last = state.read[command.by];
        if (last !== undefined && Date.parse(command.at) - Date.parse(last) < sameLookMs) return accept();
        return accept({ type: 'CaseRead', data: { by: command.by, at: command.at } });
      }
      case 'NoteCaseExported': {
        const { type: _type, ...data } = command;
        return accept({ type: 'CaseExported', data });
      }
      case 'SetMembers':
        return setMembers(command.members, state);
      case 'ReopenCase':
        return state.closed ? accept({ type: 'CaseReopened', data: { reason: command.reason } }) : accept();
      case 'CloseCase':
        return state.closed ? accept() : accept({ type: 'CaseClosed', data: { outcome: command.outcome } });
      default:
        return state.closed ? refuse('CASE_CLOSED') : work(command, state);
    }
  },
  evolve(state, { type, data }) {
    switch (type) {
      case 'CaseOpened':
        return { ...state, ...data };
      case 'CaseDescribed':
        return { ...state, ...data };
      case 'CaseMembersChanged':
        return { ...state, members: data.members };
      case 'CaseRecordsPinned':
        return { ...state, records: [...state.records, ...data.items.map(({ id }) => id)] };
      case 'CaseTracePinned':
        return { ...state, traces: [...state.traces, data.record] };
      case 'CaseItemsUnpinned':
        return {
          ...state,
          records: state.records.filter(id => !data.records.includes(id)),
          traces: state.traces.filter(id => !data.traces.includes(id)),
        };
      case 'CaseNoteAdded':
        return { ...state, notes: state.notes + 1 };
      case 'CaseClosed':
        return { ...state, closed: true };
      case 'CaseReopened':
        return { ...state, closed: false };
      case 'CaseRead':
        return { ...state, read: { ...state.read, [data.by]: data.at } };
      case 'CaseExported':
        return state;
      default:
        return unreachable(type);
    }
  },
};

function open(
  { title, purpose, members }: Extract<CaseCommand, { readonly type: 'OpenCase' }>,
  state: CaseState,
): Outcome {
  // The same request again.
  if (state.members.length > 0) return accept();
  const each = [...new Set(members)];
  if (each.length === 0) return refuse('CASE_WITHOUT_MEMBERS');
  if (each.length > mostMembers) return full('members', mostMembers);
  return accept({ type: 'CaseOpened', data: { title, purpose, members: each } });
}

function setMembers(wanted: readonly string[], state: CaseState): Outcome {
  const members = [...new Set(wanted)];
  if (members.length === 0) return refuse('CASE_WITHOUT_MEMBERS');
  if (members.length > mostMembers) return full('members', mostMembers);
  const added = members.filter(id => !state.members.includes(id));
  const removed = state.members.filter(id => !members.includes(id));
  if (added.length + removed.length === 0) return accept();
  return accept({ type: 'CaseMembersChanged', data: { added, removed, members } });
}

type Work = Extract<
  CaseCommand,
  { readonly type: 'DescribeCase' | 'PinRecords' | 'PinTrace' | 'Unpin' | 'AddNote' }
>;

/** What only an open case takes. */
function work(command: Work, state: CaseState): Outcome {
  switch (command.type) {
    case 'DescribeCase': {
      const { title, purpose } = command;
      if (title === state.title && purpose === state.purpose) return accept();
      return accept({ type: 'CaseDescribed', data: { title, purpose } });
    }
    case 'PinRecords': {
      const items = command.items.filter(({ id }) => !state.records.includes(id));
      if (items.length === 0) return accept();
      if (state.records.length + items.length > caseLimits.records)
        return full('records', caseLimits.records);
      return accept({ type: 'CaseRecordsPinned', data: { items } });
    }
    case 'PinTrace': {
      if (state.traces.includes(command.trace.record)) return accept();
      if (state.traces.length >= caseLimits.traces) return full('traces', caseLimits.traces);
      return accept({ type: 'CaseTracePinned', data: command.trace });
    }
    case 'Unpin': {
      const records = command.records.filter(id => state.records.includes(id));
      const traces = command.traces.filter(id => state.traces.includes(id));
      if (records.length + traces.length === 0) return accept();
      return accept({ type: 'CaseItemsUnpinned', data: { records, traces, reason: command.reason } });
    }
    case 'AddNote': {
      const { note, text, record } = command;
      if (record !== null && !state.records.includes(record))
        return refuse('CASE_RECORD_NOT_PINNED', { record });
      if (state.notes >= caseLimits.notes) return full('notes', caseLimits.notes);
      return accept({ type: 'CaseNoteAdded', data: { note, text, record } });
    }
    default:
      return unreachable(command);
  }
}

function full(what: string, limit: number): Outcome {
  return refuse('CASE_FULL', { what, limit });
}

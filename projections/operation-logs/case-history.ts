import type { CaseEvent, PinnedRecord, PinnedTrace } from '../../domain/operation-logs/index.ts';
import type { Actor, StoredEvent } from '../../domain/kernel/index.ts';

/** Who did something and when; `at` is RFC 3339. */
interface Done {
  readonly at: string;
  readonly actor: Actor;
}

export interface CaseNote extends Done {
  readonly id: string;
  readonly text: string;
  /** Id of the pinned record it is about. */
  readonly record: string | null;
}

/** One thing that was done with a case; `count` where it was done with several. */
export interface CaseStep extends Done {
  readonly position: number;
  readonly type: CaseEvent['type'];
  /** What was said to it: an outcome, a reason, a text, or who became or is no longer a member. */
  readonly text: string | null;
  readonly count: number | null;
}

/** Everything a case holds now, and how it came to that. */
export interface CaseFile {
  readonly opened: Done;
  readonly records: readonly (PinnedRecord & { readonly pinned: Done })[];
  readonly traces: readonly (PinnedTrace & { readonly pinned: Done })[];
  readonly notes: readonly CaseNote[];
  /** Oldest first. */
  readonly history: readonly CaseStep[];
}

type CaseHistory = readonly (StoredEvent & CaseEvent)[];

/** Folds the whole stream of a case; undefined: it was never opened. */
export function caseFileOf(events: CaseHistory): CaseFile | undefined {
  const [first] = events;
  if (!first) return undefined;
  let records: CaseFile['records'] = [];
  let traces: CaseFile['traces'] = [];
  const notes: CaseNote[] = [];
  for (const event of events) {
    const done = doneIn(event);
    switch (event.type) {
      case 'CaseRecordsPinned':
        records = [...records, ...event.data.items.map(item => ({ ...item, pinned: done }))];
        break;
      case 'CaseTracePinned':
        traces = [...traces, { ...event.data, pinned: done }];
        break;
      case 'CaseItemsUnpinned': {
        const { data } = event;
        records = records.filter(({ id }) => !data.records.includes(id));
        traces = traces.filter(({ record }) => !data.traces.includes(record));
        break;
      }
      case 'CaseNoteAdded':
        notes.push({ ...done, id: event.data.note, text: event.data.text, record: event.data.record });
        break;
      default:
    }
  }
  return { opened: doneIn(first), records, traces, notes, history: events.map(stepOf) };
}

const doneIn = ({ at, actor }: StoredEvent): Done => ({ at, actor });

function stepOf(event: StoredEvent & CaseEvent): CaseStep {
  const step = { ...doneIn(event), position: event.position, type: event.type };
  const said = (text: string | null, count: number | null = null): CaseStep => ({ ...step, text, count });
  switch (event.type) {
    case 'CaseOpened':
    case 'CaseDescribed':
      return said(`${event.data.title}: ${event.data.purpose}`);
    case 'CaseMembersChanged': {
      const { added, removed } = event.data;
      return said([...added.map(id => `+${id}`), ...removed.map(id => `-${id}`)].join(' '));
    }
    case 'CaseRecordsPinned':
      return said(null, event.data.items.length);
    case 'CaseTracePinned':
      return said(event.data.record, event.data.steps.length);
    case 'CaseItemsUnpinned':
      return said(event.data.reason, event.data.records.length + event.data.traces.length);
    case 'CaseNoteAdded':
      return said(event.data.text);
    case 'CaseClosed':
      return said(event.data.outcome);
    case 'CaseReopened':
      return said(event.data.reason);
    case 'CaseRead':
      return said(null);
    case 'CaseExported':
      return said(event.data.manifest, event.data.records + event.data.traces);
  }
}

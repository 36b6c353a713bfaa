import { caseEvents, type CaseEvent } from '../../domain/operation-logs/index.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { CollectionDefinition, DocumentChange, Projection } from '../kernel/index.ts';

/**
 * Cases as they are listed. They say nothing of departments; whoever answers lets members see theirs and nobody else
 * any (docs/decisions/0190).
 */
export const operationCases: CollectionDefinition = {
  name: 'operation-logs.cases',
  version: 1,
  history: 'columns',
  public: true,
  columns: {
    title: { type: 'text', searchable: true },
    purpose: { type: 'text', searchable: true },
    /** `open` or `closed`. */
    state: { type: 'text' },
    /** Ids of accounts, each between spaces. */
    members: { type: 'text' },
    openedAt: { type: 'time' },
    /** Who looks or exports changes nothing. */
    changedAt: { type: 'time', indexed: true },
    records: { type: 'integer' },
    traces: { type: 'integer' },
    notes: { type: 'integer' },
  },
};

const unseen = ['CaseRead', 'CaseExported'];

export const operationCaseList: Projection = {
  name: 'operation-logs.cases',
  version: 1,
  collections: [operationCases],
  handles: Object.keys(caseEvents).filter(type => !unseen.includes(type)),
  project: event => changesOf(event as StoredEvent & CaseEvent),
};

/** How the column `members` names one of them. */
export const memberWord = (userId: string): string => ` ${userId} `;

const membersText = (members: readonly string[]) => ` ${members.join(' ')} `;

function changesOf(event: StoredEvent & CaseEvent): readonly DocumentChange[] {
  const id = event.stream.slice('operationCase-'.length);
  const collection = operationCases.name;
  const changedAt = Date.parse(event.at);
  const set = (columns: Readonly<Record<string, string | number>>): DocumentChange => ({
    kind: 'patch',
    collection,
    id,
    columns: { ...columns, changedAt },
  });
  const add = (by: Readonly<Record<string, number>>): readonly DocumentChange[] => [
    set({}),
    { kind: 'increment', collection, id, by },
  ];
  switch (event.type) {
    case 'CaseOpened': {
      const { title, purpose, members } = event.data;
      const counts = { records: 0, traces: 0, notes: 0 };
      const columns = {
        title,
        purpose,
        state: 'open',
        members: membersText(members),
        openedAt: changedAt,
        changedAt,
        ...counts,
      };
      return [{ kind: 'put', collection, id, columns }];
    }
    case 'CaseDescribed':
      return [set(event.data)];
    case 'CaseMembersChanged':
      return [set({ members: membersText(event.data.members) })];
    case 'CaseRecordsPinned':
      return add({ records: event.data.items.length });
    case 'CaseTracePinned':
      return add({ traces: 1 });
    case 'CaseItemsUnpinned':
      return add({ records: -event.data.records.length, traces: -event.data.traces.length });
    case 'CaseNoteAdded':
      return add({ notes: 1 });
    case 'CaseClosed':
      return [set({ state: 'closed' })];
    case 'CaseReopened':
      return [set({ state: 'open' })];
    case 'CaseRead':
    case 'CaseExported':
      return [];
  }
}

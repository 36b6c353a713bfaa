import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CaseEvent } from '../../../domain/operation-logs/index.ts';
import type { StoredEvent } from '../../../domain/kernel/index.ts';
import {
  caseFileOf,
  operationCaseList,
  operationWarningList,
} from '../../../projections/operation-logs/index.ts';
import { eventLog, fourWays } from '../../support/four-way.ts';

const stored = eventLog();
const golden = (type: string): object =>
  (JSON.parse(readFileSync(path.join(__dirname, `../../golden/${type}.v1.json`), 'utf8')) as { data: object })
    .data;
const of = (...types: readonly string[]) => types.map(type => stored('operationCase-c', type, golden(type)));

const events = of(
  'CaseOpened',
  'CaseDescribed',
  'CaseMembersChanged',
  'CaseRecordsPinned',
  'CaseTracePinned',
  'CaseNoteAdded',
  'CaseRead',
  'CaseItemsUnpinned',
  'CaseClosed',
  'CaseReopened',
  'CaseExported',
  'CaseClosed',
);

fourWays('the list of cases', {
  projection: operationCaseList,
  events,
  then: contents =>
    expect(contents['operation-logs.cases']).toEqual([
      {
        id: 'c',
        body: {},
        columns: {
          title: 'Drawing A117 rev 4',
          purpose: 'Who took the drawing out',
          state: 'closed',
          members: ' mori kimura ',
          openedAt: Date.parse(events[0]!.at),
          changedAt: Date.parse(events.at(-1)!.at),
          records: 0,
          traces: 1,
          notes: 1,
        },
      },
    ]),
});

test('a case is what its stream says: what was taken out is in its history only', () => {
  const file = caseFileOf(events as readonly (StoredEvent & CaseEvent)[])!;
  expect(file.records).toEqual([]);
  expect(file.traces).toMatchObject([{ record: '2026-11-02.0f1c-a.41.5', pinned: { at: events[4]!.at } }]);
  expect(file.notes).toMatchObject([{ text: 'He says the stick is his own' }]);
  expect(file.history.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
  expect(file.history[7]).toMatchObject({ text: 'Another file of the same name', count: 1 });
  expect(caseFileOf([])).toBeUndefined();
});

const suspicious = golden('SuspiciousOperationDetected') as {
  readonly record: string;
  readonly deviceId: string;
};
const warnings = [
  stored('operationLog-d', 'SuspiciousOperationDetected', suspicious),
  stored('operationLog-d', 'MassPrintingDetected', {
    number: 1051,
    severity: 'warning',
    deviceId: 'd',
    user: 'ada',
    pages: 120,
    until: '2026-11-03T08:00:00.000Z',
  }),
  stored('operationLog-d', 'OperationWarningsAcknowledged', {
    deviceId: 'd',
    warnings: [suspicious.record],
  }),
];

fourWays('LOG-022: warnings of suspicious operations', {
  projection: operationWarningList,
  events: warnings,
  then: contents => {
    const rows = contents['operation-logs.warnings']!;
    expect(rows.find(({ id }) => id === suspicious.record)!.columns).toMatchObject({
      device: suspicious.deviceId,
      record: suspicious.record,
      acknowledged: true,
      acknowledgedBy: warnings[2]!.actor,
      acknowledgedAt: Date.parse(warnings[2]!.at),
    });
    expect(rows.find(({ id }) => id !== suspicious.record)).toMatchObject({
      id: 'd.print.2026-11-03T08:00:00.000Z.ada',
      columns: { condition: 'print', count: 120, user: 'ada', record: null, acknowledged: false },
    });
  },
});

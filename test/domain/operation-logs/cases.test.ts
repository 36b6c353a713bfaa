import {
  caseFile,
  caseLimits,
  daysWithHolds,
  deviceLog,
  holdsOf,
  legalHolds,
  type CaseCommand,
  type CaseEvent,
  type DeviceLogEvent,
  type LegalHoldCommand,
  type LegalHoldEvent,
  type PinnedRecord,
} from '../../../domain/operation-logs/index.ts';
import { spec } from '../../support/spec.ts';

const record = (id: string): PinnedRecord => ({
  id,
  device: 'd',
  computer: 'pc-1',
  tz: 540,
  receivedAt: 1,
  record: { time: 0, detail: 'copy-file', user: 'ada', file: 'C:\\plan.xlsx' },
});

describe('a case', () => {
  const { given, givenNothing } = spec(caseFile);
  const opened: CaseEvent = {
    type: 'CaseOpened',
    data: { title: 'Drawing', purpose: 'Who took it', members: ['mori', 'sato'] },
  };
  const open: CaseCommand = {
    type: 'OpenCase',
    title: 'Drawing',
    purpose: 'Who took it',
    members: ['mori', 'sato', 'mori'],
  };
  const pinned: CaseEvent = { type: 'CaseRecordsPinned', data: { items: [record('a')] } };
  const closed = { type: 'CaseClosed', data: { outcome: 'Settled' } } as const;
  const note = (about: string | null): CaseCommand => ({
    type: 'AddNote',
    note: 'n',
    text: 'Seen',
    record: about,
  });

  test('is opened once, each member named once; the same again is nothing', () => {
    givenNothing.when(open).then(opened);
    given(opened).when(open).thenNothing();
    givenNothing.when({ ...open, members: [] }).thenRefused('CASE_WITHOUT_MEMBERS');
    givenNothing.when(note(null)).thenRefused('CASE_UNKNOWN');
  });

  test('never loses its last member, and says who came and who went', () => {
    given(opened).when({ type: 'SetMembers', members: [] }).thenRefused('CASE_WITHOUT_MEMBERS');
    given(opened)
      .when({ type: 'SetMembers', members: ['sato', 'kimura'] })
      .then({
        type: 'CaseMembersChanged',
        data: { added: ['kimura'], removed: ['mori'], members: ['sato', 'kimura'] },
      });
    given(opened)
      .when({ type: 'SetMembers', members: ['sato', 'mori'] })
      .thenNothing();
  });

  test('takes each record once, as many as it may hold', () => {
    given(opened, pinned)
      .when({ type: 'PinRecords', items: [record('a'), record('b')] })
      .then({ type: 'CaseRecordsPinned', data: { items: [record('b')] } });
    given(opened, pinned)
      .when({ type: 'PinRecords', items: [record('a')] })
      .thenNothing();
    const full: CaseEvent = {
      type: 'CaseRecordsPinned',
      data: { items: Array.from({ length: caseLimits.records }, (_, index) => record(`r${index}`)) },
    };
    given(opened, full)
      .when({ type: 'PinRecords', items: [record('one more')] })
      .thenRefused('CASE_FULL');
  });

  test('notes are about what it holds, and what is taken out says why', () => {
    given(opened, pinned)
      .when(note('a'))
      .then({
        type: 'CaseNoteAdded',
        data: { note: 'n', text: 'Seen', record: 'a' },
      });
    given(opened, pinned).when(note('b')).thenRefused('CASE_RECORD_NOT_PINNED');
    const reason = 'Another file';
    const unpin: CaseCommand = { type: 'Unpin', records: ['a', 'b'], traces: [], reason };
    const unpinned: CaseEvent = { type: 'CaseItemsUnpinned', data: { records: ['a'], traces: [], reason } };
    given(opened, pinned).when(unpin).then(unpinned);
    given(opened, pinned, unpinned).when(unpin).thenNothing();
  });

  test('a closed case takes nothing but members and readers, until it is opened again', () => {
    given(opened, closed)
      .when({ type: 'PinRecords', items: [record('a')] })
      .thenRefused('CASE_CLOSED');
    given(opened, closed).when(note(null)).thenRefused('CASE_CLOSED');
    given(opened, closed)
      .when({ type: 'NoteCaseRead', by: 'mori', at: '2026-11-03T09:00:00Z' })
      .then({ type: 'CaseRead', data: { by: 'mori', at: '2026-11-03T09:00:00Z' } });
    const reopen = { type: 'ReopenCase', reason: 'Another stick' } as const;
    const reopened = { type: 'CaseReopened', data: { reason: 'Another stick' } } as const;
    given(opened, closed).when(reopen).then(reopened);
    given(opened, closed, reopened).when(reopen).thenNothing();
  });

  test('who reads it is told once in ten minutes', () => {
    const read = { type: 'CaseRead', data: { by: 'mori', at: '2026-11-03T09:00:00Z' } } as const;
    const again = (by: string, at: string): CaseCommand => ({ type: 'NoteCaseRead', by, at });
    given(opened, read).when(again('mori', '2026-11-03T09:09:59Z')).thenNothing();
    given(opened, read)
      .when(again('mori', '2026-11-03T09:10:00Z'))
      .then({ type: 'CaseRead', data: { by: 'mori', at: '2026-11-03T09:10:00Z' } });
    given(opened, read)
      .when(again('sato', '2026-11-03T09:00:01Z'))
      .then({ type: 'CaseRead', data: { by: 'sato', at: '2026-11-03T09:00:01Z' } });
  });
});

describe('a hold on days', () => {
  const { given, givenNothing } = spec(legalHolds);
  const range = { devices: ['d'], users: [], from: '2026-10-01', until: '2026-10-31' };
  const data = { hold: 'h', caseId: 'c', ...range, reason: 'The court asks', by: 'mori' };
  const set: LegalHoldEvent = { type: 'LegalHoldSet', data };
  const requested = {
    type: 'LegalHoldReleaseRequested',
    data: { hold: 'h', by: 'mori', reason: 'Settled' },
  } as const;
  const confirm = (by: string): LegalHoldCommand => ({ type: 'ConfirmRelease', hold: 'h', by });

  test('is released by two people: one asks, another confirms', () => {
    givenNothing.when({ type: 'SetHold', ...data }).then(set);
    given(set).when(confirm('sato')).thenRefused('LEGAL_HOLD_RELEASE_NOT_REQUESTED');
    given(set, requested).when(confirm('mori')).thenRefused('LEGAL_HOLD_NEEDS_SECOND_PERSON');
    given(set, requested)
      .when(confirm('sato'))
      .then({ type: 'LegalHoldReleased', data: { hold: 'h', requestedBy: 'mori', by: 'sato' } });
    givenNothing.when(confirm('sato')).thenRefused('LEGAL_HOLD_UNKNOWN');
  });

  test('a request that is declined is none: it has to be made again', () => {
    const declined = {
      type: 'LegalHoldReleaseDeclined',
      data: { hold: 'h', by: 'sato', reason: 'An appeal' },
    } as const;
    const { data: said } = declined;
    given(set, requested)
      .when({ type: 'DeclineRelease', ...said })
      .then(declined);
    given(set, requested, declined).when(confirm('kimura')).thenRefused('LEGAL_HOLD_RELEASE_NOT_REQUESTED');
    given(set, requested)
      .when({ type: 'RequestRelease', ...requested.data })
      .thenRefused('LEGAL_HOLD_RELEASE_REQUESTED');
  });

  test('keeps the first and the last day and what is between, or all days from the first on', () => {
    const kept = (events: readonly LegalHoldEvent[], day: string) => holdsOf(given(...events).state(), day);
    expect(
      ['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01'].map(day => kept([set], day).length),
    ).toEqual([0, 1, 1, 0]);
    const open: LegalHoldEvent = { type: 'LegalHoldSet', data: { ...data, until: null } };
    expect(kept([open], '2031-01-01')).toEqual(['h']);
    const released = {
      type: 'LegalHoldReleased',
      data: { hold: 'h', requestedBy: 'mori', by: 'sato' },
    } as const;
    expect(kept([set, requested, released], '2026-10-15')).toEqual([]);
  });

  test('keeps what is in the log back to its first day, and nothing shorter than what is kept anyway', () => {
    const now = Date.parse('2026-12-01T06:00:00Z');
    const days = (kept: number, ...events: LegalHoldEvent[]) =>
      daysWithHolds(kept, given(...events).state(), now);
    expect([days(31), days(31, set), days(90, set)]).toEqual([31, 62, 90]);
  });
});

test('LOG-022: a warning is acknowledged once, also one that is not the newest', () => {
  const { given } = spec(deviceLog);
  const warned = (record: string) =>
    ({
      type: 'SuspiciousOperationDetected',
      data: {
        number: 1050,
        severity: 'warning',
        deviceId: 'd',
        suspicion: 'external-device',
        user: 'ada',
        files: 1,
        target: 'E:\\plan.xlsx',
        record,
      },
    }) as const;
  const acknowledge = { type: 'Acknowledge', deviceId: 'd', warnings: ['a', 'c'] } as const;
  const acknowledged: DeviceLogEvent = {
    type: 'OperationWarningsAcknowledged',
    data: { deviceId: 'd', warnings: ['a'] },
  };
  given(warned('a'), warned('b')).when(acknowledge).then(acknowledged);
  given(warned('a'), warned('b'), acknowledged).when(acknowledge).thenNothing();
});

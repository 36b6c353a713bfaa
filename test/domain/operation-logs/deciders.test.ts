import {
  batchOf,
  collectionOf,
  defaultOperationLogSettings,
  deviceLog,
  operationLogConfiguration,
  operationLogReading,
  recordsOf,
  withSuspicions,
  type OperationRecord,
  type OperationLogSettings,
  type OperationQuestion,
} from '../../../domain/operation-logs/index.ts';
import { spec } from '../../support/spec.ts';

const from = defaultOperationLogSettings;
const on: OperationLogSettings = { ...from, acquire: true };

describe('what is recorded', () => {
  const { givenNothing, given } = spec(operationLogConfiguration);
  const configure = (settings: OperationLogSettings) =>
    ({ type: 'ConfigureOperationLog', settings }) as const;
  const switchedOn = { type: 'OperationLogConfigured', data: { from, to: on, version: 1 } } as const;

  test('LOG-001: nothing, until acquisition is switched on; then agents are told', () => {
    expect(collectionOf(operationLogConfiguration.initial)).toBeNull();
    givenNothing.when(configure(on)).then(switchedOn);
    expect(collectionOf(given(switchedOn).state())).toEqual({ ...on.collection, version: 1 });
  });

  test('the same again is nothing, in whatever order the details are named', () => {
    const { collection } = on;
    const other = { ...on, collection: { ...collection, details: collection.details.toReversed() } };
    given(switchedOn).when(configure(other)).thenNothing();
  });

  test('LOG-003: other details are told to agents, other days are not', () => {
    const to: OperationLogSettings = { ...on, collection: { ...on.collection, details: ['print'] } };
    given(switchedOn)
      .when(configure(to))
      .then({ type: 'OperationLogConfigured', data: { from: on, to, version: 2 } });
    const days = { ...on, days: 90 };
    given(switchedOn)
      .when(configure(days))
      .then({ type: 'OperationLogConfigured', data: { from: on, to: days, version: 1 } });
  });
});

describe('who looked', () => {
  const { givenNothing, given } = spec(operationLogReading);
  const question: OperationQuestion = {
    looked: 'search',
    filter: 'user eq ada',
    from: '2026-09-01T00:00:00.000Z',
    until: null,
    record: null,
  };
  const look = (at: string, more: Partial<OperationQuestion> = {}, purpose: string | null = null) =>
    ({ type: 'NoteRead', at, question: { ...question, ...more }, purpose }) as const;
  const read = (at: string) =>
    ({ type: 'OperationLogRead', data: { ...question, purpose: null, at } }) as const;

  test('a question is recorded; turning its pages is not', () => {
    givenNothing.when(look('2026-09-01T10:00:00Z')).then(read('2026-09-01T10:00:00Z'));
    const asked = given(read('2026-09-01T10:00:00Z'));
    asked.when(look('2026-09-01T10:09:59Z')).thenNothing();
    asked.when(look('2026-09-01T10:10:00Z')).then(read('2026-09-01T10:10:00Z'));
  });

  test.each<[string, Partial<OperationQuestion>, string | null]>([
    ['another filter', { filter: 'user eq bob' }, null],
    ['another span', { from: null }, null],
    ['one record', { looked: 'record', record: '2026-09-01.a.1.0' }, null],
    ['another purpose', {}, 'case 7'],
  ])('%s is another look', (_, more, purpose) => {
    const { decision } = given(read('2026-09-01T10:00:00Z')).when(
      look('2026-09-01T10:00:01Z', more, purpose),
    );
    expect(decision).toMatchObject({ events: [{ data: { ...question, ...more, purpose } }] });
  });
});

describe('LOG-017: what is suspicious', () => {
  const time = Date.parse('2026-09-01T09:00:00Z');
  const all = { mail: true, webFtp: true, externalDevice: true, printedPages: null };
  const copy: OperationRecord = {
    time,
    detail: 'copy-file',
    user: 'ada',
    file: 'C:\\plan.xlsx',
    fileDrive: 'local-disk',
    destination: 'E:\\plan.xlsx',
    destinationDrive: 'removable-disk',
  };
  const judged = (records: readonly OperationRecord[], conditions = all) => {
    const { batch, detections } = withSuspicions(batchOf(records, { seq: 1, tz: 0 }), conditions);
    return { marks: recordsOf(batch).map(({ suspicion }) => suspicion ?? null), detections };
  };

  test('LOG-018, LOG-019, LOG-020: a copy to a removable drive is marked and told of once for each user', () => {
    const records = [copy, { ...copy, file: 'C:\\b.txt' }, { ...copy, user: 'bob' }];
    expect(judged(records)).toEqual({
      marks: ['external-device', 'external-device', 'external-device'],
      detections: [
        {
          suspicion: 'external-device',
          number: 1050,
          user: 'ada',
          files: 2,
          target: 'E:\\plan.xlsx',
          row: 0,
        },
        {
          suspicion: 'external-device',
          number: 1050,
          user: 'bob',
          files: 1,
          target: 'E:\\plan.xlsx',
          row: 2,
        },
      ],
    });
  });

  test.each<[string, Partial<OperationRecord>]>([
    ['from one removable drive to another', { fileDrive: 'removable-disk' }],
    ['of a file that came from a disc', { originalDrive: 'cd-rom' }],
    ['to a local disk', { destinationDrive: 'local-disk' }],
    ['that is a rename', { detail: 'rename-file' }],
  ])('LOG-018: not a copy %s', (_, more) => {
    expect(judged([{ ...copy, ...more }])).toEqual({ marks: [null], detections: [] });
  });

  test.each([
    ['mail-send-attachment', 'mail', 1048],
    ['mail-receive-attachment', 'mail', 1048],
    ['web-upload', 'web-ftp', 1049],
    ['ftp-send', 'web-ftp', 1049],
    ['move-file', 'external-device', 1050],
  ])('LOG-017: %s by the condition %s as event %i', (detail, suspicion, number) => {
    const { marks, detections } = judged([{ ...copy, detail }]);
    expect(marks).toEqual([suspicion]);
    expect(detections).toMatchObject([{ suspicion, number, files: 1 }]);
  });

  test('what is not to be looked at is not marked', () => {
    expect(judged([copy], { ...all, externalDevice: false })).toEqual({ marks: [null], detections: [] });
  });
});

describe('what is told of a computer', () => {
  const { givenNothing, given } = spec(deviceLog);
  const deviceId = 'd1';
  const detection = {
    suspicion: 'mail',
    number: 1048,
    user: 'ada',
    files: 2,
    target: 'x@example.com',
    record: '2026-09-01.d1.1.0',
  } as const;
  const told = {
    type: 'SuspiciousOperationDetected',
    data: { ...detection, severity: 'warning', deviceId },
  } as const;

  test('LOG-020: a detection once, also where its batch comes again', () => {
    const note = { type: 'NoteSuspicious', deviceId, detections: [detection] } as const;
    givenNothing.when(note).then(told);
    given(told).when(note).thenNothing();
  });

  test('LOG-006: records that are too old, as event 1076', () => {
    const [oldest, newest] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
    givenNothing.when({ type: 'NoteDiscarded', deviceId, records: 3, oldest, newest }).then({
      type: 'OperationsDiscarded',
      data: { number: 1076, severity: 'warning', deviceId, records: 3, oldest, newest },
    });
  });

  test('LOG-021: mass printing as event 1051; the pages told of count no more', () => {
    const until = '2026-09-01T10:00:00Z';
    const printing = { type: 'NotePrinting', deviceId, user: 'ada', pages: 120, until } as const;
    const event = {
      type: 'MassPrintingDetected',
      data: { number: 1051, severity: 'warning', deviceId, user: 'ada', pages: 120, until },
    } as const;
    givenNothing.when(printing).then(event);
    given(event).when(printing).thenNothing();
    expect(given(event).state().printed).toEqual({ ada: until });
  });
});

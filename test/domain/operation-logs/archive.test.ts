import {
  ArchiveSettings,
  defaultArchiveSettings,
  operationArchive,
  type OperationArchiveEvent,
} from '../../../domain/operation-logs/index.ts';
import { spec } from '../../support/spec.ts';

const { givenNothing, given } = spec(operationArchive);
const settings: ArchiveSettings = { ...defaultArchiveSettings, folder: '/srv/archive', mostDays: 3 };
const configured: OperationArchiveEvent = {
  type: 'OperationArchiveConfigured',
  data: { from: defaultArchiveSettings, to: settings },
};
const restored = (day: string, devices: string[] | null = null, manual = true): OperationArchiveEvent => ({
  type: 'OperationDayRestored',
  data: { day, devices, records: 5, parts: 1, manual },
});
const days = ['2026-09-01', '2026-09-02', '2026-09-03'] as const;
const order = (
  archived: readonly string[],
  devices: readonly string[] | null = null,
  atHand: string[] = [],
) => ({ type: 'OrderRestore', from: days[0], until: days[2], devices, archived, atHand }) as const;
const ordered = (of: string[], devices: string[] | null = null): OperationArchiveEvent => ({
  type: 'OperationRestoreOrdered',
  data: { from: days[0], until: days[2], devices, days: of },
});

test('LOG-002: a folder is a whole path, without patterns and ways out', () => {
  const folders = (list: readonly string[]) =>
    list.filter(folder => ArchiveSettings.safeParse({ ...settings, folder }).success);
  const right = ['/srv/archive', 'D:\\archive', '\\\\files\\share\\archive', '/srv/操作ログ'];
  expect(folders(right)).toEqual(right);
  expect(
    folders(['', '/', 'srv', '../srv', '/srv/../etc', '/srv/*', '/srv/[a]', '/srv/a\nb', 's3://a']),
  ).toEqual([]);
});

test('the same settings again are nothing', () => {
  givenNothing.when({ type: 'ConfigureArchive', settings }).then(configured);
  given(configured).when({ type: 'ConfigureArchive', settings }).thenNothing();
});

test('LOG-030: an order needs a folder and files, and passes over what is there', () => {
  givenNothing.when(order(days)).thenRefused('OPERATION_ARCHIVE_NOT_SET');
  given(configured).when(order([])).thenRefused('OPERATION_ARCHIVE_EMPTY');
  given(configured)
    .when(order(days, null, ['2026-09-02']))
    .then(ordered(['2026-09-01', '2026-09-03']));
  given(configured, restored(days[0], ['a', 'b']), restored(days[1]))
    .when(order(days, ['a']))
    .then(ordered(['2026-09-03'], ['a']));
  given(configured, restored(days[0], ['a']))
    .when(order([days[0]], ['a', 'b']))
    .then(ordered(['2026-09-01'], ['a', 'b']));
  given(configured, ...days.map(day => restored(day)))
    .when(order(days, ['z']))
    .thenNothing();
});

test('LOG-028: days by hand and by themselves are limited together', () => {
  const automatic = (automaticDays: number, mostDays = 3) =>
    ({ type: 'ConfigureArchive', settings: { ...settings, automaticDays, mostDays } }) as const;
  given(configured, restored(days[0]), restored(days[1]))
    .when(automatic(2))
    .thenRefused('OPERATION_ARCHIVE_TOO_MANY_DAYS');
  given(configured, restored(days[0]), restored(days[1], null, false))
    .when(automatic(2))
    .then({
      type: 'OperationArchiveConfigured',
      data: { from: settings, to: { ...settings, automaticDays: 2 } },
    });
  given(configured, restored('2026-08-01')).when(order(days)).thenRefused('OPERATION_ARCHIVE_TOO_MANY_DAYS');
  const removed: OperationArchiveEvent = { type: 'OperationRestoredRemoved', data: { days: ['2026-08-01'] } };
  given(configured, restored('2026-08-01'), removed)
    .when(order(days))
    .then(ordered([...days]));
});

test('LOG-033, LOG-045: what fails is told once, and again after it had succeeded or where it is something else', () => {
  const fail = (cause: 'unreachable' | 'corrupt', of: string[] = []) =>
    ({ type: 'NoteFailed', work: 'archive', cause, days: of, files: [] }) as const;
  const failed = (cause: 'unreachable' | 'corrupt', of: string[] = []): OperationArchiveEvent => ({
    type: 'OperationArchiveFailed',
    data: { number: 1032, severity: 'warning', work: 'archive', cause, days: of, files: [] },
  });
  const archived = (day: string): OperationArchiveEvent => ({
    type: 'OperationDayArchived',
    data: { day, folder: '/srv/archive', records: 1, files: 1, bytes: 1, root: 'ab'.repeat(32), parts: 1 },
  });
  givenNothing.when(fail('unreachable')).then(failed('unreachable'));
  given(failed('unreachable'), failed('corrupt', ['2026-09-01']))
    .when(fail('unreachable'))
    .thenNothing();
  given(failed('unreachable'), archived('2026-09-02')).when(fail('unreachable')).then(failed('unreachable'));
  // Damage is told again only once its day was written anew.
  const corrupt = failed('corrupt', ['2026-09-01']);
  given(corrupt, archived('2026-09-02'))
    .when(fail('corrupt', ['2026-09-01']))
    .thenNothing();
  given(corrupt, archived('2026-09-01'))
    .when(fail('corrupt', ['2026-09-01']))
    .then(corrupt);
});

test('LOG-033: the end of a restore says the range, and which days are missing', () => {
  const finished = (missing: string[]) =>
    ({ type: 'NoteRestoreFinished', from: days[0], until: days[2], days: 2, records: 9, missing }) as const;
  const end = {
    type: 'OperationRestoreFinished',
    data: { number: 1033, severity: 'information', from: days[0], until: days[2], days: 2, records: 9 },
  } as const;
  givenNothing.when(finished([])).then(end);
  givenNothing.when(finished(['2026-09-02'])).then(end, {
    type: 'OperationRestoreMissing',
    data: { number: 1035, severity: 'warning', from: days[0], until: days[2], days: ['2026-09-02'] },
  });
});

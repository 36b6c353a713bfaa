import type { TFunction } from 'i18next';
import type { OperationLogSettings } from '../../../domain/operation-logs/index.ts';
import { operationColumnWord, termWord } from '../operations/words.ts';
import { subjects } from './draft.ts';
import { weekdayWord } from './weekdays.ts';

export interface Difference {
  readonly key: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
}

/** Everything that differs between two settings, in words. Of the operations only what comes and what goes is said. */
export function differences(
  from: OperationLogSettings,
  to: OperationLogSettings,
  t: TFunction,
  locale: string,
): readonly Difference[] {
  const [before, after] = [wordsOf(from, t, locale), wordsOf(to, t, locale)];
  const plain = before
    .map(([key, title, word], at) => ({ key, title, from: word, to: after[at]![2] }))
    .filter(one => one.from !== one.to);
  const only = (one: OperationLogSettings, other: OperationLogSettings) =>
    one.collection.details
      .filter(key => !other.collection.details.includes(key))
      .map(key => termWord('details', key, t))
      .join(', ');
  const [gone, come] = [only(from, to), only(to, from)];
  return gone === '' && come === ''
    ? plain
    : [...plain, { key: 'details', title: t('operationLogs.details.title'), from: gone, to: come }];
}

type Words = readonly (readonly [key: string, title: string, word: string])[];

function wordsOf(settings: OperationLogSettings, t: TFunction, locale: string): Words {
  const { acquire, days, purposeRequired, collection, suspicious } = settings;
  const yes = (on: boolean) => t(on ? 'common.yes' : 'common.no');
  const columns = (names: readonly string[]) => names.map(name => operationColumnWord(name, t)).join(', ');
  return [
    ['acquire', t('operationLogs.acquire'), yes(acquire)],
    ['days', t('operationLogs.days'), String(days)],
    ['purpose', t('operationLogs.purpose'), yes(purposeRequired)],
    ...subjects.flatMap(subject =>
      (['include', 'exclude'] as const).map(
        way =>
          [
            `${subject}.${way}`,
            `${t(`operationLogs.conditions.${subject}`)}: ${t(`operationLogs.conditions.${way}`)}`,
            collection[subject][way].join('\n'),
          ] as const,
      ),
    ),
    ['interval', t('operationLogs.interval'), String(collection.intervalMinutes)],
    ['retention', t('operationLogs.retention'), String(collection.retentionDays)],
    [
      'redaction',
      t('operationLogs.redaction.title'),
      collection.redaction
        .map(
          rule => `${t(`operationLogs.redaction.${rule.act}`)}: ${rule.pattern} (${columns(rule.columns)})`,
        )
        .join('\n'),
    ],
    [
      'hours',
      t('operationLogs.hours.title'),
      collection.privateHours
        .map(span => `${span.days.map(day => weekdayWord(day, locale)).join(' ')} ${span.from}–${span.until}`)
        .join('\n'),
    ],
    ['leaveOut', t('operationLogs.leaveOut'), columns(collection.leaveOut)],
    ['mail', t('operationLogs.suspicious.mail'), yes(suspicious.mail)],
    ['webFtp', t('operationLogs.suspicious.webFtp'), yes(suspicious.webFtp)],
    ['externalDevice', t('operationLogs.suspicious.externalDevice'), yes(suspicious.externalDevice)],
    [
      'printedPages',
      t('operationLogs.suspicious.printedPages'),
      suspicious.printedPages === null ? t('common.no') : String(suspicious.printedPages),
    ],
  ];
}

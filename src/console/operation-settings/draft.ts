import type { OperationLogSettings } from '../../../domain/operation-logs/index.ts';
import type { Settings } from '../operations/queries.ts';
import { isWithin } from './fields.tsx';

export type Draft = OperationLogSettings;
export type Collection = Draft['collection'];
export type RedactionRule = Collection['redaction'][number];
export type PrivateHours = Collection['privateHours'][number];

/** Least and most of the numbers, as the server takes them. */
export const limits = {
  days: { least: 1, most: 3_660 },
  intervalMinutes: { least: 1, most: 1_440 },
  retentionDays: { least: 1, most: 366 },
  printedPages: { least: 1, most: 100_000 },
} as const;

/** What conditions can be set for. */
export const subjects = ['files', 'processes', 'windows'] as const;

export function draftOf({ version: _version, revision: _revision, ...settings }: Settings): Draft {
  return settings;
}

/** As it is sent: without empty lines. */
export function tidied(draft: Draft): Draft {
  const lines = (texts: readonly string[]) => texts.map(text => text.trim()).filter(text => text !== '');
  const { collection } = draft;
  const patterns = Object.fromEntries(
    subjects.map(subject => {
      const { include, exclude } = collection[subject];
      return [subject, { include: lines(include), exclude: lines(exclude) }];
    }),
  ) as Pick<Collection, (typeof subjects)[number]>;
  return { ...draft, collection: { ...collection, ...patterns } };
}

/** Whether it can be sent; what is wrong stands at the fields. */
export function isComplete({ days, collection, suspicious }: Draft): boolean {
  const { intervalMinutes, retentionDays, redaction, privateHours } = collection;
  const fits = (key: keyof typeof limits, value: number) =>
    isWithin(value, limits[key].least, limits[key].most);
  return (
    fits('days', days) &&
    fits('intervalMinutes', intervalMinutes) &&
    fits('retentionDays', retentionDays) &&
    (suspicious.printedPages === null || fits('printedPages', suspicious.printedPages)) &&
    redaction.every(({ columns, pattern }) => columns.length > 0 && pattern.trim() !== '') &&
    privateHours.every(({ days: on, from, until }) => on.length > 0 && from !== '' && until !== '')
  );
}

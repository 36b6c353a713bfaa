import {
  operationColumns,
  operationDetails,
  type CollectionSettings,
  type OperationRecord,
  type OperationType,
} from '../../../../domain/operation-logs/index.ts';
import type { SeenOperation } from '../collector.ts';
import { isPrivate } from './private-hours.ts';
import { cut, sound } from './sound.ts';
import { Wildcard } from './wildcard.ts';

/** The record as it may leave the computer; undefined: it may not. */
export type Treatment = (record: SeenOperation) => OperationRecord | undefined;

type Values = Readonly<Record<string, string | number | undefined>>;

const typeOf: ReadonlyMap<string, OperationType> = new Map(
  operationDetails.map(({ key, type }) => [key as string, type]),
);

/**
 * What becomes of records before anything is written down: those that are not wanted, or fall into private hours, are
 * gone; others lose what is to be hidden or left out. `minutesAhead`: of UTC, at a time in milliseconds.
 */
export function treatmentBy(settings: CollectionSettings, minutesAhead: (time: number) => number): Treatment {
  const details = new Set<string>(settings.details);
  const wants = conditionsOf(settings);
  const redact = redactionOf(settings.redaction);
  return record => {
    if (!details.has(record.detail)) return undefined;
    if (isPrivate(settings.privateHours, record.time + minutesAhead(record.time) * 60_000)) return undefined;
    const said = sound(record);
    if (!said || !wants(said)) return undefined;
    const redacted = redact(said);
    return redacted && cut(without(redacted, settings.leaveOut));
  };
}

/** Of each type that has conditions, what they are about. A record of several files is kept for any of them. */
function conditionsOf(settings: CollectionSettings): (record: OperationRecord) => boolean {
  const conditions: Partial<Record<OperationType, (record: OperationRecord) => boolean>> = {
    file: conditionOn(settings.files, ({ file, destination }) => [...(file?.split('\n') ?? []), destination]),
    process: conditionOn(settings.processes, ({ process }) => [process]),
    window: conditionOn(settings.windows, ({ windowTitle }) => [windowTitle]),
  };
  return record => conditions[typeOf.get(record.detail)!]?.(record) ?? true;
}

function conditionOn(
  patterns: CollectionSettings['files'],
  subjectsOf: (record: OperationRecord) => readonly (string | number | undefined)[],
): (record: OperationRecord) => boolean {
  const include = patterns.include.map(one => new Wildcard(one));
  const exclude = patterns.exclude.map(one => new Wildcard(one));
  return record => {
    const subjects = subjectsOf(record).filter(one => typeof one === 'string');
    if (subjects.length === 0) return include.length === 0;
    return subjects.some(
      subject =>
        (include.length === 0 || include.some(one => one.fits(subject))) &&
        !exclude.some(one => one.fits(subject)),
    );
  };
}

function redactionOf(
  rules: CollectionSettings['redaction'],
): (record: OperationRecord) => OperationRecord | undefined {
  const prepared = rules.map(({ columns, pattern, act }) => ({
    columns,
    act,
    pattern: new Wildcard(pattern),
  }));
  return record => {
    const values: Record<string, string | number | undefined> = { ...(record as Values) };
    for (const { columns, act, pattern } of prepared)
      for (const column of columns) {
        const value = values[column];
        if (value === undefined || !pattern.occursIn(String(value))) continue;
        if (act === 'drop') return undefined;
        // Of numbers and of terms of a list no part can be hidden.
        const isText = 'limit' in operationColumns[column];
        if (isText) values[column] = pattern.replaceIn(String(value), '***');
        else delete values[column];
      }
    return values as unknown as OperationRecord;
  };
}

function without(record: OperationRecord, columns: readonly string[]): OperationRecord {
  if (columns.length === 0) return record;
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => !columns.includes(name)),
  ) as unknown as OperationRecord;
}

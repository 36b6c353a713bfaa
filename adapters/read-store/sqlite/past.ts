import type { AsOf, CollectionDefinition } from '../../../projections/kernel/index.ts';
import { QueryError } from '../../../projections/kernel/index.ts';
import type { Sql } from './compile.ts';
import type { Connection } from './database.ts';
import { shadowColumn, tablesOf } from './schema.ts';

/** A moment of the log: everything up to this position, and the time asked about (milliseconds). */
export interface Moment {
  readonly position: number;
  readonly time: number;
  readonly asKnown: 'then' | 'now';
}

/** Which positions were learned when, as one projection's file remembers it. */
export class Moments {
  private readonly beforeTime;
  private readonly beforePosition;
  private readonly first;

  constructor(db: Connection) {
    this.beforeTime = db
      .prepare<[number], number>('SELECT pos FROM moments WHERE at <= ? ORDER BY at DESC, pos DESC LIMIT 1')
      .pluck();
    this.beforePosition = db
      .prepare<[number], number>('SELECT at FROM moments WHERE pos <= ? ORDER BY pos DESC LIMIT 1')
      .pluck();
    this.first = db.prepare<[], number>('SELECT at FROM moments ORDER BY pos LIMIT 1').pluck();
  }

  /** Last position learned at or before a time; 0 before the first. */
  positionAt(time: number): number {
    return this.beforeTime.get(time) ?? 0;
  }

  /**
   * The moment a question names; undefined for now. Throws QUERY_BEFORE_RECORDS where nothing was recorded
   * yet, and QUERY_NO_HISTORY where the collection knows only now.
   */
  resolve(
    { name, history }: CollectionDefinition,
    asOf: AsOf | undefined,
    reached: number,
  ): Moment | undefined {
    if (asOf === undefined) return undefined;
    if (history === 'none') throw new QueryError('QUERY_NO_HISTORY', { collection: name });
    if (asOf.position === undefined && asOf.time === undefined) return undefined;
    const asked = asOf.position ?? this.positionAt(Date.parse(asOf.time ?? ''));
    const learned = this.beforePosition.get(asked);
    if (learned === undefined) {
      const first = this.first.get();
      const recordedFrom = first === undefined ? null : new Date(first).toISOString();
      throw new QueryError('QUERY_BEFORE_RECORDS', { collection: name, recordedFrom });
    }
    const time = asOf.position === undefined ? Date.parse(asOf.time ?? '') : learned;
    return { position: Math.min(asked, reached), time, asKnown: asOf.asKnown ?? 'then' };
  }
}

/**
 * What held at a moment, to stand in place of the table: documents of these collections are only added and
 * closed. What was not closed yet had no `until`.
 */
export function heldAt(definition: CollectionDefinition, { time }: Moment): Sql {
  const { now, columns, names } = tablesOf(definition);
  if (definition.history === 'append')
    return { text: `(SELECT * FROM ${now} WHERE "at" <= ?)`, params: [time] };
  const kept = columns.filter((_, i) => names[i] !== 'until');
  const shadows = names.filter(name => definition.columns[name]?.searchable).map(shadowColumn);
  const all = ['_doc', '_id', ...kept, ...shadows, 'NULL AS "until"'].join(', ');
  return {
    text: `(SELECT ${all} FROM ${now} WHERE "since" <= ? AND ("until" IS NULL OR "until" > ?))`,
    params: [time, time],
  };
}

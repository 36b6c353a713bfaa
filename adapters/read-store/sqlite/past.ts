import type { AsOf, CollectionDefinition } from '../../../projections/kernel/index.ts';
import { QueryError } from '../../../projections/kernel/index.ts';
import type { Sql } from './compile.ts';
import type { Connection } from './database.ts';

/** A moment of the log: everything up to this position, and when that was learned (milliseconds). */
export interface Moment {
  readonly position: number;
  readonly time: number;
}

/** Which positions were learned when, as one projection's file remembers it. */
export class Moments {
  private readonly beforeTime;
  private readonly beforePosition;

  constructor(db: Connection) {
    this.beforeTime = db.prepare<[number], Moment>(
      'SELECT pos AS position, at AS time FROM moments WHERE at <= ? ORDER BY at DESC, pos DESC LIMIT 1',
    );
    this.beforePosition = db.prepare<[number], Moment>(
      'SELECT pos AS position, at AS time FROM moments WHERE pos <= ? ORDER BY pos DESC LIMIT 1',
    );
  }

  at(time: number): Moment | undefined {
    return this.beforeTime.get(time);
  }

  resolve(definition: CollectionDefinition, asOf: AsOf): Moment {
    const { name } = definition;
    if (definition.history === 'none') throw new QueryError('QUERY_NO_HISTORY', { collection: name });
    if (asOf.time !== undefined) {
      const time = Date.parse(asOf.time);
      if (Number.isNaN(time)) throw new QueryError('QUERY_WRONG_TYPE', { what: 'asOf', value: asOf.time });
      return { position: this.beforeTime.get(time)?.position ?? 0, time };
    }
    const position = asOf.position ?? Number.MAX_SAFE_INTEGER;
    return this.beforePosition.get(position) ?? { position: 0, time: 0 };
  }
}

/** What held at a moment, as a condition: documents of these collections are only added and closed. */
export function heldAt(definition: CollectionDefinition, { time }: Moment): Sql {
  return definition.history === 'append'
    ? { text: '"at" <= ?', params: [time] }
    : { text: '"since" <= ? AND ("until" IS NULL OR "until" > ?)', params: [time, time] };
}

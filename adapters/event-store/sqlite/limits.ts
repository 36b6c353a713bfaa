import type { Retention } from '../../../domain/kernel/index.ts';
import type { LogLimits } from '../contract.ts';
import type { Connection } from './database.ts';

/** Read beside whoever writes the log. */
export function limitsIn(db: Connection): LogLimits {
  const rules = db
    .prepare<[], { category: string; days: number | null; count: number | null }>(
      'SELECT category, max_age_days AS days, max_count AS count FROM retentions ORDER BY category',
    )
    .all();
  const floors = db
    .prepare<[], { name: string; floor: number }>(
      'SELECT name, floor FROM streams WHERE floor >= 0 ORDER BY name',
    )
    .all();
  return {
    retentions: new Map(
      rules.map(({ category, days, count }): [string, Retention] => [
        category,
        { ...(days === null ? {} : { maxAgeDays: days }), ...(count === null ? {} : { maxCount: count }) },
      ]),
    ),
    beginnings: new Map(floors.map(({ name, floor }) => [name, floor + 1])),
  };
}

import type { Retention } from '../../domain/kernel/index.ts';

const dayMs = 86_400_000;

export function assertRetention(retention: Retention): void {
  for (const [name, value] of Object.entries(retention))
    if (!(typeof value === 'number' && value > 0 && (name === 'maxAgeDays' || Number.isInteger(value))))
      throw new RangeError(
        `retention ${name} must be a positive ${name === 'maxCount' ? 'whole ' : ''}number, not ${String(value)}`,
      );
}

/** Events learned before this moment (milliseconds) are no longer kept; -Infinity where age does not matter. */
export function cutoffOf(retention: Retention, now: string): number {
  if (retention.maxAgeDays === undefined) return -Infinity;
  const moment = Date.parse(now);
  if (Number.isNaN(moment)) throw new TypeError(`now must be RFC 3339, not ${JSON.stringify(now)}`);
  return moment - retention.maxAgeDays * dayMs;
}

import type { Retention } from '../../domain/kernel/index.ts';

const dayMs = 86_400_000;

export function assertRetention(retention: Retention): void {
  for (const [name, value] of Object.entries(retention))
    if (!(typeof value === 'number' && value > 0 && (name === 'maxAgeDays' || Number.isInteger(value))))
      throw new RangeError(
        `retention ${name} must be a positive ${name === 'maxCount' ? 'whole ' : ''}number, not ${String(value)}`,
      );
}

/** Milliseconds of an RFC 3339 time. */
export function momentOf(now: string): number {
  const moment = Date.parse(now);
  if (Number.isNaN(moment)) throw new TypeError(`now must be RFC 3339, not ${JSON.stringify(now)}`);
  return moment;
}

/** Events learned before this moment (milliseconds) are no longer kept; -Infinity where age does not matter. */
export function cutoffOf({ maxAgeDays }: Retention, now: number): number {
  return maxAgeDays === undefined ? -Infinity : now - maxAgeDays * dayMs;
}

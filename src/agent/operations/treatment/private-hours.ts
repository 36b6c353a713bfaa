import type { CollectionSettings } from '../../../../domain/operation-logs/index.ts';

type PrivateHours = CollectionSettings['privateHours'][number];

const dayMinutes = 24 * 60;

/**
 * Whether nothing is recorded at a moment. `localMs`: milliseconds since the epoch by the computer's own clock on the
 * wall. Hours that end when they begin last a whole day.
 */
export function isPrivate(hours: readonly PrivateHours[], localMs: number): boolean {
  const local = new Date(localMs);
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  const today = local.getUTCDay() || 7;
  const yesterday = today === 1 ? 7 : today - 1;
  return hours.some(({ days, from, until }) => {
    const start = minuteOf(from);
    const end = minuteOf(until) > start ? minuteOf(until) : minuteOf(until) + dayMinutes;
    return (
      (days.includes(today) && minute >= start && minute < end) ||
      (days.includes(yesterday) && minute + dayMinutes < end)
    );
  });
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

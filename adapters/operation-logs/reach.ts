import { zoneMinutes } from '../../domain/operation-logs/records/index.ts';

const dayMs = 86_400_000;

/** Between which moments the records of a day can lie, whatever the zone of the device; milliseconds, `until` exclusive. */
export function reachOf(day: string): { readonly from: number; readonly until: number } {
  const start = Date.parse(day);
  return { from: start - zoneMinutes.most * 60_000, until: start + dayMs - zoneMinutes.least * 60_000 };
}

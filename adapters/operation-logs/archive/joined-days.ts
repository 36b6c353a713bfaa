import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { compareText } from '../../../projections/kernel/index.ts';
import type { OperationDayStatus } from '../../../projections/operation-logs/operation-store.ts';
import type { ArchivedDay } from './folder.ts';
import type { ArchiveView } from './view.ts';

/** Every day once, newest first, wherever its records are. */
export function joinedDays(
  live: readonly OperationDayStatus[],
  brought: readonly OperationDayStatus[],
  view: ArchiveView,
): OperationDayStatus[] {
  const days = new Map<OperationDay, OperationDayStatus>();
  for (const day of view.unanswered) days.set(day, archivedStatus(day, 'damaged'));
  for (const [day, found] of view.days) days.set(day, archivedStatus(day, found));
  for (const status of brought) {
    if (!view.restored.has(status.day)) continue;
    const kept = days.get(status.day);
    const { devices } = view.facts.restored.get(status.day)!;
    const whole = kept && kept.state !== 'damaged' ? kept : status;
    days.set(status.day, {
      ...whole,
      state: 'restored',
      bytes: status.bytes + (kept?.bytes ?? 0),
      archived: kept !== undefined,
      restoredDevices: devices,
    });
  }
  for (const status of live) {
    const kept = days.get(status.day);
    const archived = kept !== undefined;
    if (!kept || !view.left.has(status.day)) {
      days.set(status.day, { ...status, archived, bytes: status.bytes + (kept?.bytes ?? 0) });
      continue;
    }
    days.set(status.day, {
      ...kept,
      state: status.state === 'sealed' ? kept.state : status.state,
      root: null,
      records: kept.records + status.records,
      batches: kept.batches + status.batches,
      devices: Math.max(kept.devices, status.devices),
      bytes: kept.bytes + status.bytes,
    });
  }
  return [...days.values()].sort((one, other) => compareText(other.day, one.day));
}

function archivedStatus(day: OperationDay, found: ArchivedDay | 'damaged'): OperationDayStatus {
  if (found === 'damaged')
    return {
      day,
      state: 'damaged',
      records: 0,
      batches: 0,
      devices: 0,
      bytes: 0,
      root: null,
      archived: true,
    };
  const { records, batches, devices, roots } = found.manifest;
  return {
    day,
    state: found.damaged.length > 0 ? 'damaged' : 'archived',
    records,
    batches,
    devices,
    bytes: found.bytes,
    root: roots.length === 1 ? roots[0]! : null,
    archived: true,
  };
}

import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { Filter } from '../../../projections/kernel/index.ts';
import type {
  OperationFilter,
  OperationPage,
  OperationQuery,
  OperationStore,
} from '../../../projections/operation-logs/operation-store.ts';
import { reachOf } from '../reach.ts';
import type { DaySelection, OperationArchive } from './archive.ts';
import type { ArchivedDay } from './folder.ts';

/** A day that was brought back from the archive. */
export interface RestoredDay {
  /** Ids of the computers; null: all. */
  readonly devices: readonly string[] | null;
  /** How many times the archive had been added to then: what was added since is not with it. */
  readonly parts: number;
}

/** What is known of the archive beside its folder: facts of the log. */
export interface ArchiveFacts {
  /** Null: there is none. */
  readonly folder: string | null;
  readonly restored: ReadonlyMap<OperationDay, RestoredDay>;
}

/** Who answers for which day. */
export interface ArchiveView {
  /** Facts that it was made of. */
  readonly facts: ArchiveFacts;
  readonly archive: OperationArchive | null;
  readonly days: ReadonlyMap<OperationDay, ArchivedDay | 'damaged'>;
  /** Days that have left: what comes of them now stands beside the archive. */
  readonly left: ReadonlySet<OperationDay>;
  /** Days that the archive answers for. */
  readonly selection: DaySelection;
  /** Days that the restored store answers for. */
  readonly restored: ReadonlySet<OperationDay>;
  /** What leaves out the other days that it has: half of them, or of another time. */
  readonly shown: Filter | undefined;
}

/** `busy`: days that are being restored and count as not restored. */
export async function viewOf(
  facts: ArchiveFacts,
  archive: OperationArchive | null,
  live: OperationStore,
  brought: OperationStore | null,
  busy: ReadonlySet<OperationDay>,
): Promise<ArchiveView> {
  const { restored } = facts;
  const days = (await archive?.days()) ?? new Map<OperationDay, ArchivedDay | 'damaged'>();
  const left = new Set<OperationDay>();
  const atHand = new Set<OperationDay>();
  for (const [day, found] of days) {
    if (found === 'damaged') continue;
    // A day that is at hand has its oldest record; what came after it had left has not.
    if (await live.get(found.manifest.first)) atHand.add(day);
    else left.add(day);
  }
  const held = brought ? (await brought.days()).map(({ day }) => day) : [];
  const answers = new Set(
    held.filter(day => {
      const fact = restored.get(day);
      if (!fact || busy.has(day) || atHand.has(day)) return false;
      const found = days.get(day);
      return !found || found === 'damaged' || found.manifest.roots.length === fact.parts;
    }),
  );
  const selection = new Map<OperationDay, readonly string[]>();
  for (const day of left) {
    const devices = answers.has(day) ? restored.get(day)!.devices : [];
    if (devices !== null) selection.set(day, devices);
  }
  const hidden = held.filter(day => !answers.has(day));
  return { facts, archive, days, left, selection, restored: answers, shown: withoutDays(hidden) };
}

function withoutDays(days: readonly OperationDay[]): Filter | undefined {
  if (days.length === 0) return undefined;
  const filters = days.map((day): Filter => ({ op: 'prefix', column: 'id', value: `${day}.` }));
  return { op: 'not', filter: { op: 'or', filters } };
}

/** Whether days at hand are all that there is. */
export function isEmpty({ selection, restored }: ArchiveView): boolean {
  return selection.size === 0 && restored.size === 0;
}

/** Whether a full page of days at hand comes before everything that other days can have. */
export function isBefore(
  { items, next }: OperationPage,
  { order }: OperationQuery,
  view: ArchiveView,
): boolean {
  const last = items.at(-1);
  if (next === null || !last) return false;
  return [...view.selection.keys(), ...view.restored].every(day => {
    const { from, until } = reachOf(day);
    return order === 'newest' ? until <= last.record.time : from > last.record.time;
  });
}

/** What the restored store is asked. */
export function restrictedTo({ shown }: ArchiveView, filter: OperationFilter): OperationFilter {
  if (!shown) return filter;
  return { ...filter, filter: { op: 'and', filters: [shown, ...(filter.filter ? [filter.filter] : [])] } };
}

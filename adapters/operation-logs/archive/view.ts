import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type {
  OperationFilter,
  OperationPage,
  OperationPlace,
  OperationQuery,
  OperationStore,
} from '../../../projections/operation-logs/operation-store.ts';
import type { OperationQuestions } from '../asked.ts';
import { reachOf } from '../reach.ts';
import { planOf } from '../search/plan.ts';
import type { DaySelection, OperationArchive } from './archive.ts';
import { faultOf, type ArchiveFault } from './faults.ts';
import type { ArchivedDay } from './folder.ts';
import type { ArchiveSeen, Beside, LeavingDays } from './leaving-days.ts';
import type { Found } from './look.ts';
import type { RestoredDay, RestoredDays, RestoredQuestions } from './restored-days.ts';

/** What is known of the archive beside its folder: facts of the log. */
export interface ArchiveFacts {
  /** Another one where anything has changed. */
  readonly revision: number;
  /** Null: there is none. */
  readonly folder: string | null;
  /** Days that are in this folder. */
  readonly archived: ReadonlySet<OperationDay>;
  readonly restored: ReadonlyMap<OperationDay, RestoredDay>;
}

/** Days at hand, in whichever store; one that several servers have knows itself which of them have left. */
export type LiveDays = OperationStore & Partial<LeavingDays>;

/** Who answers for which day. */
export interface ArchiveView {
  /** Facts that it was made of. */
  readonly facts: ArchiveFacts;
  readonly archive: OperationArchive | null;
  /** Why the archive cannot be looked at. */
  readonly fault: ArchiveFault | null;
  readonly days: ReadonlyMap<OperationDay, ArchivedDay | 'damaged'>;
  /** Days that have left: what comes of them now stands beside the archive. */
  readonly left: ReadonlySet<OperationDay>;
  /** The same, and others of which something has left: what is at hand of them is not all there was. */
  readonly fragments: ReadonlySet<OperationDay>;
  /** Days that the archive answers for. */
  readonly selection: DaySelection;
  /** Days that nobody can answer for, as the archive cannot be looked at. */
  readonly unanswered: ReadonlySet<OperationDay>;
  /** Days that the restored store answers for. */
  readonly restored: ReadonlySet<OperationDay>;
  /** What is at hand, without what others answer for. */
  readonly live: OperationQuestions;
  /** Null: nothing was brought back. */
  readonly brought: RestoredQuestions | null;
}

export interface ArchiveLook {
  readonly facts: ArchiveFacts;
  readonly archive: OperationArchive | null;
  readonly live: LiveDays;
  /** Null: nothing was brought back. */
  readonly brought: RestoredDays | null;
  /** Days that are being restored and count as not restored. */
  readonly busy: ReadonlySet<OperationDay>;
}

/**
 * Looks at the archive first, then at the days at hand, then at those brought back: what moves meanwhile is found where
 * it was.
 */
export async function viewOf({ facts, archive, live, brought, busy }: ArchiveLook): Promise<ArchiveView> {
  const { found, fault } = await lookAt(archive);
  const days = found ?? new Map<OperationDay, ArchivedDay | 'damaged'>();
  const { left, gone, atHand, unanswered, live: shown } = await besideOf(live, seenOf(facts, found));
  const answers = new Set<OperationDay>();
  const held = await brought?.held();
  for (const [day, fact] of facts.restored) {
    const isThere = !busy.has(day) && held?.has(day, fact) === true;
    if (isThere && !atHand.has(day) && !isOlder(fact, days.get(day))) answers.add(day);
  }
  const selection = new Map<OperationDay, readonly string[]>();
  for (const day of left) {
    const devices = answers.has(day) ? facts.restored.get(day)!.devices : [];
    if (devices !== null && days.has(day)) selection.set(day, devices);
  }
  const isWhole = (day: OperationDay): boolean =>
    answers.has(day) && facts.restored.get(day)!.devices === null;
  return {
    facts,
    archive,
    fault,
    days,
    left,
    fragments: new Set([...left, ...gone]),
    selection,
    unanswered: new Set([...unanswered].filter(day => !isWhole(day))),
    restored: answers,
    live: shown,
    brought: held && answers.size > 0 ? held.only(answers) : null,
  };
}

/** What was added to since is not with it. */
function isOlder({ parts }: RestoredDay, found: ArchivedDay | 'damaged' | undefined): boolean {
  return found !== undefined && found !== 'damaged' && found.manifest.roots.length !== parts;
}

async function lookAt(
  archive: OperationArchive | null,
): Promise<{ readonly found: Found | null; readonly fault: ArchiveFault | null }> {
  try {
    return { found: (await archive?.days()) ?? new Map(), fault: null };
  } catch (error) {
    return { found: null, fault: faultOf(error) };
  }
}

function seenOf({ folder, archived: expected }: ArchiveFacts, found: Found | null): ArchiveSeen {
  const readable = [...(found ?? [])].flatMap(([day, one]) => {
    if (one === 'damaged') return [];
    const { first, roots } = one.manifest;
    return [[day, { first, roots: one.damaged.length > 0 ? [] : roots }] as const];
  });
  return { folder, days: found && new Map(readable), expected };
}

/** A store that does not know which days have left is asked for their oldest records. */
async function besideOf(live: LiveDays, seen: ArchiveSeen): Promise<Beside> {
  if (live.beside) return live.beside(seen);
  const [left, atHand] = [new Set<OperationDay>(), new Set<OperationDay>()];
  // A day that is at hand has its oldest record; what came after it had left has not.
  for (const [day, { first }] of seen.days ?? []) ((await live.get(first)) ? atHand : left).add(day);
  return { left, gone: new Set(), atHand, unanswered: new Set(), live };
}

/** Whether days at hand are all that there is. */
export function isEmpty({ selection, restored, unanswered }: ArchiveView): boolean {
  return selection.size === 0 && restored.size === 0 && unanswered.size === 0;
}

/** Whether a full page of days at hand comes before everything that other days can have. */
export function isBefore(
  { items, next }: OperationPage,
  { order }: OperationQuery,
  view: ArchiveView,
): boolean {
  const last = items.at(-1);
  if (next === null || !last) return false;
  return [...view.selection.keys(), ...view.restored, ...view.unanswered].every(day => {
    const { from, until } = reachOf(day);
    return order === 'newest' ? until <= last.record.time : from > last.record.time;
  });
}

/** Rejects where the question is about days that nobody can answer for. Throws ArchiveFault. */
export function assertAnswered({ fault, unanswered }: ArchiveView, filter: OperationFilter): void {
  if (!fault || unanswered.size === 0) return;
  const { from, until, day: only } = planOf(filter);
  for (const day of unanswered) {
    const reach = reachOf(day);
    if (reach.until > from && reach.from < until && day === (only ?? day)) throw fault;
  }
}

/** What of a question is about records at this place and after it. */
export function behind(filter: OperationFilter, place: OperationPlace | undefined): OperationFilter {
  return place ? { ...filter, from: Math.max(filter.from ?? -Infinity, place.time) } : filter;
}

/** What of a question is about records up to this place. */
export function before(filter: OperationFilter, place: OperationPlace | undefined): OperationFilter {
  return place ? { ...filter, until: Math.min(filter.until ?? Infinity, place.time + 1) } : filter;
}

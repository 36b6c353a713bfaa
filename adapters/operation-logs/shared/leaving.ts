import type { Position } from '../../../domain/kernel/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { ArchiveSeen, Beside } from '../archive/leaving-days.ts';
import type { OperationQuestions } from '../asked.ts';
import {
  hasWritten,
  runId,
  type DayDocument,
  type LeftPart,
  type OperationCollections,
  type SealedPart,
} from './documents.ts';
import type { Grace } from './grace.ts';
import { removeSegments } from './segment-maker.ts';
import type { Hidden } from './view.ts';
import { parseRecordId } from '../../../projections/operation-logs/record-id.ts';

/** Runs that are removed at once. */
const runsAtOnce = 1_000;
/** A day that grows at each look is busy, and leaves another time. */
const mostTries = 5;

/** What is known of a day without its segments. */
type DayMarks = Pick<DayDocument, '_id' | 'droppedTo' | 'sealed' | 'to' | 'root' | 'gone'> & {
  readonly left?: readonly Omit<LeftPart, 'segments'>[];
};

/**
 * Days leave for the archive in two steps (docs/decisions/0199). First one write takes the part that a root covers out
 * of the day: nothing that came later goes with it. It still lies here, and each server shows it until it sees it in
 * the archive. When all must have seen it, it is removed.
 */
export class Leaving {
  readonly #collections: OperationCollections;
  readonly #grace: Grace;

  constructor(collections: OperationCollections, grace: Grace) {
    this.#collections = collections;
    this.#grace = grace;
  }

  /** What this root covered leaves into that folder. False: it is no longer there by itself. */
  async leave(day: OperationDay, root: string, folder: string): Promise<boolean> {
    const { days, connection } = this.#collections;
    for (let tries = 1; tries <= mostTries; tries++) {
      const known = await connection.asked(days.findOne({ _id: day }));
      if (!known) return false;
      const sealed = sealedOf(known);
      if (sealed?.root !== root || sealed.to <= known.droppedTo || !isTold(known)) return false;
      const { to } = sealed;
      const leaves = ({ to: end = 0 }: { readonly to?: Position }): boolean => end <= to;
      const part: LeftPart = {
        root,
        to,
        folder,
        from: known.droppedTo,
        segments: known.segments.filter(leaves),
      };
      const left = days.updateOne(
        { _id: day, to: known.to, root: known.root, droppedTo: known.droppedTo, ...firstIs(known) },
        {
          $set: {
            segments: known.segments.filter(one => !leaves(one)),
            root: null,
            devices: null,
            sealed: null,
            droppedTo: to,
            left: [...(known.left ?? []), part],
            gone: true,
          },
        },
      );
      if (await connection.asked(hasWritten(left))) return true;
    }
    return false;
  }

  /** Up to where this root covers the day, where it is still there by itself. Throws RangeError. */
  async endOf(day: OperationDay, root: string): Promise<Position> {
    const { days, connection } = this.#collections;
    const known = await connection.asked(days.findOne({ _id: day }));
    const sealed = known && sealedOf(known);
    if (sealed?.root !== root) throw new RangeError(`${day} is not as it was sealed any more`);
    return sealed.to;
  }

  /** Removes what has left so long ago that every server has seen it in the archive. `mayGo`: whether it is there. */
  async sweep(mayGo: (day: OperationDay, root: string, folder: string) => Promise<boolean>): Promise<void> {
    const { days, connection } = this.#collections;
    const found = await connection.asked(days.find({ 'left.0': { $exists: true } }).toArray());
    const parts = found.flatMap(({ _id: day, left = [] }) => left.map(part => ({ day, part })));
    const nameOf = ({ day, part }: (typeof parts)[number]): string => `${day} ${part.to}`;
    const over = this.#grace.over(parts.map(nameOf));
    const kept = new Set<OperationDay>();
    for (const each of parts) {
      const { day, part } = each;
      // A day's parts go in their order: what is left behind the first of them is known by its place.
      if (kept.has(day)) continue;
      if (over.has(nameOf(each)) && (await mayGo(day, part.root, part.folder))) await this.#remove(day, part);
      else kept.add(day);
    }
  }

  /** Who answers for which archived day, by what this server sees of the archive. */
  async beside(seen: ArchiveSeen, over: (hidden: Hidden) => OperationQuestions): Promise<Beside> {
    const { days, connection } = this.#collections;
    const projection = { droppedTo: 1, sealed: 1, to: 1, root: 1, gone: 1, ...leftMarks } as const;
    // Whatever leaves after this look is still shown by it.
    const marks = new Map<OperationDay, DayMarks>();
    for (const one of await connection.asked(days.find({}, { projection }).toArray()))
      marks.set(one._id, one);
    const whole = await this.#whole(seen);
    const left = new Set<OperationDay>();
    const unanswered = new Set<OperationDay>();
    const hidden = new Map<OperationDay, Position>();
    const { folder, days: archived, expected } = seen;
    for (const [day, mark] of marks) {
      const end = leftTo(mark, folder, archived?.get(day)?.roots);
      if (end > 0) hidden.set(day, end);
    }
    for (const [day, { roots }] of archived ?? []) {
      const mark = marks.get(day);
      if (!hidden.has(day) && whole.has(day)) continue;
      left.add(day);
      const sealed = mark && sealedOf(mark);
      if (sealed && roots.includes(sealed.root)) hidden.set(day, Math.max(hidden.get(day) ?? 0, sealed.to));
    }
    if (!archived)
      for (const day of new Set([...expected, ...goneOf(marks)])) {
        if (marks.has(day) && !hidden.has(day)) continue;
        left.add(day);
        unanswered.add(day);
      }
    const atHand = [...marks.keys()].filter(day => !hidden.has(day) && !left.has(day));
    const gone = new Set(goneOf(marks));
    return { left, gone, atHand: new Set(atHand), unanswered, live: over(hidden) };
  }

  /** Archived days of which the oldest record is here. */
  async #whole({ days: archived }: ArchiveSeen): Promise<ReadonlySet<OperationDay>> {
    const { runs, connection } = this.#collections;
    const names = new Map<string, OperationDay>();
    for (const [day, { first }] of archived ?? []) {
      const place = parseRecordId(first);
      if (place) names.set(runId(day, place.device, place.seq), day);
    }
    if (names.size === 0) return new Set();
    const wanted = { _id: { $in: [...names.keys()] } };
    const found = await connection.asked(runs.find(wanted, { projection: { _id: 1 } }).toArray());
    return new Set(found.map(({ _id }) => names.get(_id) as OperationDay));
  }

  async #remove(day: OperationDay, { from, to, segments }: LeftPart): Promise<void> {
    const { days, runs, bodies, connection } = this.#collections;
    const some = { day, position: { $gt: from, $lte: to } };
    for (;;) {
      const found = runs.find(some, { projection: { _id: 1 } }).limit(runsAtOnce);
      const names = (await connection.asked(found.toArray())).map(({ _id }) => _id);
      if (names.length === 0) break;
      const those = { _id: { $in: names } };
      await connection.asked(bodies.deleteMany(those));
      await connection.asked(runs.deleteMany(those));
    }
    await removeSegments(
      this.#collections,
      segments.map(({ id }) => id),
    );
    const known = await connection.asked(days.findOne({ _id: day }));
    if (!known) return;
    const left = (known.left ?? []).filter(part => part.to !== to);
    // Where more leaves just now, it is noted the next time.
    await connection.asked(days.updateOne({ _id: day, droppedTo: known.droppedTo }, { $set: { left } }));
  }
}

function goneOf(marks: ReadonlyMap<OperationDay, DayMarks>): OperationDay[] {
  return [...marks.values()].filter(({ gone }) => gone).map(({ _id }) => _id);
}

const leftMarks = { 'left.root': 1, 'left.to': 1, 'left.from': 1, 'left.folder': 1 } as const;

/** Nobody wrote the segments anew meanwhile. */
function firstIs({ segments: [first] }: DayDocument) {
  return first ? { 'segments.0.id': first.id } : {};
}

function sealedOf({
  sealed,
  root,
  to,
}: Pick<DayDocument, 'sealed' | 'root' | 'to'>): SealedPart | null | undefined {
  return root === null ? sealed : { root, to };
}

/** Of a day that goes on behind its root every segment has to say where it ends. */
function isTold({ root, segments }: DayDocument): boolean {
  return root !== null || segments.every(({ to }) => to !== undefined);
}

/** Up to where a day's runs are gone for who sees these roots in the folder. */
function leftTo(
  { droppedTo, left = [] }: DayMarks,
  folder: string | null,
  roots: readonly string[] = [],
): Position {
  const seen = left.findLast(part => part.folder !== folder || roots.includes(part.root));
  return seen?.to ?? left[0]?.from ?? droppedTo;
}

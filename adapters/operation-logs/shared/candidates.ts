import type { Filter } from 'mongodb';
import type { Position } from '../../../domain/kernel/index.ts';
import type { Order } from '../search/hits.ts';
import type { SearchPlan } from '../search/plan.ts';
import { isOfFewDevices, mayHaveDetails, mostFoundBodies, mostRunsOfUser } from '../search/selective.ts';
import { gramsOfParts } from '../segment/postings.ts';
import type { Bodies } from './bodies.ts';
import type { RunCollections, RunDocument, SegmentEntry } from './documents.ts';
import type { Segments } from './segments.ts';
import type { Counts, Sight, View } from './view.ts';

/** Of time, or of a day. */
export type Span = Pick<SearchPlan, 'from' | 'until' | 'day'>;

export type Run = Omit<RunDocument, 'users' | 'roll'>;

/** Runs that are handed out together: few at first, as a page often needs no more. */
const firstGroup = 8;
const largestGroup = 64;
/** Names that are asked for at once. */
const namesAtOnce = 500;

const withoutCounts = { users: 0, roll: 0 } as const;

/** Finds the runs that may match a question. */
export class Candidates {
  readonly #collections: RunCollections;
  readonly #sight: Sight;
  readonly #segments: Segments;
  readonly #bodies: Bodies;

  constructor(collections: RunCollections, sight: Sight, segments: Segments, bodies: Bodies) {
    this.#collections = collections;
    this.#sight = sight;
    this.#segments = segments;
    this.#bodies = bodies;
  }

  /**
   * In groups, the newest (by its last record) or oldest (by its first) before others. `bound`: the last position
   * that counts. Throws SegmentGone.
   */
  async *of(plan: SearchPlan, order: Order, bound: Position = Infinity): AsyncGenerator<readonly Run[]> {
    if (plan.from >= plan.until) return;
    const few = isOfFewDevices(plan);
    const found = few ? undefined : await this.#withParts(plan);
    if (found) yield* inGroups(found.filter(within(plan, bound, all)).sort(inOrder[order]));
    else yield* this.#walk(plan, order, bound, await this.#narrowing(plan, few));
  }

  /** Names of runs that may have a way with this hash, and the runs that no segment covers. */
  async withWay(hash: number, span: Span): Promise<Run[]> {
    const view = await this.#sight.view();
    const names = await this.#segments.withWay(entriesIn(view, span), hash);
    return [...view.tail, ...(await this.named(names))];
  }

  async named(names: readonly string[]): Promise<Run[]> {
    const { connection, runs } = this.#collections;
    const found: Run[] = [];
    for (let first = 0; first < names.length; first += namesAtOnce) {
      const filter = { _id: { $in: names.slice(first, first + namesAtOnce) } };
      found.push(...(await connection.asked(runs.find(filter, { projection: withoutCounts }).toArray())));
    }
    return found.length === 0 ? found : found.filter(await this.#sight.counts());
  }

  /** Undefined: the parts do not tell, or too many have them. */
  async #withParts(plan: SearchPlan): Promise<Run[] | undefined> {
    const grams = gramsOfParts(plan.parts);
    if (!grams) return undefined;
    const view = await this.#sight.view();
    const names = await this.#segments.withGrams(entriesIn(view, plan), grams);
    if (names.length > mostFoundBodies) return undefined;
    const subjects = await this.#bodies.of(view.tail);
    const tail = view.tail.filter((_, index) => {
      const texts = subjects[index]?.foldedTexts;
      return texts !== undefined && plan.parts.every(part => texts.includes(part));
    });
    const known = new Set(tail.map(({ _id }) => _id));
    return [...tail, ...(await this.named(names.filter(name => !known.has(name))))];
  }

  /** What of the question the database can look up. */
  async #narrowing({ devices, users }: SearchPlan, few: boolean): Promise<Filter<RunDocument>> {
    if (devices && few) return { device: { $in: [...devices] } };
    if (!users) return {};
    const filter = { 'users.name': { $in: [...users] } };
    const { connection, runs } = this.#collections;
    const count = await connection.asked(runs.countDocuments(filter, { limit: mostRunsOfUser + 1 }));
    return count > mostRunsOfUser ? {} : filter;
  }

  async *#walk(
    plan: SearchPlan,
    order: Order,
    bound: Position,
    narrowing: Filter<RunDocument>,
  ): AsyncGenerator<readonly Run[]> {
    const { connection, runs } = this.#collections;
    const cursor = runs
      .find({ ...narrowing, ...spanOf(plan) }, { projection: withoutCounts })
      .sort(order === 'newest' ? { tMax: -1 } : { tMin: 1 });
    const counts = within(plan, bound, await this.#sight.counts());
    let group: Run[] = [];
    let size = firstGroup;
    try {
      for (
        let run = await connection.asked(cursor.next());
        run;
        run = await connection.asked(cursor.next())
      ) {
        if (!counts(run)) continue;
        group.push(run);
        if (group.length < size) continue;
        yield group;
        group = [];
        size = Math.min(size * 2, largestGroup);
      }
      if (group.length > 0) yield group;
    } finally {
      await cursor.close();
    }
  }
}

/** Segments that may have records of a span. */
export function entriesIn({ days }: View, { from, until, day }: Span): SegmentEntry[] {
  return days
    .filter(one => one.day === (day ?? one.day))
    .flatMap(({ segments }) => segments.filter(({ tMin, tMax }) => tMax >= from && tMin < until));
}

const inOrder: Readonly<Record<Order, (one: Run, other: Run) => number>> = {
  newest: (one, other) => other.tMax - one.tMax,
  oldest: (one, other) => one.tMin - other.tMin,
};

export function* inGroups(ordered: readonly Run[]): Generator<readonly Run[]> {
  for (let first = 0, size = firstGroup; first < ordered.length; size = Math.min(size * 2, largestGroup)) {
    yield ordered.slice(first, first + size);
    first += size;
  }
}

/** Whether runs count was asked where they were found. */
const all: Counts = () => true;

function within(plan: SearchPlan, bound: Position, counts: Counts): (run: Run) => boolean {
  return ({ day, tMin, tMax, device, details, position }) =>
    day === (plan.day ?? day) &&
    counts({ day, position }) &&
    tMax >= plan.from &&
    tMin < plan.until &&
    position <= bound &&
    (plan.devices?.has(device) ?? true) &&
    mayHaveDetails(plan, details);
}

function spanOf({ from, until }: SearchPlan): Filter<RunDocument> {
  return {
    ...(from === -Infinity ? {} : { tMax: { $gte: from } }),
    ...(until === Infinity ? {} : { tMin: { $lt: until } }),
  };
}

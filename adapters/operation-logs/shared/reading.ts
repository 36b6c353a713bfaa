import type { Position } from '../../../domain/kernel/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type {
  OperationFilter,
  StepsQuestion,
  StoredOperation,
  Trace,
} from '../../../projections/operation-logs/operation-store.ts';
import type { RecordPlace } from '../../../projections/operation-logs/record-id.ts';
import { quarterOf } from '../columns.ts';
import { rollParts } from '../facts.ts';
import { comparePlaces, placeOf } from '../order.ts';
import { endOfSlice, type Slice } from '../read-all.ts';
import { countedOf, countedSpan, type Counting, type Tally } from '../search/counting.ts';
import { Hits, type Wanted } from '../search/hits.ts';
import { planOf, type SearchPlan } from '../search/plan.ts';
import { eachMatch } from '../search/rows.ts';
import { storedAt } from '../search/stored.ts';
import { wayHash } from '../segment/keys.ts';
import { waysOf } from '../segment/ways.ts';
import { touches } from '../trace/places.ts';
import { traceLater } from '../trace/walk.ts';
import type { Bodies } from './bodies.ts';
import { entriesIn, inGroups, type Candidates, type Run, type Span } from './candidates.ts';
import type { Segments } from './segments.ts';
import type { Sight } from './view.ts';

/** Whole bodies: none holds more than one run here. */
const whole = { first: 0, n: undefined } as const;

/** Answers questions. Each may throw SegmentGone, and is then to be asked again. */
export class Reading {
  readonly #sight: Sight;
  readonly #candidates: Candidates;
  readonly #segments: Segments;
  readonly #bodies: Bodies;

  constructor(sight: Sight, candidates: Candidates, segments: Segments, bodies: Bodies) {
    this.#sight = sight;
    this.#candidates = candidates;
    this.#segments = segments;
    this.#bodies = bodies;
  }

  /** The first matching records in an order; `bound`: the last position that counts. */
  async first(wanted: Wanted, bound?: Position): Promise<StoredOperation[]> {
    const hits = new Hits(wanted);
    for await (const group of this.#candidates.of(hits.plan, wanted.order, bound)) {
      const near = group.filter(run => hits.mayHave(run));
      const subjects = await this.#bodies.of(near);
      for (const [index, run] of near.entries()) {
        const subject = hits.mayHave(run) && subjects[index];
        if (subject) hits.look(subject, whole);
      }
      // Those that follow are farther still.
      if (hits.isBeyond(group.at(-1) as Run)) break;
    }
    return hits.found;
  }

  async record({ day, device, seq, row }: RecordPlace): Promise<StoredOperation | undefined> {
    const name = this.#sight.nameOf(day, device, seq);
    const [run] = name === undefined ? [] : await this.#candidates.named([name]);
    if (!run || row >= run.n) return undefined;
    const [subject] = await this.#bodies.of([run]);
    return subject && storedAt(subject, row);
  }

  async tallied<Answer>(filter: OperationFilter, counting: () => Counting<Answer>): Promise<Answer> {
    const { tally, answer } = counting();
    const plan = planOf(filter);
    const { counted } = tally;
    const { byCounts } = plan;
    if (!byCounts || !counted) {
      await this.#scan(plan, tally);
      return answer();
    }
    const { quarters, ends } = countedSpan(plan);
    if (quarters)
      await this.#eachCount(plan, (day, key, n) => {
        const parts = rollParts(key);
        if (parts.quarter < quarters[0] || parts.quarter >= quarters[1]) return;
        const one = countedOf(day, parts, n);
        if (byCounts(one.detail, one.suspicious)) counted(one);
      });
    for (const end of ends) await this.#scan(end, tally);
    return answer();
  }

  /** Everything that matches, by spans of time that have about `most` records (`endOfSlice`). */
  async slice(plan: SearchPlan, most: number, bound: Position): Promise<Slice> {
    const quarters = new Map<number, number>();
    const first = quarterOf(plan.from);
    await this.#eachCount(plan, (_, key, n) => {
      const { quarter } = rollParts(key);
      if (quarter >= first) quarters.set(quarter, (quarters.get(quarter) ?? 0) + n);
    });
    const end = endOfSlice(quarters, plan.from, most);
    if (end === undefined) return { items: [], until: null };
    const until = Math.min(end, plan.until);
    const items: StoredOperation[] = [];
    await this.#eachRecord({ ...plan, until }, bound, (subject, row) => items.push(storedAt(subject, row)));
    items.sort((one, other) => comparePlaces(placeOf(one), placeOf(other)));
    return { items, until: until < plan.until ? until : null };
  }

  trace(
    start: StoredOperation,
    most: number,
    devices: ReadonlySet<string> | undefined,
  ): Promise<Trace | undefined> {
    return traceLater(question => this.steps({ ...question, ...(devices && { devices }) }), start, most);
  }

  async steps({ key, from, direction, most, devices }: StepsQuestion): Promise<StoredOperation[]> {
    const sign = direction === 'forward' ? 1 : -1;
    const day = undefined;
    const span =
      sign > 0 ? { from: from.time, until: Infinity, day } : { from: -Infinity, until: from.time + 1, day };
    const runs = (await this.#candidates.withWay(wayHash(key), span))
      .filter(
        ({ device, tMin, tMax }) => tMax >= span.from && tMin < span.until && (devices?.has(device) ?? true),
      )
      .sort((one, other) => (sign > 0 ? one.tMin - other.tMin : other.tMax - one.tMax));
    const found: StoredOperation[] = [];
    for (const group of inGroups(runs)) {
      const [nearest] = group as readonly [Run];
      const last = found[most - 1]?.record.time;
      if (last !== undefined && (sign > 0 ? nearest.tMin > last : nearest.tMax < last)) break;
      const subjects = await this.#bodies.of(group);
      for (const subject of subjects) {
        const rows = (subject && waysOf(subject.device, subject.body).get(key)) ?? [];
        for (const operation of rows.map(row => storedAt(subject!, row)))
          if (touches(operation, key) && comparePlaces(placeOf(operation), from) * sign > 0)
            found.push(operation);
      }
      found.sort((one, other) => comparePlaces(placeOf(one), placeOf(other)) * sign);
      found.length = Math.min(found.length, most);
    }
    return found;
  }

  async #scan(plan: SearchPlan, { record, whole: all }: Tally): Promise<void> {
    if (!all || plan.matches) return this.#eachRecord(plan, Infinity, record);
    for await (const group of this.#candidates.of(plan, 'oldest')) {
      const inside = group.filter(({ tMin, tMax }) => tMin >= plan.from && tMax < plan.until);
      for (const { n } of inside) all(n);
      const known = new Set(inside);
      await this.#records(
        group.filter(run => !known.has(run)),
        plan,
        record,
      );
    }
  }

  async #eachRecord(plan: SearchPlan, bound: Position, found: Tally['record']): Promise<void> {
    for await (const group of this.#candidates.of(plan, 'oldest', bound))
      await this.#records(group, plan, found);
  }

  async #records(runs: readonly Run[], plan: SearchPlan, found: Tally['record']): Promise<void> {
    for (const subject of await this.#bodies.of(runs))
      if (subject) eachMatch(subject, whole, plan, (row, time) => found(subject, row, time));
  }

  /** What was counted when it was stored, of segments and runs that may have records of the span. */
  async #eachCount(span: Span, each: (day: OperationDay, key: number, n: number) => void): Promise<void> {
    const view = await this.#sight.view();
    const all = (day: OperationDay, roll: ArrayLike<number>): void => {
      for (let i = 0; i < roll.length; i += 2) each(day, roll[i] as number, roll[i + 1] as number);
    };
    await this.#segments.rolls(entriesIn(view, span), all);
    for (const { day, roll, tMin, tMax } of view.tail)
      if (tMax >= span.from && tMin < span.until && day === (span.day ?? day)) all(day, roll);
  }
}

import type { Position } from '../../../domain/kernel/index.ts';
import { checkLimit, compareText } from '../../../projections/kernel/index.ts';
import type {
  OperationDayStatus,
  OperationFilter,
} from '../../../projections/operation-logs/operation-store.ts';
import { parseRecordId } from '../../../projections/operation-logs/record-id.ts';
import type { OperationQuestions } from '../asked.ts';
import { cursorAfter, placeInCursor } from '../cursor.ts';
import { pageRecords, readPages, readSlices } from '../read-all.ts';
import { countingAll, countingGroups, countingSlots, type Counting } from '../search/counting.ts';
import { planOf } from '../search/plan.ts';
import { isSelective } from '../search/selective.ts';
import type { UnderWay } from '../under-way.ts';
import type { Bodies } from './bodies.ts';
import { Candidates } from './candidates.ts';
import type { RunCollections } from './documents.ts';
import { Reading } from './reading.ts';
import { SegmentGone, type Segments } from './segments.ts';
import { statusesOf } from './statuses.ts';
import type { Sight } from './view.ts';

/** A day that is written anew again and again while one asks is no accident. */
const mostTries = 5;

/** What questions are answered from. */
export interface QuestionParts {
  readonly collections: RunCollections;
  readonly segments: Segments;
  readonly bodies: Bodies;
  readonly underWay: UnderWay;
  /** What comes after it does not count for whoever reads everything. */
  readonly lastPosition: () => Promise<Position>;
  /** Records that are read at once for whoever reads all of them. */
  readonly recordsAtOnce: number;
}

/** Questions about what a sight lets count. */
export function questionsOver(parts: QuestionParts, sight: Sight): OperationQuestions {
  const { collections, segments, bodies, underWay, lastPosition, recordsAtOnce } = parts;
  const candidates = new Candidates(collections, sight, segments, bodies);
  const reading = new Reading(sight, candidates, segments, bodies);
  const within = <Answer>(work: () => Promise<Answer>): Promise<Answer> => underWay.within(work);

  /** Days may be written anew while one asks about them. */
  function ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    return within(async () => {
      for (let tries = 1; ; tries++)
        try {
          return await question();
        } catch (error) {
          if (!(error instanceof SegmentGone) || tries === mostTries) throw error;
        }
    });
  }

  function tallied<Answer>(filter: OperationFilter, counting: () => Counting<Answer>): Promise<Answer> {
    return ask(() => reading.tallied(filter, counting));
  }

  async function get(id: string) {
    const place = parseRecordId(id);
    return place && reading.record(place);
  }

  return {
    async search(query) {
      checkLimit(query.limit);
      const plan = planOf(query);
      const after = placeInCursor(query);
      const { order, limit } = query;
      const found = await ask(() => reading.first({ plan, order, most: limit + 1, after }));
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items, next: last && found.length > limit ? cursorAfter(query, last) : null };
    },
    count: async filter => tallied(filter, countingAll),
    histogram: async (filter, slot) => tallied(filter, () => countingSlots(slot)),
    async groupBy(filter, column, limit) {
      checkLimit(limit);
      return tallied(filter, () => countingGroups(column, limit));
    },
    get: id => ask(() => get(id)),
    async trace(id, { most, devices }) {
      checkLimit(most);
      return ask(async () => {
        const start = await get(id);
        const seen = start && (devices?.has(start.device) ?? true);
        return seen ? reading.trace(start, most, devices) : undefined;
      });
    },
    steps: question => ask(() => reading.steps(question)),
    async *read(filter, signal) {
      const plan = planOf(filter);
      const bound = await within(lastPosition);
      if (isSelective(plan))
        yield* readPages(
          after => ask(() => reading.first({ plan, order: 'oldest', most: pageRecords, after }, bound)),
          signal,
        );
      else
        yield* readSlices(
          from => ask(() => reading.slice({ ...plan, from }, recordsAtOnce, bound)),
          Math.max(plan.from, 0),
          signal,
        );
    },
    days: () =>
      within(async (): Promise<OperationDayStatus[]> => {
        const told = await statusesOf(collections, sight, bodies.damaged);
        return told.sort((one, other) => compareText(other.day, one.day));
      }),
  };
}

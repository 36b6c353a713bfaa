import type { EventStore } from '../../domain/kernel/index.ts';
import type { OperationDay } from '../../domain/operation-logs/records/index.ts';
import { checkLimit, compareText } from '../../projections/kernel/index.ts';
import type {
  OperationDayStatus,
  OperationFilter,
  OperationStore,
} from '../../projections/operation-logs/operation-store.ts';
import { parseRecordId } from '../../projections/operation-logs/record-id.ts';
import type { Connection } from '../shared/mongodb.ts';
import { cursorAfter, placeInCursor } from './cursor.ts';
import { pageRecords, readPages, readSlices } from './read-all.ts';
import { countingAll, countingGroups, countingSlots, type Counting } from './search/counting.ts';
import { planOf } from './search/plan.ts';
import { isSelective } from './search/selective.ts';
import { receiveInto } from './receive.ts';
import { Bodies } from './shared/bodies.ts';
import { Candidates } from './shared/candidates.ts';
import { Changes } from './shared/changes.ts';
import { openCollections, runId } from './shared/documents.ts';
import { SharedIndexing } from './shared/indexing.ts';
import { SharedIntake } from './shared/intake.ts';
import { DayKeeping } from './shared/keeping.ts';
import { Reading } from './shared/reading.ts';
import { SegmentGone, Segments } from './shared/segments.ts';
import { statusesOf } from './shared/statuses.ts';
import { UnderWay } from './under-way.ts';

export interface SharedOperationStore extends OperationStore {
  /**
   * Indexes what any server recorded, and completes what one that ended left undone. Nothing needs it but time; one
   * server at a time should do it.
   */
  index(): Promise<void>;
  /**
   * Removes events of days that are kept no more; answers how many. `days`: how many days are kept. `now`: RFC 3339.
   * Late batches stay for so long after they came.
   */
  expire(days: number, now: string): Promise<number>;
  /** Records that have no index yet: each question looks through them. */
  unindexed(): Promise<number>;
}

export interface SharedOperationOptions {
  /** Bytes of uploads that may wait at once; default 64 MiB. */
  readonly mostBytesWaiting?: number;
  /** Records that are read at once for whoever reads all of them; default 20,000. */
  readonly recordsAtOnce?: number;
  /** Records of one segment of the index: default 65,536 of a growing day, and 262,144 of a sealed one. */
  readonly recordsInSegment?: { readonly growing: number; readonly sealed: number };
}

/** What a record is reckoned to take while it waits. */
const bytesOfRecord = 200;
/** A day that is written anew again and again while one asks is no accident. */
const mostTries = 5;

/**
 * Operation logs of several servers: batches are events of the log, what finds them are documents of the database
 * (docs/decisions/0183, 0184). Log and connection stay the caller's.
 */
export async function openSharedOperationStore(
  events: EventStore,
  connection: Connection,
  {
    mostBytesWaiting = 64 * 1024 * 1024,
    recordsAtOnce = 20_000,
    recordsInSegment = { growing: 65_536, sealed: 262_144 },
  }: SharedOperationOptions = {},
): Promise<SharedOperationStore> {
  const collections = await openCollections(connection);
  const bodies = new Bodies(collections, events);
  const segments = new Segments(collections);
  const reading = new Reading(collections, new Candidates(collections, segments, bodies), segments, bodies);
  const intake = new SharedIntake(events, collections);
  const indexing = new SharedIndexing(events, collections, recordsInSegment.growing);
  const keeping = new DayKeeping({ events, collections, indexing, bodies }, recordsInSegment.sealed);
  const changes = new Changes(events);
  const underWay = new UnderWay(mostBytesWaiting);
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
    const name = parseRecordId(id);
    return name && reading.record(runId(name.day, name.device, name.seq), name.row);
  }

  const days = (): Promise<OperationDayStatus[]> =>
    within(async () =>
      (await statusesOf(collections, bodies.damaged)).sort((one, other) => compareText(other.day, one.day)),
    );

  async function statusOf(day: OperationDay): Promise<OperationDayStatus> {
    const found = (await days()).find(one => one.day === day);
    if (!found) throw new RangeError(`there are no operation logs of ${day}`);
    return found;
  }

  const record: OperationStore['record'] = upload =>
    underWay.taking(upload.batch.n * bytesOfRecord, async () => {
      const recorded = await intake.record(upload);
      if (!recorded.repeated) changes.changed();
      return recorded;
    });

  return {
    record,
    receive: upload => receiveInto({ record }, upload),
    index: () => within(() => keeping.index()),
    expire: (keep, now) => within(() => keeping.expire(keep, now)),
    unindexed: () => within(() => indexing.waiting()),
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
      const bound = await within(() => events.lastPosition());
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
    days,
    async status() {
      const told = await days();
      return {
        bytes: told.reduce((sum, { bytes }) => sum + bytes, 0),
        records: told.reduce((sum, { records }) => sum + records, 0),
        oldest: told.at(-1)?.day ?? null,
        newest: told[0]?.day ?? null,
      };
    },
    sealDay: day =>
      within(async () => {
        await keeping.seal(day);
        return statusOf(day);
      }),
    dropDay: day =>
      within(async () => {
        await keeping.drop(day);
        changes.changed();
      }),
    checkDay: day => within(() => keeping.check(day)),
    onChange: listener => changes.add(listener),
    async close() {
      changes.close();
      await underWay.close();
    },
  };
}

import type { EventStore } from '../../domain/kernel/index.ts';
import type { OperationDay } from '../../domain/operation-logs/records/index.ts';
import type { OperationDayStatus, OperationStore } from '../../projections/operation-logs/operation-store.ts';
import type { Connection } from '../shared/mongodb.ts';
import type { LeavingDays } from './archive/leaving-days.ts';
import { receiveInto } from './receive.ts';
import { Bodies } from './shared/bodies.ts';
import { Changes } from './shared/changes.ts';
import { openCollections } from './shared/documents.ts';
import { defaultGraceMs, Grace } from './shared/grace.ts';
import { SharedIndexing } from './shared/indexing.ts';
import { SharedIntake } from './shared/intake.ts';
import { DayKeeping } from './shared/keeping.ts';
import { Leaving } from './shared/leaving.ts';
import { questionsOver } from './shared/questions.ts';
import { Segments } from './shared/segments.ts';
import { SightOfHand } from './shared/view.ts';
import { UnderWay } from './under-way.ts';

export interface SharedOperationStore extends OperationStore, LeavingDays {
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
  /** Milliseconds for which what has left stays for those who have not seen it in the archive; default ten minutes. */
  readonly graceMs?: number;
}

/** What a record is reckoned to take while it waits. */
const bytesOfRecord = 200;

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
    graceMs = defaultGraceMs,
  }: SharedOperationOptions = {},
): Promise<SharedOperationStore> {
  const collections = await openCollections(connection);
  const bodies = new Bodies(collections, events);
  const segments = new Segments(collections);
  const intake = new SharedIntake(events, collections);
  const indexing = new SharedIndexing(events, collections, recordsInSegment.growing);
  const keeping = new DayKeeping({ events, collections, indexing, bodies }, recordsInSegment.sealed);
  const leaving = new Leaving(collections, new Grace(graceMs));
  const changes = new Changes(events);
  const underWay = new UnderWay(mostBytesWaiting);
  const within = <Answer>(work: () => Promise<Answer>): Promise<Answer> => underWay.within(work);
  const lastPosition = () => events.lastPosition();
  const parts = { collections, segments, bodies, underWay, lastPosition, recordsAtOnce };
  const questions = questionsOver(parts, new SightOfHand(collections));

  async function statusOf(day: OperationDay): Promise<OperationDayStatus> {
    const found = (await questions.days()).find(one => one.day === day);
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
    ...questions,
    record,
    receive: upload => receiveInto({ record }, upload),
    index: () => within(() => keeping.index()),
    expire: (keep, now) => within(() => keeping.expire(keep, now)),
    unindexed: () => within(() => indexing.waiting()),
    async status() {
      const told = await questions.days();
      return {
        bytes: told.reduce((sum, { bytes }) => sum + bytes, 0),
        records: told.reduce((sum, { records }) => sum + records, 0),
        oldest: told.at(-1)?.day ?? null,
        newest: told[0]?.day ?? null,
      };
    },
    sealDay: day =>
      within(async () => {
        // More may have come since: that is not what was sealed.
        const sealed = await keeping.seal(day);
        return { ...(await statusOf(day)), ...sealed, state: 'sealed' };
      }),
    dropDay: day =>
      within(async () => {
        await keeping.drop(day);
        changes.changed();
      }),
    checkDay: day => within(() => keeping.check(day)),
    async *readSealed(day, root, signal) {
      const lastPosition = () => leaving.endOf(day, root);
      yield* questionsOver({ ...parts, lastPosition }, new SightOfHand(collections)).read({ day }, signal);
    },
    leave: (day, root, folder) => within(() => leaving.leave(day, root, folder)),
    sweep: mayGo => within(() => leaving.sweep(mayGo)),
    beside: seen =>
      within(() =>
        leaving.beside(seen, hidden => questionsOver(parts, new SightOfHand(collections, hidden))),
      ),
    onChange: listener => changes.add(listener),
    async close() {
      changes.close();
      await underWay.close();
    },
  };
}

import { StoreUnavailableError, type EventStore, type Position } from '../../../domain/kernel/index.ts';
import { operationRecordsCategory } from '../../../domain/operation-logs/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { LostOperations } from '../../../projections/operation-logs/operation-store.ts';
import { Turns } from '../../shared/turns.ts';
import type { Bodies } from './bodies.ts';
import { hasWritten, type DayDocument, type OperationCollections } from './documents.ts';
import type { SharedIndexing } from './indexing.ts';
import { removeSegments, SegmentMaker } from './segment-maker.ts';
import { walkDay, type Walked } from './walk-day.ts';

/** An event comes before the end of the day it is of: clocks may run ahead by a day, and calendars by most of one. */
const daysBeyond = 3;

export interface KeepingParts {
  readonly events: Pick<EventStore, 'lastPosition' | 'setRetention' | 'expire'>;
  readonly collections: OperationCollections;
  readonly indexing: SharedIndexing;
  readonly bodies: Bodies;
}

/** Seals, checks and removes days. One piece of such work at a time, with making segments. */
export class DayKeeping {
  readonly #parts: KeepingParts;
  readonly #mostRecords: number;
  readonly #turns = new Turns();

  /** `mostRecords`: of one segment of a day that is written anew, about. */
  constructor(parts: KeepingParts, mostRecords: number) {
    this.#parts = parts;
    this.#mostRecords = mostRecords;
  }

  /** Makes segments of everything that the log holds now. */
  async index(): Promise<void> {
    await this.#alone(() => this.#parts.indexing.all());
  }

  /** Fixes the root over what there is. Throws StoreUnavailableError where a batch cannot be read. */
  async seal(day: OperationDay): Promise<{ readonly root: string; readonly records: number }> {
    return this.#alone(async () => {
      const position = await this.#parts.indexing.all();
      const before = await this.#known(day);
      const { root, segments } = before;
      if (root !== null) return { root, records: segments.reduce((sum, one) => sum + one.records, 0) };
      const walked = await this.#walk(before, position);
      const [damaged] = walked.lost;
      if (damaged) {
        await removeSegments(
          this.#parts.collections,
          walked.segments.map(({ id }) => id),
        );
        const { seq, device } = damaged;
        throw new StoreUnavailableError('corrupt', `batch ${seq} of ${device} on ${day} is damaged`);
      }
      await this.#replace(before, walked, walked.root);
      return { root: walked.root, records: walked.records };
    });
  }

  /** Reads the whole day; what is lost may be sent again, and the index is made anew. */
  async check(day: OperationDay): Promise<LostOperations[]> {
    return this.#alone(async () => {
      const position = await this.#parts.indexing.all();
      const before = await this.#known(day);
      const walked = await this.#walk(before, position);
      await this.#replace(before, walked, walked.root === before.root ? before.root : null);
      const names = walked.lost.map(({ _id }) => _id);
      await this.#forget(names);
      this.#parts.bodies.forgetDamage(day);
      return walked.lost.map(({ device, seq, n, tMin, tMax }) => ({
        day,
        device,
        seq,
        records: n,
        from: tMin,
        until: tMax,
      }));
    });
  }

  /** The events of the day stay in the log until they expire; they count no more. */
  async drop(day: OperationDay): Promise<void> {
    await this.#alone(async () => {
      const position = await this.#parts.events.lastPosition();
      const { days, runs, bodies, segments, pages, connection } = this.#parts.collections;
      const emptied = days.updateOne(
        { _id: day },
        {
          $set: {
            segments: [],
            root: null,
            devices: null,
            sealed: null,
            left: [],
            gone: false,
            droppedTo: position,
          },
          // A segment that is just being made finds that the day is no longer what it was.
          $max: { to: position },
        },
        { upsert: (await connection.asked(runs.findOne({ day }, { projection: { _id: 1 } }))) !== null },
      );
      await connection.asked(emptied);
      await connection.asked(
        Promise.all([
          runs.deleteMany({ day, position: { $lte: position } }),
          bodies.deleteMany({ day }),
          segments.deleteMany({ day }),
          pages.deleteMany({ day }),
        ]),
      );
      this.#parts.bodies.forgetDamage(day);
    });
  }

  /** Removes events older than so many days. A retention that is set makes the log look for them from its beginning. */
  async expire(keep: number, now: string): Promise<number> {
    const { events, collections } = this.#parts;
    const { retention, connection } = collections;
    const maxAgeDays = keep + daysBeyond;
    const known = await connection.asked(retention.findOne({ _id: 'days' }));
    if (known?.days !== maxAgeDays) {
      await events.setRetention(operationRecordsCategory, { maxAgeDays });
      const noted = retention.updateOne({ _id: 'days' }, { $set: { days: maxAgeDays } }, { upsert: true });
      await connection.asked(noted);
    }
    return events.expire(now);
  }

  /** What is there of it, without what has left; `position`: everything up to there is indexed. */
  #walk({ _id: day, droppedTo, to }: DayDocument, position: Position): Promise<Walked> {
    const { collections, bodies } = this.#parts;
    return walkDay({
      collections,
      bodies,
      runs: { day, position: { $gt: droppedTo, $lte: position } },
      maker: () => new SegmentMaker(day),
      mostRecords: this.#mostRecords,
      to,
    });
  }

  async #forget(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const { runs, bodies, connection } = this.#parts.collections;
    const lost = { _id: { $in: [...names] } };
    await connection.asked(Promise.all([runs.deleteMany(lost), bodies.deleteMany(lost)]));
  }

  /** A day of which something is at hand. Throws RangeError. */
  async #known(day: OperationDay): Promise<DayDocument> {
    const { days, runs, connection } = this.#parts.collections;
    const known = await connection.asked(days.findOne({ _id: day }));
    const some = known && runs.findOne({ day, position: { $gt: known.droppedTo } });
    if (!some || !(await connection.asked(some))) throw unknownDay(day);
    return known;
  }

  /** Puts the segments that were made in the place of those there were. */
  async #replace(before: DayDocument, walked: Walked, root: string | null): Promise<void> {
    const { _id, to, droppedTo, segments } = before;
    const { days, connection } = this.#parts.collections;
    const sealed = root === null ? null : { root, to };
    const devices = root === null ? null : walked.devices;
    const replaced = days.updateOne(
      { _id, to, droppedTo },
      { $set: { segments: walked.segments, root, devices, sealed } },
    );
    const done = await connection.asked(hasWritten(replaced));
    const unneeded = done ? segments : walked.segments;
    await removeSegments(
      this.#parts.collections,
      unneeded.map(({ id }) => id),
    );
    if (!done)
      throw new StoreUnavailableError('timeout', `${_id} was changed by another server meanwhile; try again`);
  }

  #alone<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    return this.#turns.take('days', work);
  }
}

function unknownDay(day: OperationDay): RangeError {
  return new RangeError(`there are no operation logs of ${day}`);
}

import { StoreUnavailableError, type EventStore } from '../../../domain/kernel/index.ts';
import { operationRecordsCategory } from '../../../domain/operation-logs/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { LostOperations } from '../../../projections/operation-logs/operation-store.ts';
import { Turns } from '../../shared/turns.ts';
import { rootOf } from '../root.ts';
import type { Bodies } from './bodies.ts';
import { hasWritten, type OperationCollections, type RunDocument, type SegmentEntry } from './documents.ts';
import type { SharedIndexing } from './indexing.ts';
import { removeSegments, SegmentMaker } from './segment-maker.ts';

/** An event comes before the end of the day it is of: clocks may run ahead by a day, and calendars by most of one. */
const daysBeyond = 3;
/** Devices whose runs are read together. */
const devicesAtOnce = 50;
/** Bodies that are held at once; in between the server sees to its requests. */
const bodiesAtOnce = 50;

export interface KeepingParts {
  readonly events: Pick<EventStore, 'lastPosition' | 'setRetention' | 'expire'>;
  readonly collections: OperationCollections;
  readonly indexing: SharedIndexing;
  readonly bodies: Bodies;
}

/** What was found of a day that was read from end to end. */
interface Walked {
  readonly root: string;
  readonly devices: number;
  readonly lost: readonly RunDocument[];
  readonly segments: readonly SegmentEntry[];
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
  async seal(day: OperationDay): Promise<void> {
    await this.#alone(async () => {
      const position = await this.#parts.indexing.all();
      const { days, runs, connection } = this.#parts.collections;
      const before = await connection.asked(days.findOne({ _id: day }));
      if (before && before.root !== null) return;
      if (!before || !(await connection.asked(runs.findOne({ day })))) throw unknownDay(day);
      const walked = await this.#walk(day, position);
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
    });
  }

  /** Reads the whole day; what is lost may be sent again, and the index is made anew. */
  async check(day: OperationDay): Promise<LostOperations[]> {
    return this.#alone(async () => {
      const position = await this.#parts.indexing.all();
      const { days, runs, connection } = this.#parts.collections;
      const before = await connection.asked(days.findOne({ _id: day }));
      if (!before || !(await connection.asked(runs.findOne({ day })))) throw unknownDay(day);
      const walked = await this.#walk(day, position);
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
          $set: { segments: [], root: null, devices: null, droppedTo: position },
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

  /** Reads every body of a day in the order of its leaves, and makes segments of them. */
  async #walk(day: OperationDay, position: number): Promise<Walked> {
    const { runs, connection } = this.#parts.collections;
    const devices = (await connection.asked(runs.distinct('device', { day }))).toSorted();
    const leaves: Uint8Array[] = [];
    const lost: RunDocument[] = [];
    const segments: SegmentEntry[] = [];
    let maker = new SegmentMaker(day);
    for (let first = 0; first < devices.length; first += devicesAtOnce) {
      const some = devices.slice(first, first + devicesAtOnce);
      const found = runs.find({ day, device: { $in: some }, position: { $lte: position } }).toArray();
      const ordered = (await connection.asked(found)).sort((one, other) =>
        one.device === other.device ? one.seq - other.seq : one.device < other.device ? -1 : 1,
      );
      for (let at = 0; at < ordered.length; at += bodiesAtOnce) {
        const group = ordered.slice(at, at + bodiesAtOnce);
        const subjects = await this.#parts.bodies.fresh(group);
        for (const [index, run] of group.entries()) {
          const subject = subjects[index];
          if (!subject) {
            lost.push(run);
            continue;
          }
          leaves.push(run.leaf);
          maker.add(run, subject.body);
          if (maker.records < this.#mostRecords && !maker.full) continue;
          segments.push(await maker.write(this.#parts.collections));
          maker = new SegmentMaker(day);
        }
      }
    }
    if (maker.records > 0) segments.push(await maker.write(this.#parts.collections));
    return { root: rootOf(leaves), devices: devices.length, lost, segments };
  }

  async #forget(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const { runs, bodies, connection } = this.#parts.collections;
    const lost = { _id: { $in: [...names] } };
    await connection.asked(Promise.all([runs.deleteMany(lost), bodies.deleteMany(lost)]));
  }

  /** Puts the segments that were made in the place of those there were. */
  async #replace(
    {
      _id,
      to,
      segments,
    }: { readonly _id: OperationDay; readonly to: number; readonly segments: readonly SegmentEntry[] },
    walked: Walked,
    root: string | null,
  ): Promise<void> {
    const { days, connection } = this.#parts.collections;
    const replaced = days.updateOne(
      { _id, to },
      { $set: { segments: walked.segments, root, devices: root === null ? null : walked.devices } },
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

import { setImmediate as turn } from 'node:timers/promises';
import { StoreUnavailableError, type EventStore, type Position } from '../../../domain/kernel/index.ts';
import { operationRecordsCategory } from '../../../domain/operation-logs/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { hasWritten, type OperationCollections } from './documents.ts';
import { addRuns, runsOfEvent, type ReadRun } from './runs.ts';
import { removeSegments, SegmentMaker } from './segment-maker.ts';
import { coveredPosition } from './view.ts';

/** Events that are read at once: up to some MB. */
const eventsAtOnce = 100;
/** Events after which the server sees to its requests: each takes up to a millisecond or two. */
const eventsInTurn = 10;

/**
 * Makes segments of what the log has beyond those there are. It remembers nothing: where a server ended in the midst
 * of it, the next one reads the same events again, and a day that has its segment already is passed over. Two at once
 * disturb each other, but nothing is indexed twice: a day takes a segment only behind the one that it was made behind.
 */
export class SharedIndexing {
  readonly #events: Pick<EventStore, 'readAll' | 'lastPosition'>;
  readonly #collections: OperationCollections;
  readonly #mostRecords: number;

  /** `mostRecords`: of one segment of a day that is still growing, about. */
  constructor(
    events: Pick<EventStore, 'readAll' | 'lastPosition'>,
    collections: OperationCollections,
    mostRecords: number,
  ) {
    this.#events = events;
    this.#collections = collections;
    this.#mostRecords = mostRecords;
  }

  /** Everything that the log holds now. Answers up to where. Throws StoreUnavailableError for a log that was cut. */
  async all(): Promise<Position> {
    let position = await coveredPosition(this.#collections);
    const end = await this.#events.lastPosition();
    if (position > end)
      throw new StoreUnavailableError(
        'corrupt',
        `operation logs are indexed up to position ${position}, but the log ends at ${end}: it was restored from an older backup. Stop all servers and drop the collections operation-…; they are made again from it`,
      );
    while (position < end) position = await this.#next(position, end);
    return position;
  }

  /** Records that no segment covers yet. */
  async waiting(): Promise<number> {
    const { connection, runs } = this.#collections;
    const position = await coveredPosition(this.#collections);
    const newer = runs.find({ position: { $gt: position } }, { projection: { n: 1 } }).toArray();
    return (await connection.asked(newer)).reduce((sum, { n }) => sum + n, 0);
  }

  /** One segment for each day that the next events have records of. */
  async #next(from: Position, end: Position): Promise<Position> {
    const makers = new Map<OperationDay, SegmentMaker>();
    const revisions = new Map<string, number>();
    /** Of each day: up to where it has segments. */
    const behind = new Map<OperationDay, Position>();
    let records = 0;
    let position = end;
    const categories = [operationRecordsCategory];
    reading: for await (const events of this.#events.readAll(from, {
      categories,
      until: end,
      batchSize: eventsAtOnce,
    })) {
      const read: ReadRun[] = [];
      for (const [index, event] of events.entries()) {
        if (index % eventsInTurn === 0) await turn();
        read.push(...runsOfEvent(event));
      }
      await this.#lookUp(behind, read);
      for (const [index, { run, body }] of (await this.#counting(read)).entries()) {
        if (index % eventsInTurn === 0) await turn();
        const to = behind.get(run.day) as Position;
        if (run.position <= to) continue;
        let maker = makers.get(run.day);
        if (!maker) makers.set(run.day, (maker = new SegmentMaker(run.day)));
        maker.add(run, body);
        records += run.n;
      }
      for (const { run } of read) revisions.set(run.device, run.revision);
      position = events.at(-1)?.position ?? position;
      if (records >= this.#mostRecords || [...makers.values()].some(({ full }) => full)) break reading;
      position = end;
    }
    for (const maker of makers.values())
      if (!(await this.#add(maker, behind.get(maker.day) as Position, position)))
        return coveredPosition(this.#collections);
    await this.#remember(revisions);
    return this.#advance(from, position);
  }

  /** Those that count: a batch that came again after it was lost lies elsewhere. What has not been found yet is, now. */
  async #counting(read: readonly ReadRun[]): Promise<ReadRun[]> {
    const known = await this.#revisionsOf(read);
    const missing = read.filter(({ run }) => !known.has(run._id));
    if (missing.length > 0) {
      await addRuns(this.#collections, missing);
      for (const [name, revision] of await this.#revisionsOf(read)) known.set(name, revision);
    }
    return read.filter(({ run }) => known.get(run._id) === run.revision);
  }

  async #revisionsOf(read: readonly ReadRun[]): Promise<Map<string, number>> {
    const { connection, runs } = this.#collections;
    const names = read.map(({ run }) => run._id);
    const found = runs.find({ _id: { $in: names } }, { projection: { revision: 1 } }).toArray();
    return new Map((await connection.asked(found)).map(({ _id, revision }) => [_id, revision]));
  }

  /** Each day once: what it was made behind must not change meanwhile. */
  async #lookUp(behind: Map<OperationDay, Position>, read: readonly ReadRun[]): Promise<void> {
    const { connection, days } = this.#collections;
    const names = new Set(read.map(({ run }) => run.day).filter(day => !behind.has(day)));
    if (names.size === 0) return;
    const found = await connection.asked(days.find({ _id: { $in: [...names] } }).toArray());
    for (const day of names) behind.set(day, found.find(({ _id }) => _id === day)?.to ?? 0);
  }

  /** False: another server was quicker, or the day was removed. */
  async #add(maker: SegmentMaker, behind: Position, to: Position): Promise<boolean> {
    const { connection, days } = this.#collections;
    const entry = await maker.write(this.#collections, to);
    const added = days.updateOne(
      { _id: maker.day, to: behind },
      {
        $set: { to, root: null, devices: null },
        $push: { segments: entry },
        $setOnInsert: { droppedTo: 0 },
      },
      { upsert: behind === 0 },
    );
    const done = await connection.asked(hasWritten(added));
    if (!done) await removeSegments(this.#collections, [entry.id]);
    return done;
  }

  /** Where a device's next event goes, also once nothing else is left of it. */
  async #remember(revisions: ReadonlyMap<string, number>): Promise<void> {
    if (revisions.size === 0) return;
    const { connection, devices } = this.#collections;
    const writes = [...revisions].map(([_id, revision]) => ({
      updateOne: { filter: { _id }, update: { $max: { revision } }, upsert: true },
    }));
    await connection.asked(devices.bulkWrite(writes, { ordered: false }));
  }

  async #advance(from: Position, position: Position): Promise<Position> {
    const { connection, progress } = this.#collections;
    const before = { _id: 'index' as const, position: from };
    const advanced = progress.updateOne(before, { $set: { position } }, { upsert: from === 0 });
    const done = await connection.asked(hasWritten(advanced));
    return done ? position : coveredPosition(this.#collections);
  }
}

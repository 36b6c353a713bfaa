import { randomInt } from 'node:crypto';
import type { Position } from '../../../domain/kernel/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { Connection } from '../../shared/mongodb.ts';
import {
  DayTaken,
  eachUpload,
  type Bringing,
  type RestoredDay,
  type RestoredDays,
} from '../archive/restored-days.ts';
import { encodeBatch } from '../encode-batch.ts';
import { UnderWay } from '../under-way.ts';
import { Bodies } from './bodies.ts';
import { openRunCollections, runId, type RunCollections, type SegmentEntry } from './documents.ts';
import { defaultGraceMs, Grace } from './grace.ts';
import { questionsOver } from './questions.ts';
import { insertRuns, runsOfParts } from './runs.ts';
import { removeSegments, SegmentMaker } from './segment-maker.ts';
import { Segments } from './segments.ts';
import type { Counts, Sight, View } from './view.ts';
import { walkDay, type Walked } from './walk-day.ts';

/** A restored day. Its runs are those of one attempt, whose number they have in place of a position in the log. */
interface RestoredDocument {
  readonly _id: OperationDay;
  /** The attempt that counts; 0: none. */
  readonly to: number;
  /** The last attempt that began; only this one can come to count. */
  readonly claim: number;
  readonly segments: readonly SegmentEntry[];
  readonly devices: number;
  /** What of the day it is. */
  readonly what: RestoredDay | null;
}

type RestoredDocuments = ReadonlyMap<OperationDay, RestoredDocument>;

const nothing = { to: 0, claim: 0, segments: [], devices: 0, what: null } as const;
/** Attempts are told apart by chance, not by anybody's clock. */
const mostAttempts = 2 ** 47;
/** Records of one segment. */
const recordsInSegment = 262_144;

export interface SharedRestoredOptions {
  readonly recordsInSegment?: number;
  readonly recordsAtOnce?: number;
  /** Milliseconds for which days that were replaced or dropped stay for those who ask about them just now. */
  readonly graceMs?: number;
}

/**
 * Days that several servers have brought back: documents alone, whose batches the archive has and the log need not
 * (docs/decisions/0201). The connection stays the caller's.
 */
export async function openSharedRestoredDays(
  connection: Connection,
  {
    recordsInSegment: most = recordsInSegment,
    recordsAtOnce = 20_000,
    graceMs = defaultGraceMs,
  }: SharedRestoredOptions = {},
): Promise<RestoredDays> {
  const name = 'operation-restored';
  const collections = await openRunCollections(connection, name);
  const days = connection.db.collection<RestoredDocument>(`${name}-days`);
  // What is damaged here is brought back again from the archive.
  const bodies = new Bodies(collections, { readStream: nothingToRead });
  const segments = new Segments(collections);
  const grace = new Grace(graceMs);
  const underWay = new UnderWay(Infinity);
  const lastPosition = () => Promise.resolve(Infinity);
  const parts = { collections, segments, bodies, underWay, lastPosition, recordsAtOnce };

  async function all(): Promise<RestoredDocuments> {
    const found = await connection.asked(days.find().toArray());
    return new Map(found.map(one => [one._id, one]));
  }

  /** From here on no earlier attempt can come to count. Answers its number, and that of the one that counts. */
  async function claim(day: OperationDay): Promise<{ readonly attempt: number; readonly before: number }> {
    const attempt = randomInt(1, mostAttempts);
    const { to, segments: none, devices, what } = nothing;
    await connection.asked(
      days.updateOne(
        { _id: day },
        { $set: { claim: attempt }, $setOnInsert: { to, segments: none, devices, what } },
        { upsert: true },
      ),
    );
    const known = await connection.asked(days.findOne({ _id: day }));
    return { attempt, before: known?.to ?? 0 };
  }

  /** Stores what comes, and answers how many records that is. */
  async function store({ uploads, signal }: Bringing, attempt: number): Promise<number> {
    return eachUpload(uploads, signal, async ({ device, batch, receivedAt }) => {
      const encoded = encodeBatch(device, batch, receivedAt);
      const runs = runsOfParts(encoded, { revision: 0, position: attempt });
      const named = runs.map(({ run, packed }) => ({
        run: { ...run, _id: prefixOf(attempt) + run._id },
        packed,
      }));
      await insertRuns(collections, named);
    });
  }

  const walk = (day: OperationDay, attempt: number): Promise<Walked> =>
    walkDay({
      collections,
      bodies,
      runs: { day, position: attempt },
      maker: () => new SegmentMaker(day, prefixOf(attempt)),
      mostRecords: most,
      to: attempt,
    });

  async function bring(bringing: Bringing): Promise<number> {
    const { day, devices, parts: roots, verify } = bringing;
    const { attempt, before } = await claim(day);
    let made: readonly SegmentEntry[] = [];
    try {
      const came = await store(bringing, attempt);
      const walked = await walk(day, attempt);
      made = walked.segments;
      const { records, lost, root } = walked;
      verify({ came, records, root: lost.length === 0 && records > 0 ? root : null });
      const counts = days.updateOne(
        { _id: day, claim: attempt },
        {
          $set: {
            to: attempt,
            segments: made,
            devices: walked.devices,
            what: { devices: devices && [...devices], parts: roots },
          },
        },
      );
      if ((await connection.asked(counts)).matchedCount === 0) throw new DayTaken(day);
      bodies.forgetDamage(day);
      return records;
    } catch (error) {
      await removeAttempt(collections, day, attempt, made);
      await connection.asked(days.updateOne({ _id: day, claim: attempt }, { $set: { claim: before } }));
      throw error;
    }
  }

  /** What does not count, once nothing has changed for long enough. */
  async function sweep(): Promise<void> {
    const found = [...(await all()).values()];
    const nameOf = ({ _id, to, claim: last }: RestoredDocument): string => `${_id} ${to} ${last}`;
    const over = grace.over(found.map(nameOf));
    for (const one of found) {
      // Of an attempt that is under way nobody knows what belongs to it.
      if (!over.has(nameOf(one)) || one.claim !== one.to) continue;
      const day = one._id;
      const attempts = await connection.asked(collections.runs.distinct('position', { day }));
      const counted = new Set(one.segments.map(({ id }) => id));
      const heads = collections.segments.find({ day }, { projection: { _id: 1 } }).toArray();
      const unneeded = (await connection.asked(heads)).map(({ _id }) => _id).filter(id => !counted.has(id));
      await removeSegments(collections, unneeded);
      for (const attempt of attempts)
        if (attempt !== one.to) await removeAttempt(collections, day, attempt, []);
      if (one.to === 0) await connection.asked(days.deleteOne({ _id: day, to: 0, claim: 0 }));
    }
  }

  return {
    async held() {
      const found = await underWay.within(all);
      return {
        has: (day, what) => !bodies.damaged.has(day) && isThat(found.get(day), what),
        only: some => questionsOver(parts, new SightOfRestored(found, some)),
      };
    },
    bring: bringing => underWay.within(() => bring(bringing)),
    drop: day =>
      underWay.within(async () => {
        await connection.asked(days.updateOne({ _id: day }, { $set: nothing }));
      }),
    sweep: () => underWay.within(sweep),
    async bytes() {
      const found = [...(await underWay.within(all)).values()];
      return found.flatMap(({ segments: of }) => of).reduce((sum, { bytes }) => sum + bytes, 0);
    },
    close: () => underWay.close(),
  };
}

/** Days as they were when somebody looked. */
class SightOfRestored implements Sight {
  readonly #days: RestoredDocuments;

  constructor(found: RestoredDocuments, some: ReadonlySet<OperationDay>) {
    this.#days = new Map([...found].filter(([day]) => some.has(day)));
  }

  async view(): Promise<View> {
    return {
      days: [...this.#days.values()].map(({ _id: day, segments, devices }) => ({
        day,
        segments,
        root: null,
        devices,
      })),
      tail: [],
      runsOf: day => ({ day, position: this.#attempt(day) }),
    };
  }

  async counts(): Promise<Counts> {
    return ({ day, position }) => position === this.#attempt(day);
  }

  nameOf(day: OperationDay, device: string, seq: number): string | undefined {
    return this.#days.has(day) ? prefixOf(this.#attempt(day)) + runId(day, device, seq) : undefined;
  }

  #attempt(day: OperationDay): Position {
    return this.#days.get(day)?.to ?? -1;
  }
}

function isThat(found: RestoredDocument | undefined, { devices, parts }: RestoredDay): boolean {
  if (!found?.what || found.what.parts !== parts) return false;
  const there = found.what.devices;
  if (there === null || devices === null) return there === devices;
  return there.length === devices.length && there.every(device => devices.includes(device));
}

function prefixOf(attempt: number): string {
  return `${attempt}/`;
}

async function removeAttempt(
  collections: RunCollections,
  day: OperationDay,
  attempt: number,
  segments: readonly SegmentEntry[],
): Promise<void> {
  const { runs, bodies, connection } = collections;
  // Names that begin with the number and `/`, which `0` follows.
  await connection.asked(bodies.deleteMany({ day, _id: { $gte: `${attempt}/`, $lt: `${attempt}0` } }));
  await connection.asked(runs.deleteMany({ day, position: attempt }));
  await removeSegments(
    collections,
    segments.map(({ id }) => id),
  );
}

async function* nothingToRead(): AsyncGenerator<never> {
  // The log has no events of what was brought back.
}

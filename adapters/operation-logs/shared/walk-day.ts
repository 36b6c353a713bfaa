import type { Filter } from 'mongodb';
import type { Position } from '../../../domain/kernel/index.ts';
import { rootOf } from '../root.ts';
import type { Bodies } from './bodies.ts';
import type { RunCollections, RunDocument, SegmentEntry } from './documents.ts';
import type { SegmentMaker } from './segment-maker.ts';

/** Devices whose runs are read together. */
const devicesAtOnce = 50;
/** Bodies that are held at once; in between the server sees to its requests. */
const bodiesAtOnce = 50;

export interface DayToWalk {
  readonly collections: RunCollections;
  readonly bodies: Bodies;
  /** Its runs. */
  readonly runs: Filter<RunDocument>;
  /** A segment of it that is to be made. */
  readonly maker: () => SegmentMaker;
  /** Of one segment, about. */
  readonly mostRecords: number;
  /** Up to where the day has segments with these. */
  readonly to: Position;
}

/** What was found of a day that was read from end to end. */
export interface Walked {
  readonly root: string;
  readonly devices: number;
  readonly records: number;
  readonly lost: readonly RunDocument[];
  readonly segments: readonly SegmentEntry[];
}

/** Reads every body of a day in the order of its leaves, and makes segments of them. */
export async function walkDay(day: DayToWalk): Promise<Walked> {
  const { collections, bodies, mostRecords, to } = day;
  const { runs, connection } = collections;
  const devices = (await connection.asked(runs.distinct('device', day.runs))).toSorted();
  const leaves: Uint8Array[] = [];
  const lost: RunDocument[] = [];
  const segments: SegmentEntry[] = [];
  let maker = day.maker();
  for (let first = 0; first < devices.length; first += devicesAtOnce) {
    const some = devices.slice(first, first + devicesAtOnce);
    const found = runs.find({ $and: [day.runs, { device: { $in: some } }] }).toArray();
    const ordered = (await connection.asked(found)).sort((one, other) =>
      one.device === other.device ? one.seq - other.seq : one.device < other.device ? -1 : 1,
    );
    for (let at = 0; at < ordered.length; at += bodiesAtOnce) {
      const group = ordered.slice(at, at + bodiesAtOnce);
      const subjects = await bodies.fresh(group);
      for (const [index, run] of group.entries()) {
        const subject = subjects[index];
        if (!subject) {
          lost.push(run);
          continue;
        }
        leaves.push(run.leaf);
        maker.add(run, subject.body);
        if (maker.records < mostRecords && !maker.full) continue;
        segments.push(await maker.write(collections, to));
        maker = day.maker();
      }
    }
  }
  if (maker.records > 0) segments.push(await maker.write(collections, to));
  const records = segments.reduce((sum, one) => sum + one.records, 0);
  return { root: rootOf(leaves), devices: devices.length, records, lost, segments };
}

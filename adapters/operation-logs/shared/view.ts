import type { Filter } from 'mongodb';
import type { Position } from '../../../domain/kernel/index.ts';
import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import {
  runId,
  type DayDocument,
  type OperationCollections,
  type RunDocument,
  type SegmentEntry,
} from './documents.ts';

/** A day as a question sees it. */
export interface SeenDay {
  readonly day: OperationDay;
  readonly segments: readonly SegmentEntry[];
  readonly root: string | null;
  readonly devices: number | null;
}

/** What there is, by segments and by runs that no segment covers: each run is in one of the two. */
export interface View {
  readonly days: readonly SeenDay[];
  readonly tail: readonly RunDocument[];
  /** All runs of a day that count. */
  runsOf(day: OperationDay): Filter<RunDocument>;
}

/** Tells of a run whether it counts. */
export type Counts = (run: Pick<RunDocument, 'day' | 'position'>) => boolean;

/** What of the documents counts for a question. */
export interface Sight {
  /** Everything that was acknowledged before. */
  view(): Promise<View>;
  counts(): Promise<Counts>;
  /** Name of the document of a run; undefined: there can be none. */
  nameOf(day: OperationDay, device: string, seq: number): string | undefined;
}

/** Runs of these days up to there do not count. */
export type Hidden = ReadonlyMap<OperationDay, Position>;

/** How far the log has been indexed; 0: not at all. */
export async function coveredPosition({ connection, progress }: OperationCollections): Promise<Position> {
  return (await connection.asked(progress.findOne({ _id: 'index' })))?.position ?? 0;
}

/** Days at hand. `hidden`: what does not count; without it what has left, as it is when one asks. */
export class SightOfHand implements Sight {
  readonly #collections: OperationCollections;
  readonly #hidden: Hidden | undefined;

  constructor(collections: OperationCollections, hidden?: Hidden) {
    this.#collections = collections;
    this.#hidden = hidden;
  }

  async view(): Promise<View> {
    const { connection, runs, days } = this.#collections;
    // In this order: what is indexed meanwhile is then found twice, and taken once, and never missed.
    const position = await coveredPosition(this.#collections);
    const newer = await connection.asked(runs.find({ position: { $gt: position } }).toArray());
    const all = await connection.asked(days.find().toArray());
    const covered = new Map(all.map(({ _id, to }) => [_id, to]));
    const hidden = new Map(all.map(day => [day._id, this.#hiddenOf(day)]));
    return {
      days: all.map(day => seenDay(day, hidden.get(day._id) as Position)),
      tail: newer.filter(
        ({ day, position: at }) => at > (covered.get(day) ?? 0) && at > (hidden.get(day) ?? 0),
      ),
      runsOf: day => ({ day, position: { $gt: hidden.get(day) ?? 0 } }),
    };
  }

  async counts(): Promise<Counts> {
    const hidden = this.#hidden ?? (await this.#left());
    return ({ day, position }) => position > (hidden.get(day) ?? 0);
  }

  nameOf(day: OperationDay, device: string, seq: number): string {
    return runId(day, device, seq);
  }

  #hiddenOf({ _id, droppedTo }: DayDocument): Position {
    return this.#hidden ? (this.#hidden.get(_id) ?? 0) : droppedTo;
  }

  /** Other days that were removed have nothing left that could be seen. */
  async #left(): Promise<Hidden> {
    const { connection, days } = this.#collections;
    const projection = { droppedTo: 1 } as const;
    const found = await connection.asked(
      days.find({ 'left.0': { $exists: true } }, { projection }).toArray(),
    );
    return new Map(found.map(({ _id, droppedTo }) => [_id, droppedTo]));
  }
}

function seenDay({ _id: day, segments, root, devices, left = [] }: DayDocument, hidden: Position): SeenDay {
  const parts = left.filter(({ to }) => to > hidden);
  // What lies beside parts that have left came after them.
  const newer = segments.filter(({ to }) => to === undefined || to > hidden);
  const [only] = parts;
  if (!only) return { day, segments: newer, root, devices };
  const all = [...parts.flatMap(part => part.segments), ...newer];
  return { day, segments: all, root: all.length === only.segments.length ? only.root : null, devices: null };
}

import type { Position } from '../../../domain/kernel/index.ts';
import type { DayDocument, OperationCollections, RunDocument } from './documents.ts';

/** What there is, by segments and by runs that no segment covers: each run is in one of the two. */
export interface View {
  readonly days: readonly DayDocument[];
  readonly tail: readonly RunDocument[];
}

/** How far the log has been indexed; 0: not at all. */
export async function coveredPosition({ connection, progress }: OperationCollections): Promise<Position> {
  return (await connection.asked(progress.findOne({ _id: 'index' })))?.position ?? 0;
}

/** Everything that was acknowledged before. */
export async function viewOf(collections: OperationCollections): Promise<View> {
  const { connection, runs, days } = collections;
  // In this order: what is indexed meanwhile is then found twice, and taken once, and never missed.
  const position = await coveredPosition(collections);
  const newer = await connection.asked(runs.find({ position: { $gt: position } }).toArray());
  const all = await connection.asked(days.find().toArray());
  const covered = new Map(all.map(({ _id, to }) => [_id, to]));
  return { days: all, tail: newer.filter(run => run.position > (covered.get(run.day) ?? 0)) };
}

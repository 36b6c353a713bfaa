import { FormatError } from '../format/bytes.ts';
import { Body } from '../format/body.ts';
import { coveredUpTo } from './day-writer.ts';
import type { Connection } from './schema.ts';
import { SegmentBuilder, type Segment } from '../segment/builder.ts';

/** Records of one segment of a day that is still growing. */
const recordsInSegment = 65_536;

/** The next segment of what no segment covers; null: there is nothing. */
export function indexNext(db: Connection): Segment | null {
  const covered = coveredUpTo(db);
  const bodies = db
    .prepare(
      `SELECT body.no, dev, device.id AS device, b FROM body JOIN run ON run.no = body.no JOIN device ON device.no = dev
        WHERE body.no > ? ORDER BY body.no`,
    )
    .iterate(covered) as IterableIterator<{ no: number; dev: number; device: string; b: Buffer }>;
  let builder: SegmentBuilder | undefined;
  for (const { no, dev, device, b } of bodies) {
    builder ??= new SegmentBuilder(no);
    // A body that was lost leaves a gap; a segment has none.
    if (no !== builder.next) break;
    const body = readable(b);
    if (body) builder.add(dev, device, body);
    else builder.addUnreadable();
    if (builder.full || builder.records >= recordsInSegment) break;
  }
  return builder?.finish() ?? null;
}

/** Undefined: damaged; checking the day says so. */
export function readable(stored: Uint8Array): Body | undefined {
  try {
    return Body.unpacked(stored);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

import type { Segment } from '../segment/builder.ts';
import { bitsFor, bucketsInSegment, gramPages, gramsInSegment, wayPages } from '../segment/pages.ts';
import type { Connection } from './schema.ts';

/** Bytes of a page of SQLite that a row's head and key take: a row that fits needs no page of its own besides. */
const rowOverhead = 56;

/** Stores a segment. To be used within a transaction of the caller. */
export function writeSegment(db: Connection, segment: Segment, pageSize: number): void {
  const no = (db.prepare('SELECT coalesce(max(no), 0) FROM segment').pluck().get() as number) + 1;
  const bits = bitsFor(segment.ways.length);
  db.prepare('INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?)').run(
    no,
    segment.first,
    segment.last,
    segment.blocks,
    bits,
    Buffer.from(segment.directory.buffer, segment.directory.byteOffset, segment.directory.byteLength),
  );
  const gram = db.prepare('INSERT INTO gram VALUES (?, ?)');
  for (const [key, page] of gramPages(segment, pageSize - rowOverhead))
    gram.run(no * gramsInSegment + key, page);
  const way = db.prepare('INSERT INTO way VALUES (?, ?)');
  for (const [bucket, page] of wayPages(segment.ways, bits)) way.run(no * bucketsInSegment + bucket, page);
}

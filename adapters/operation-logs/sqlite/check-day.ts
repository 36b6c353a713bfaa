import { encodeBody } from '../format/encode.ts';
import { FormatError } from '../format/bytes.ts';
import { Body } from '../format/body.ts';
import { leafOf, rootOf } from '../root.ts';
import type { DayFault } from './messages.ts';
import type { Connection } from './schema.ts';
import { SegmentLookup } from './segment-lookup.ts';
import { waysOf } from '../segment/ways.ts';
import { coveredUpTo } from './day-writer.ts';

interface CheckedRun {
  readonly seq: number;
  readonly body: number;
  readonly device: string;
}

/**
 * Reads a day from end to end: the structure of the file, each body, that the index finds each body, and that the
 * root is that of what is there.
 */
export function faultOf(db: Connection): DayFault {
  const lines = db.prepare('PRAGMA integrity_check(1)').pluck().all() as string[];
  if (lines.some(line => line !== 'ok')) return 'structure';
  return isWhole(db) ? 'none' : 'contents';
}

function isWhole(db: Connection): boolean {
  const { root, records } = db.prepare('SELECT root, records FROM head').get() as {
    root: string | null;
    records: number;
  };
  const runs = db
    .prepare(
      'SELECT seq, body, device.id AS device FROM run JOIN device ON device.no = dev ORDER BY device.id, seq',
    )
    .all() as CheckedRun[];
  try {
    const leaves = leavesOf(db, runs);
    return leaves.records === records && (root === null || root === rootOf(leaves.hashes));
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

function leavesOf(db: Connection, runs: readonly CheckedRun[]) {
  const stored = db.prepare('SELECT b FROM body WHERE no = ?').pluck();
  const index = new SegmentLookup(db);
  index.refresh();
  const covered = coveredUpTo(db);
  const hashes: Uint8Array[] = [];
  let records = 0;
  let open: { readonly no: number; readonly body: Body } | undefined;
  for (const { seq, body: no, device } of runs) {
    if (open?.no !== no) {
      const bytes = stored.get(no) as Buffer | undefined;
      if (!bytes) throw new FormatError(`body ${no} is missing`);
      open = { no, body: Body.unpacked(bytes) };
      const [way] = waysOf(device, open.body).keys();
      if (way !== undefined && no <= covered && !index.withWay(way).some(found => found.no === no))
        throw new FormatError(`body ${no} is not in the index`);
    }
    const run = open.body.runs.find(one => one.seq === seq);
    if (!run) throw new FormatError(`batch ${seq} is missing`);
    hashes.push(leafOf(device, encodeBody([{ batch: open.body.batchOf(run), receivedAt: run.receivedAt }])));
    records += run.n;
  }
  return { hashes, records };
}

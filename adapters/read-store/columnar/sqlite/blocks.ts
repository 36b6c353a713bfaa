import type { Database } from 'better-sqlite3';
import type { HistoryStorage, KeyFrame, MomentBlock, Segment } from '../storage.ts';

type Blocks = Pick<
  HistoryStorage,
  | 'putInit'
  | 'init'
  | 'putSegment'
  | 'lastSegment'
  | 'segment'
  | 'segments'
  | 'touched'
  | 'putKeyFrame'
  | 'keyFrameAt'
  | 'keyFrameBlocks'
  | 'putTail'
  | 'tail'
  | 'dropTail'
  | 'putMoments'
  | 'lastMoments'
  | 'momentsAt'
  | 'momentsOf'
>;

const SEGMENT = 'seq AS segment, first, last, n AS count, docs, pos AS positions, vals AS "values"';

/** What is kept as packed blobs: chunks, segments, key frames, tail, moments. */
export function blockTables(db: Database, p: string): Blocks {
  const putInit = db.prepare(`INSERT OR REPLACE INTO ${p}_init (col, chunk, data) VALUES (?,?,?)`);
  const init = db.prepare<[number, number, number], { chunk: number; block: Uint8Array }>(
    `SELECT chunk, data AS block FROM ${p}_init WHERE col=? AND chunk BETWEEN ? AND ? ORDER BY chunk`,
  );
  const putSegment = db.prepare(
    `INSERT OR REPLACE INTO ${p}_seg (col, seq, first, last, n, docs, pos, vals) VALUES (?,?,?,?,?,?,?,?)`,
  );
  const lastSegment = db.prepare<[number], Segment>(
    `SELECT ${SEGMENT} FROM ${p}_seg WHERE col=? ORDER BY seq DESC LIMIT 1`,
  );
  const segment = db.prepare<[number, number], Segment>(
    `SELECT ${SEGMENT} FROM ${p}_seg WHERE col=? AND seq=?`,
  );
  const segments = db.prepare<[number, number, number, number], Segment>(
    `SELECT ${SEGMENT} FROM ${p}_seg WHERE col=? AND last>? AND first<=? AND seq>=? ORDER BY last, first, seq`,
  );
  const touched = db
    .prepare<[number, number, number], number>(
      `SELECT 1 FROM ${p}_seg WHERE col=? AND last>? AND first<=? ORDER BY last, first LIMIT 1`,
    )
    .pluck();
  const putKey = db.prepare(
    `INSERT OR REPLACE INTO ${p}_key (col, at, block, seq, docs, data) VALUES (?,?,?,?,?,?)`,
  );
  const keyAt = db.prepare<[number, number], Omit<KeyFrame, 'blocks'>>(
    `SELECT at, seq AS segment, docs AS documents FROM ${p}_key WHERE col=? AND at<=? ORDER BY at DESC LIMIT 1`,
  );
  const keyBlocks = db
    .prepare<[number, number], Uint8Array>(`SELECT data FROM ${p}_key WHERE col=? AND at=? ORDER BY block`)
    .pluck();
  const putTail = db.prepare(`INSERT INTO ${p}_tail (pos, data) VALUES (?,?)`);
  const tail = db.prepare<[number], { position: number; data: Uint8Array }>(
    `SELECT pos AS position, data FROM ${p}_tail WHERE pos>? ORDER BY pos`,
  );
  const dropTail = db.prepare(`DELETE FROM ${p}_tail WHERE pos<=?`);
  const putMoments = db.prepare(`INSERT OR REPLACE INTO ${p}_moment (first, at, data) VALUES (?,?,?)`);
  const moments = 'SELECT first, at AS firstAt, data FROM';
  const lastMoments = db.prepare<[], MomentBlock>(`${moments} ${p}_moment ORDER BY first DESC LIMIT 1`);
  const momentsAt = db.prepare<[number], MomentBlock>(
    `${moments} ${p}_moment WHERE at<=? ORDER BY at DESC, first DESC LIMIT 1`,
  );
  const momentsOf = db.prepare<[number], MomentBlock>(
    `${moments} ${p}_moment WHERE first<=? ORDER BY first DESC LIMIT 1`,
  );

  return {
    putInit(column, chunk, block) {
      putInit.run(column, chunk, block);
    },
    init: (column, from, to) => init.all(column, from, to),
    putSegment(column, s) {
      putSegment.run(column, s.segment, s.first, s.last, s.count, s.docs, s.positions, s.values);
    },
    lastSegment: column => lastSegment.get(column),
    segment: (column, number) => segment.get(column, number),
    segments: (column, segment, after, position) => segments.all(column, after, position, segment),
    touched: (column, after, position) => touched.get(column, after, position) !== undefined,
    putKeyFrame(column, frame) {
      frame.blocks.forEach((block, index) =>
        putKey.run(column, frame.at, index, frame.segment, frame.documents, block),
      );
    },
    keyFrameAt: (column, position) => keyAt.get(column, position),
    keyFrameBlocks: (column, at) => keyBlocks.all(column, at),
    putTail(position, data) {
      putTail.run(position, data);
    },
    tail: after => tail.all(after),
    dropTail(upTo) {
      dropTail.run(upTo);
    },
    putMoments(block) {
      putMoments.run(block.first, block.firstAt, block.data);
    },
    lastMoments: () => lastMoments.get(),
    momentsAt: time => momentsAt.get(time),
    momentsOf: position => momentsOf.get(position),
  };
}

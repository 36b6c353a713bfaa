import {
  applySegment,
  frameBlocks,
  loadFrame,
  loadInit,
  newVector,
  writeInit,
  writeSegments,
} from './chain.ts';
import type { HistoryColumn } from './columns.ts';
import type { HeldColumn } from './held.ts';
import type { Limits } from './limits.ts';
import { wait, type Step } from './step.ts';
import type { ColumnState, HistoryStorage } from './storage.ts';

/** A key frame is due when half as many changes as documents have passed, and no segment is spent on less. */
function keyFrameDue(state: ColumnState, { segment }: Limits): boolean {
  return state.sinceKey >= Math.max(segment, state.documents / 2);
}

/**
 * Moves what is held of a column into segments and chunks, and writes a key frame where one is due. `position`
 * and `documents` are where the collection stands: everything held lies before. Answers the column's new state.
 */
export function* sealColumn(
  storage: HistoryStorage,
  column: HistoryColumn,
  state: ColumnState,
  held: HeldColumn,
  position: number,
  documents: number,
  limits: Limits,
): Step<ColumnState> {
  if (held.known > 0) yield* writeInit(storage, column, held.firstDoc, held.first.view(), limits.chunk);
  const changes = held.positions.length;
  let segment = state.segment;
  if (changes > 0) {
    // A key frame closes the segment before it: it covers whole segments only.
    const last = state.sinceKey > 0 ? yield* wait(storage.lastSegment(column.number)) : undefined;
    segment = yield* writeSegments(
      storage,
      column,
      last && last.count < limits.segment ? last : undefined,
      { positions: held.positions.view(), docs: held.docs.view(), values: held.values.view() },
      segment + 1,
      limits.segment,
    );
  }
  let sealed: ColumnState = {
    ...state,
    sealed: position,
    documents,
    segment,
    sinceKey: state.sinceKey + changes,
  };
  if (keyFrameDue(sealed, limits)) {
    yield* writeKeyFrame(storage, column, sealed, limits);
    sealed = { ...sealed, sinceKey: 0 };
  }
  yield* wait(storage.putColumn(sealed));
  held.sealed(position, documents);
  return sealed;
}

/**
 * The frame is made from the one before it and the segments since: the writer keeps no column in memory, and
 * pays for that one read of a column per half a column of changes.
 */
function* writeKeyFrame(
  storage: HistoryStorage,
  column: HistoryColumn,
  state: ColumnState,
  limits: Limits,
): Step<void> {
  const vector = newVector(column, state.documents);
  const before = yield* wait(storage.keyFrameAt(column.number, state.sealed));
  if (before) yield* loadFrame(storage, column, before.at, vector);
  yield* loadInit(storage, column, vector, before?.documents ?? 0, state.documents, limits.chunk);
  const segments = yield* wait(
    storage.segments(column.number, before?.segment ?? 0, before?.at ?? 0, state.sealed),
  );
  for (const segment of segments) applySegment(segment, vector, 0, state.sealed);
  yield* wait(
    storage.putKeyFrame(column.number, {
      at: state.sealed,
      segment: state.segment + 1,
      documents: state.documents,
      blocks: frameBlocks(vector, state.documents, limits.block),
    }),
  );
}

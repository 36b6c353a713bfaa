import type { ExpectedRevision } from '../../domain/kernel/index.ts';

/** What an adapter must know of a stream to judge an append. */
export interface StreamView {
  /** Last revision, -1 where the stream does not exist. */
  readonly revision: number;
  /** Event id at a revision, undefined beyond the end. */
  idAt(revision: number): string | undefined;
  /** Revision of an event id among the newest `window` events; -1 where it is not there. */
  find(id: string, window: number): number;
}

export type Judgement =
  | { readonly kind: 'append' }
  /** The same events are there; `revision` is that of the last of them. */
  | { readonly kind: 'repeat'; readonly revision: number }
  | { readonly kind: 'conflict' };

/** `any` and `exists` do not say where a repeat would be; they are looked for among this many newest events. */
export const repeatWindow = 1_000;

/**
 * May these events be appended? A repeat is recognised where every id is found in order at the place the
 * expectation names; a part of them found is a conflict, for half an append cannot have happened.
 */
export function judge(expected: ExpectedRevision, ids: readonly string[], stream: StreamView): Judgement {
  const { revision } = stream;
  if (typeof expected === 'number' || expected === 'none') {
    const wanted = expected === 'none' ? -1 : expected;
    if (wanted === revision) return { kind: 'append' };
    return ids.length > 0 && followsAt(wanted + 1, ids, stream)
      ? { kind: 'repeat', revision: wanted + ids.length }
      : { kind: 'conflict' };
  }
  if (expected === 'exists' && revision < 0) return { kind: 'conflict' };
  const first = ids[0];
  const found = first === undefined || revision < 0 ? -1 : stream.find(first, repeatWindow);
  if (found < 0) return { kind: 'append' };
  return followsAt(found, ids, stream)
    ? { kind: 'repeat', revision: found + ids.length - 1 }
    : { kind: 'conflict' };
}

function followsAt(from: number, ids: readonly string[], stream: StreamView): boolean {
  return ids.every((id, index) => stream.idAt(from + index) === id);
}

export function assertExpectation(expected: ExpectedRevision): void {
  if (typeof expected === 'number' && !(Number.isSafeInteger(expected) && expected >= 0))
    throw new RangeError(
      `expected revision must be a whole number from 0, not ${expected}; use 'none' for a new stream`,
    );
}

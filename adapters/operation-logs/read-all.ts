import type { StoredOperation } from '../../projections/operation-logs/operation-store.ts';
import { quarterMs } from './columns.ts';
import { placeOf, type OperationPlace } from './order.ts';

/** What matches within a span of time, of those who read everything. */
export interface Slice {
  /** All that match between two moments, oldest first. */
  readonly items: readonly StoredOperation[];
  /** Where the next slice begins; null: there is nothing more. */
  readonly until: number | null;
}

/** Records of a page of those who read everything. */
export const pageRecords = 1_000;

/**
 * A moment before which there are about `most` records, by how many each quarter of an hour from `from` on has;
 * undefined: there are none at all.
 */
export function endOfSlice(
  quarters: ReadonlyMap<number, number>,
  from: number,
  most: number,
): number | undefined {
  let records = 0;
  for (const [quarter, n] of [...quarters].sort(([one], [other]) => one - other)) {
    records += n;
    if (records <= most) continue;
    const start = Math.max(quarter * quarterMs, from);
    if (records > n) return start;
    // One quarter alone has too many: a part of it, as if they came evenly.
    return start + Math.max(1, Math.floor((quarterMs * most) / n));
  }
  return quarters.size === 0 ? undefined : Infinity;
}

type Pages = AsyncGenerator<readonly StoredOperation[]>;

/** For questions that an index answers: page after page, `ask` for those after a record. */
export async function* readPages(
  ask: (after: OperationPlace | undefined) => Promise<readonly StoredOperation[]>,
  signal: AbortSignal | undefined,
): Pages {
  let after: OperationPlace | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const items = await ask(after);
    signal?.throwIfAborted();
    const last = items.at(-1);
    if (last) yield items;
    if (!last || items.length < pageRecords) return;
    after = placeOf(last);
  }
}

/** For all others: span after span, `ask` for the one that begins at a moment, handed out in pages. */
export async function* readSlices(
  ask: (from: number) => Promise<Slice>,
  begin: number,
  signal: AbortSignal | undefined,
): Pages {
  for (let from: number | null = begin; from !== null;) {
    signal?.throwIfAborted();
    const { items, until }: Slice = await ask(from);
    for (let first = 0; first < items.length; first += pageRecords) {
      signal?.throwIfAborted();
      yield items.slice(first, first + pageRecords);
    }
    from = until;
  }
}

import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { placeOf, type OperationPlace } from '../order.ts';
import type { Slice } from './slices.ts';

/** Records of a page of those who read everything. */
export const pageRecords = 1_000;

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

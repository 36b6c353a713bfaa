import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useAppearance } from '../theme/appearance.tsx';
import { sizes } from '../theme/palette.ts';
import { useMedia } from './use-media.ts';

/** Two lines, as the style sheet lays them. */
const phoneRow = 58;
/** Rows before the end at which more are read. */
const near = 40;

interface Paged {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  fetchNextPage(): Promise<unknown>;
}

interface Rows {
  readonly count: number;
  /** Place of the row that is open; below 0: none. */
  readonly at: number;
  /** Opens a row that there is. */
  readonly open: (index: number) => void;
}

/** Rows that are read on by pages as one comes near to the end: what of them is drawn, and steps from one to the next. */
export function useEndlessRows(
  { hasNextPage, isFetchingNextPage, fetchNextPage }: Paged,
  { count, at, open }: Rows,
) {
  const { density } = useAppearance();
  const scroller = useRef<HTMLDivElement>(null);
  const phone = useMedia('(max-width: 760px)');
  const height = phone ? phoneRow : sizes[density].row;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: 32,
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= count - near && count > 0) void fetchNextPage();
  }, [last, count, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const step = (by: number) => {
    const next = at < 0 ? 0 : at + by;
    if (next < 0 || next >= count) return;
    open(next);
    virtualizer.scrollToIndex(next, { align: 'auto' });
  };
  return { scroller, height, items, totalSize: virtualizer.getTotalSize(), step };
}

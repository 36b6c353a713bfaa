import { useCallback, useRef, type DragEvent } from 'react';
import type { Selection } from './selection.ts';

/** Of what is carried: ids of devices, parted by commas. Nobody else's rows are taken for ours. */
const kind = 'application/x-muster-devices';

/** A row that is carried takes the selection with it where it belongs to it. All that match are too many to carry. */
export function useCarry(selection: Selection): (event: DragEvent<HTMLElement>, id: string) => void {
  const now = useRef(selection);
  now.current = selection;
  return useCallback((event, id) => {
    const { all, ids, has } = now.current;
    event.dataTransfer.setData(kind, (!all && has(id) ? [...ids] : [id]).join(','));
    event.dataTransfer.effectAllowed = 'copyLink';
  }, []);
}

/** What a place needs to take devices that are dropped on it. */
export const takesDevices = (take: ((ids: readonly string[]) => void) | undefined) =>
  take && {
    onDragOver: (event: DragEvent<HTMLElement>) => {
      if (event.dataTransfer.types.includes(kind)) event.preventDefault();
    },
    onDrop: (event: DragEvent<HTMLElement>) => {
      const ids = event.dataTransfer.getData(kind).split(',').filter(Boolean);
      if (ids.length === 0) return;
      event.preventDefault();
      take(ids);
    },
  };

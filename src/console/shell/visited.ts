import { useRouter } from '@tanstack/react-router';
import { useCallback, useSyncExternalStore } from 'react';

const kept = 'muster.visited';

/** How far this tab has come: places of the history from the first page of the console to the last one visited. */
interface Way {
  readonly first: number;
  readonly last: number;
}

function readWay(at: number): Way {
  const [first, last] = (sessionStorage.getItem(kept) ?? '').split(',').map(Number);
  return { first: Number.isInteger(first) ? first! : at, last: Number.isInteger(last) ? last! : at };
}

/**
 * Back and forward through the views of this session, and whether there are any. The router numbers the places of the
 * history; a new one ends what lay ahead.
 */
export function useVisited() {
  const { history } = useRouter();
  const subscribe = useCallback(
    (tell: () => void) =>
      history.subscribe(({ action }) => {
        const at = history.location.state.__TSR_index;
        const way = readWay(at);
        const last = action.type === 'PUSH' ? at : Math.max(at, way.last);
        sessionStorage.setItem(kept, `${Math.min(at, way.first)},${last}`);
        tell();
      }),
    [history],
  );
  const place = useSyncExternalStore(subscribe, () => {
    const at = history.location.state.__TSR_index;
    const { first, last } = readWay(at);
    return `${Number(at > first)}${Number(at < last)}`;
  });
  return {
    back: place[0] === '1' ? () => history.back() : undefined,
    forward: place[1] === '1' ? () => history.forward() : undefined,
  };
}

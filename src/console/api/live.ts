import { useEffect, useRef } from 'react';

export interface LiveChange {
  readonly collection: string;
  /** Null: more than can be named. */
  readonly ids: readonly string[] | null;
  readonly position: number;
}

type Listener = (change: LiveChange) => void;

const listeners = new Set<Listener>();
let source: EventSource | undefined;

/** One stream for the whole page, open while somebody listens; the browser reconnects by itself. */
function open(): void {
  source = new EventSource('/api/v1/live', { withCredentials: true });
  source.addEventListener('changes', event => {
    const change = JSON.parse(event.data as string) as LiveChange;
    for (const listener of listeners) listener(change);
  });
}

export function useLive(listener: Listener, enabled = true): void {
  const ref = useRef(listener);
  useEffect(() => {
    ref.current = listener;
  });
  useEffect(() => {
    if (!enabled) return;
    const mine: Listener = change => ref.current(change);
    listeners.add(mine);
    if (!source) open();
    return () => {
      listeners.delete(mine);
      if (listeners.size > 0) return;
      source?.close();
      source = undefined;
    };
  }, [enabled]);
}

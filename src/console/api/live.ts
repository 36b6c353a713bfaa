import { useEffect, useRef } from 'react';
import type { Job } from './types.ts';

export interface LiveChange {
  readonly collection: string;
  /** Null: more than can be named. */
  readonly ids: readonly string[] | null;
  readonly position: number;
}

type Listener = (change: LiveChange) => void;

interface JobListener {
  readonly changed: (job: Job) => void;
  /** The stream is there again after a gap in which anything may have happened. */
  readonly again: () => void;
}

const listeners = new Set<Listener>();
const jobListeners = new Set<JobListener>();
let source: EventSource | undefined;

/** One stream for the whole page, open while somebody listens; the browser reconnects by itself. */
function open(): void {
  source = new EventSource('/api/v1/live', { withCredentials: true });
  source.addEventListener('changes', event => {
    const change = JSON.parse(event.data as string) as LiveChange;
    for (const listener of listeners) listener(change);
  });
  source.addEventListener('job', event => {
    const job = JSON.parse(event.data as string) as Job;
    for (const listener of jobListeners) listener.changed(job);
  });
  let opened = false;
  source.addEventListener('open', () => {
    if (opened) for (const listener of jobListeners) listener.again();
    opened = true;
  });
}

function closeUnlessHeard(): void {
  if (listeners.size + jobListeners.size > 0) return;
  source?.close();
  source = undefined;
}

/** Jobs as they change. */
export function useLiveJobs(listener: JobListener, enabled: boolean): void {
  const ref = useRef(listener);
  useEffect(() => {
    ref.current = listener;
  });
  useEffect(() => {
    if (!enabled) return;
    const mine: JobListener = {
      changed: job => ref.current.changed(job),
      again: () => ref.current.again(),
    };
    jobListeners.add(mine);
    if (!source) open();
    return () => {
      jobListeners.delete(mine);
      closeUnlessHeard();
    };
  }, [enabled]);
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
      closeUnlessHeard();
    };
  }, [enabled]);
}

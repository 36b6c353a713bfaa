import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Niceness of a thread that gives way. */
export const givingWay = 10;

/**
 * Called by a thread that works for everybody, in its own time: where processors are short, the thread that answers
 * people goes first, and so do the engine's own that it waits for (ADR 0203). Linux counts by thread; elsewhere a
 * priority is the whole program's, and nothing is done.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), givingWay);
  } catch {
    // A system that hides /proc, or forbids it: then all threads are the same, as elsewhere.
  }
}

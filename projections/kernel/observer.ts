import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { Projection } from './projection.ts';

/** Looks on while projections write. What it does must be short and must not throw. */
export interface ProjectionObserver {
  /**
   * The projection has written what these events mean to it, in one write that took so many milliseconds. They follow
   * one another in the log; those that mean nothing to it are among them.
   */
  applied(projection: Projection, events: readonly StoredEvent[], milliseconds: number): void;
}

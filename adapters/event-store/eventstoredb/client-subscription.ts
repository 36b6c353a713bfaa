import type { EventFilter, Position } from '../../../domain/kernel/index.ts';
import type { Client } from './client-library.ts';
import { clientPosition, filterOf, recordedOf, safePosition } from './client-messages.ts';
import type { DriverTiming, Follower } from './driver.ts';
import { Fault, faultOf } from './fault.ts';

/**
 * A subscription to the whole log beyond `after`. Resolves by the signal, rejects when it drops; either way
 * its call is closed. One that waits to be caught up must go on saying something.
 */
export function subscribe(
  client: Client,
  timing: DriverTiming,
  after: Position,
  filter: EventFilter,
  signal: AbortSignal,
  follower: Follower & { caughtUp?(): void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let over = false;
    let timer: NodeJS.Timeout | undefined;
    const quiet = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => end(new Fault('timeout', 'the subscription says nothing')), ms);
    };
    const subscription = client.subscribeToAll({
      fromPosition: after === 0 ? 'start' : clientPosition(after),
      filter: filterOf(filter, position => {
        if (over) return;
        if (follower.caughtUp) quiet(timing.readMs);
        // Checkpoints overtake events that wait to be taken; they may only be believed after those.
        if (subscription.readableLength === 0) follower.passed(safePosition(position.commit));
      }),
    });
    const end = (fault?: Fault): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      // The place of the call is free once it is closed.
      const closed = (): void => (fault ? reject(fault) : resolve());
      subscription.unsubscribe().then(closed, closed);
    };
    const aborted = (): void => end();
    const caughtUp = (): void => {
      if (over) return;
      if (subscription.readableLength > 0) setImmediate(caughtUp);
      else follower.caughtUp?.();
    };
    subscription.on('error', error => end(faultOf(error)));
    subscription.on('confirmation', () => {
      if (over) return;
      follower.confirmed?.();
      if (follower.caughtUp) quiet(timing.readMs);
      else clearTimeout(timer);
    });
    subscription.on('caughtUp', caughtUp);
    subscription.on('data', resolved => {
      if (over) return;
      if (follower.caughtUp) quiet(timing.readMs);
      try {
        const event = recordedOf(resolved);
        if (event) follower.event(event);
      } catch (error) {
        end(faultOf(error));
      }
    });
    quiet(timing.confirmMs);
    signal.addEventListener('abort', aborted);
    if (signal.aborted) end();
  });
}

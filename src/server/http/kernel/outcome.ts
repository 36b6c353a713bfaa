import { z } from 'zod';
import type { CommandResult, DomainEvent } from '../../../../domain/kernel/index.ts';
import { accepted } from '../../errors/index.ts';

export const DryRun = z.strictObject({
  /** Show what would happen and change nothing. */
  dryRun: z.stringbool().default(false),
});

/** What a change answers: the events, and the position to wait for before reading them in lists. */
export const Outcome = z.object({
  dryRun: z.boolean(),
  /** Empty: there was nothing to do. */
  events: z.array(z.object({ type: z.string(), data: z.unknown() })),
  revision: z.number(),
  position: z.number(),
});
export type Outcome = z.infer<typeof Outcome>;

/** One answer for the commands one request gave; refusals and conflicts are thrown. */
export function outcomeOf<Event extends DomainEvent, Code extends string>(
  results: readonly CommandResult<Event, Code>[],
  dryRun: boolean,
): Outcome {
  const all = results.map(accepted);
  return {
    dryRun,
    events: all.flatMap(({ events }) => events.map(({ type, data }) => ({ type, data }))),
    revision: all[0]?.revision ?? -1,
    position: Math.max(0, ...all.map(({ position }) => position)),
  };
}

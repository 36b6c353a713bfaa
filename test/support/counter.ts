import { z } from 'zod';
import { accept, defineEvent, refuse, type Decider, type EventsOf } from '../../domain/kernel/index.ts';

/** The smallest aggregate that has everything: a refusal, a nothing-to-do, several events of one command. */
export const counterEvents = {
  CounterRaised: defineEvent('CounterRaised', 2, z.strictObject({ by: z.number(), note: z.string() }), {
    1: data => ({ ...(data as object), note: '' }),
  }),
};

export type CounterCommand = { readonly raiseBy: readonly number[] } | { readonly raiseTo: number };

export const counter: Decider<
  { readonly sum: number },
  CounterCommand,
  EventsOf<typeof counterEvents>,
  'COUNTER_TOO_HIGH'
> = {
  name: 'counter',
  stateVersion: 1,
  initial: { sum: 0 },
  decide(command, state) {
    const steps = 'raiseTo' in command ? [command.raiseTo - state.sum].filter(by => by > 0) : command.raiseBy;
    const sum = steps.reduce((total, by) => total + by, state.sum);
    if (sum > 100) return refuse('COUNTER_TOO_HIGH', { sum });
    return accept(...steps.map(by => ({ type: 'CounterRaised' as const, data: { by, note: 'n' } })));
  },
  evolve: (state, event) => ({ sum: state.sum + event.data.by }),
};

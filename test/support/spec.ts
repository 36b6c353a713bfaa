import type { Decider, DomainEvent } from '../../domain/kernel/index.ts';

/**
 * Given events, when a command, then exactly these events in this order, nothing, or a refusal.
 *
 *   spec(device).given(registered).when(remove).then(removed)
 */
export function spec<State, Command, Event extends DomainEvent, Code extends string>(
  decider: Decider<State, Command, Event, Code>,
) {
  const given = (...events: readonly Event[]) => {
    const state = () => events.reduce((folded, event) => decider.evolve(folded, event), decider.initial);
    return {
      state,
      when(command: Command) {
        const decision = decider.decide(command, state());
        return {
          decision,
          then(...expected: readonly Event[]) {
            expect(decision).toStrictEqual({ kind: 'accepted', events: expected });
          },
          thenNothing() {
            expect(decision).toStrictEqual({ kind: 'accepted', events: [] });
          },
          thenRefused(code: Code, details?: Readonly<Record<string, unknown>>) {
            expect(decision).toMatchObject({ kind: 'refused', refusal: { code } });
            if (details && decision.kind === 'refused')
              expect(decision.refusal.details).toStrictEqual(details);
          },
        };
      },
    };
  };
  return { given, givenNothing: given() };
}

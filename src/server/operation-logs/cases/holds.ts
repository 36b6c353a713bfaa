import {
  holdsOf,
  legalHolds,
  legalHoldsStream,
  type LegalHoldCommand,
  type LegalHolds,
} from '../../../../domain/operation-logs/index.ts';
import type { OperationStore } from '../../../../projections/operation-logs/index.ts';
import { keeperOf } from '../../auth/built-in.ts';
import type { Principal } from '../../auth/principal.ts';
import { accepted, AppError } from '../../errors/index.ts';
import type { Services } from '../../services.ts';

/** A command without who gives it. */
type Asked<Command = LegalHoldCommand> = Command extends unknown ? Omit<Command, 'by'> : never;

/** Days that are kept for a case, however old they are. */
export class Holds {
  readonly #ports: Pick<Services, 'commands'>;

  constructor(ports: Pick<Services, 'commands'>) {
    this.#ports = ports;
  }

  async all(): Promise<LegalHolds> {
    return (await this.#ports.commands.load(legalHoldsStream, legalHolds)).state;
  }

  /** Whether a day must not be removed. */
  async isHeld(day: string): Promise<boolean> {
    return holdsOf(await this.all(), day).length > 0;
  }

  /** Days of the store that stand under each hold, oldest first. */
  async daysOf(holds: LegalHolds, store: OperationStore): Promise<ReadonlyMap<string, readonly string[]>> {
    const days = new Map<string, string[]>(Object.keys(holds).map(hold => [hold, []]));
    for (const { day } of (await store.days()).toReversed())
      for (const hold of holdsOf(holds, day)) days.get(hold)!.push(day);
    return days;
  }

  /** @throws AppError for what the decider refuses, and where the command line of the machine would confirm */
  async run(principal: Principal, asked: Asked) {
    // Whoever is at the machine may be the one who asked: two people have two accounts.
    if (asked.type === 'ConfirmRelease' && principal.via === 'local')
      throw new AppError('LEGAL_HOLD_NEEDS_SECOND_PERSON', { details: { hold: asked.hold } });
    const command = { ...asked, by: keeperOf(principal) } as LegalHoldCommand;
    const { actor } = principal;
    return accepted(await this.#ports.commands.handle(legalHoldsStream, legalHolds, command, { actor }));
  }
}

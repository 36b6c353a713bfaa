import { memoryCredentialStore } from '../../adapters/credentials/index.ts';
import { fixedClock, systemIds } from '../../adapters/platform/index.ts';
import {
  createCatalogue,
  createCommandHandler,
  withSchemas,
  type CredentialStore,
  type EventStore,
} from '../../domain/kernel/index.ts';
import { systemEvents } from '../../domain/system/index.ts';
import { createSealer, type Sealer, type SealerOptions } from '../../src/processes/sealer.ts';
import { counter, counterEvents } from './counter.ts';

export interface LedgerSet {
  readonly sealer: Sealer;
  readonly clock: ReturnType<typeof fixedClock>;
  readonly credentials: CredentialStore;
  /** Appends so many events, one command each. */
  raise(times: number, stream?: string): Promise<void>;
}

/** A log with something to seal, and a sealer of it. */
export function ledgerOn(events: EventStore, more: Partial<SealerOptions> = {}): LedgerSet {
  const clock = fixedClock();
  const ids = systemIds();
  const catalogue = createCatalogue(counterEvents, systemEvents);
  const commands = createCommandHandler({ events: withSchemas(events, catalogue), catalogue, clock, ids });
  const credentials = more.credentials ?? memoryCredentialStore(clock);
  return {
    clock,
    credentials,
    sealer: createSealer({ events, commands, clock, ids, ...more, credentials }),
    async raise(times, stream = 'counter-1') {
      for (let index = 0; index < times; index++) {
        const context = { commandId: ids.next(), actor: 'account:kim' as const };
        const result = await commands.handle(stream, counter, { raiseBy: [0.001] }, context);
        if (result.kind !== 'accepted') throw new Error(result.kind);
      }
    },
  };
}

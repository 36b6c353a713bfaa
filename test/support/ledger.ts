import { fixedClock, systemIds } from '../../adapters/platform/index.ts';
import {
  createCatalogue,
  createCommandHandler,
  withSchemas,
  type Credential,
  type CredentialStore,
  type EventStore,
} from '../../domain/kernel/index.ts';
import { systemEvents } from '../../domain/system/index.ts';
import { createSealer, type Sealer, type SealerOptions } from '../../src/processes/sealer.ts';
import { counter, counterEvents } from './counter.ts';

/** Keeps credentials for one test. */
export function memoryCredentials(): CredentialStore {
  const kept = new Map<string, Credential>();
  const keyOf = (kind: string, id: string): string => `${kind} ${id}`;
  return {
    async put(credential) {
      kept.set(keyOf(credential.kind, credential.id), credential);
    },
    async create(credential) {
      const key = keyOf(credential.kind, credential.id);
      return !kept.has(key) && (kept.set(key, credential), true);
    },
    async get(kind, id) {
      return kept.get(keyOf(kind, id));
    },
    async list(kind) {
      return [...kept.values()].filter(credential => credential.kind === kind);
    },
    async delete(kind, id) {
      return kept.delete(keyOf(kind, id));
    },
    close: async () => undefined,
  };
}

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
  const credentials = more.credentials ?? memoryCredentials();
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

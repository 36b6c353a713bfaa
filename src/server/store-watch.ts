import type { EventStore } from '../../domain/kernel/index.ts';
import { StoreUnavailableError } from '../../domain/kernel/index.ts';
import { appending } from './appending.ts';

export interface StoreState {
  readonly writable: boolean;
  readonly problem: string | null;
}

const words: Readonly<Record<StoreUnavailableError['reason'], string>> = {
  'disk-full': 'the disk is full; nothing more is accepted until there is room',
  unreachable: 'the store cannot be reached',
  corrupt: 'the store is damaged',
  closed: 'the store is closed',
  timeout: 'the store did not answer in time',
  denied: 'the store does not let this server write',
  'read-only': 'the store may only be read here',
};

/** The same log, and how its last append went: what the health page says of it. */
export function watchStore(store: EventStore): {
  readonly events: EventStore;
  readonly state: () => StoreState;
} {
  let state: StoreState = { writable: true, problem: null };
  const events = appending(store, async (stream, expected, batch) => {
    try {
      const result = await store.append(stream, expected, batch);
      if (!state.writable) state = { writable: true, problem: null };
      return result;
    } catch (error) {
      if (error instanceof StoreUnavailableError) state = { writable: false, problem: words[error.reason] };
      throw error;
    }
  });
  return { events, state: () => state };
}

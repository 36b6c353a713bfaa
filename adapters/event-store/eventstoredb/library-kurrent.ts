import * as library from '@kurrent/kurrentdb-client';
import type { Client, ClientLibrary } from './client-library.ts';

/** `@kurrent/kurrentdb-client`: reads by a native part, with filters. */
export function kurrentLibrary(address: string): ClientLibrary {
  return {
    connect: () => library.KurrentDBClient.connectionString(address) as unknown as Client,
    expecting: streamState => ({ streamState }),
    jsonEvent: event => library.jsonEvent(event as Parameters<typeof library.jsonEvent>[0]),
    filtersReads: true,
  };
}

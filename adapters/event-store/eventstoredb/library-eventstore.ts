import * as library from '@eventstore/db-client';
import type { Client, ClientLibrary } from './client-library.ts';

/** `@eventstore/db-client`: plain JavaScript, reads without filters. */
export function eventStoreLibrary(address: string): ClientLibrary {
  return {
    connect: () => library.EventStoreDBClient.connectionString(address) as unknown as Client,
    expecting: expectedRevision => ({ expectedRevision }),
    jsonEvent: event => library.jsonEvent(event as Parameters<typeof library.jsonEvent>[0]),
    filtersReads: false,
  };
}

import { Duplex, type Stream } from 'node:stream';
import * as library from '@eventstore/db-client';
import type { Client, ClientLibrary } from './client-library.ts';

/** `@eventstore/db-client`: plain JavaScript, reads without filters. */
export function eventStoreLibrary(address: string): ClientLibrary {
  return {
    connect: () => endingAlone(library.EventStoreDBClient.connectionString(address)) as unknown as Client,
    expecting: expectedRevision => ({ expectedRevision }),
    jsonEvent: event => library.jsonEvent(event as Parameters<typeof library.jsonEvent>[0]),
    filtersReads: false,
  };
}

/**
 * The package keeps what waits for an answer in one list for all clients of a process and empties it when the call
 * of appends of any of them fails; an answer that nobody waits for then throws where nobody catches it. A client
 * that ends therefore takes its call out of the package's hands first.
 */
function endingAlone(client: library.EventStoreDBClient): library.EventStoreDBClient {
  const { disposableStreams } = client as unknown as { disposableStreams: ReadonlySet<Stream> };
  const dispose = client.dispose;
  client.dispose = () => {
    for (const stream of disposableStreams)
      if (stream instanceof Duplex && 'getPeer' in stream)
        stream.removeAllListeners('error').on('error', () => undefined);
    return dispose();
  };
  return client;
}

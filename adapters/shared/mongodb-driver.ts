import { createRequire } from 'node:module';
import { MongoNetworkError } from 'mongodb';

/** What of the driver's connection is reached into. */
interface DriverConnection {
  readonly socket: { readonly destroyed: boolean; readonly writable: boolean };
  throwIfAborted(): void;
}

const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as {
  readonly Connection: { readonly prototype: DriverConnection };
};
const { prototype } = Connection;
const { throwIfAborted } = prototype;

/**
 * Between the end of a socket and the event that tells of it, `mongodb` 6.22 still writes to it. What it writes then
 * waits for ever: a question that is never answered or, where it is the look for the server itself, a server that is
 * never seen again though it is back. So it is asked before each write, at the place where the driver asks whether
 * its connection has failed.
 */
prototype.throwIfAborted = function (this: DriverConnection): void {
  throwIfAborted.call(this);
  if (this.socket.destroyed || !this.socket.writable)
    throw new MongoNetworkError('the connection has just ended');
};

import type { Socket } from 'node:net';
import type { Db } from 'mongodb';
import { ReadStoreUnavailableError } from '../../../adapters/read-store/unavailable.ts';
import { describeMongodb, mongodbOfSuite } from '../../support/mongodb.ts';

interface Reached {
  readonly topology: {
    readonly s: {
      readonly servers: ReadonlyMap<
        string,
        { readonly pool: { readonly connections: Iterable<{ readonly socket: Socket }> } }
      >;
    };
  };
}

/** Connections that wait for work. */
function* idleSockets(db: Db): Generator<Socket> {
  for (const { pool } of (db.client as unknown as Reached).topology.s.servers.values())
    for (const { socket } of pool.connections) yield socket;
}

describeMongodb('the MongoDB driver, when a connection ends just before it is written to', () => {
  const mongodb = mongodbOfSuite();

  test.each([
    ['destroyed', (socket: Socket) => socket.destroy()],
    ['ended', (socket: Socket) => socket.end()],
  ])('%s: a question is answered all the same, a write is refused in one line', async (_how, end) => {
    const connection = await mongodb.connect();
    const notes = connection.db.collection('notes');
    await notes.insertOne({ name: 'first' });
    const sockets = [...idleSockets(connection.db)];
    expect(sockets.length).toBeGreaterThan(0);
    sockets.forEach(end);
    // The driver asks once more by itself.
    expect(await connection.asked(notes.countDocuments())).toBe(1);

    [...idleSockets(connection.db)].forEach(end);
    await expect(connection.asked(notes.insertOne({ name: 'second' }))).rejects.toThrow(
      ReadStoreUnavailableError,
    );
    expect(await connection.asked(notes.countDocuments())).toBe(1);
  });
});

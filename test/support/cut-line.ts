import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

const WRITES = ['insert', 'update', 'delete', 'findAndModify'];

/** A line to a MongoDB server that can be cut at a write: that one and all that follow never arrive. */
export interface CutLine {
  readonly port: number;
  /** Lets so many writes through, then cuts; undefined lets all through. */
  cutAfter(writes: number | undefined): void;
  close(): Promise<void>;
}

export async function cutLine(server: { readonly host: string; readonly port: number }): Promise<CutLine> {
  let left: number | undefined;
  const sockets = new Set<Socket>();
  const listener = createServer(client => {
    const upstream = connect(server.port, server.host);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    upstream.pipe(client);
    let held = Buffer.alloc(0);
    client.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      while (held.length >= 4 && held.length >= held.readInt32LE(0)) {
        const message = held.subarray(0, held.readInt32LE(0));
        held = held.subarray(message.length);
        if (isWrite(message) && left !== undefined && left-- <= 0) return end();
        upstream.write(message);
      }
    });
  });
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    cutAfter(writes) {
      left = writes;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => listener.close(resolve));
    },
  };
}

/** OP_MSG: 16 bytes of header, flags, kind, length and type, then the command's name. */
function isWrite(message: Buffer): boolean {
  const name = message.subarray(26, message.indexOf(0, 26)).toString();
  return message.readInt32LE(12) === 2013 && WRITES.includes(name);
}

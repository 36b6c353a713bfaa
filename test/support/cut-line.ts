import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

const WRITES = ['insert', 'update', 'delete', 'findAndModify', 'renameCollection', 'create', 'drop'];

/**
 * A line to a MongoDB server that can be cut at a write: that one and all that follow never arrive. Or it is held
 * there, as where the process is stopped: what is sent arrives when it goes on.
 */
export interface CutLine {
  readonly port: number;
  /** Lets so many writes through, then cuts; undefined lets all through. */
  cutAfter(writes: number | undefined): void;
  /** Lets so many writes through, then holds everything back; resolves once it does. */
  holdAfter(writes: number): Promise<void>;
  goOn(): void;
  close(): Promise<void>;
}

export async function cutLine(server: { readonly host: string; readonly port: number }): Promise<CutLine> {
  let left: number | undefined;
  let hold: { left: number; readonly begun: () => void; held: boolean } | undefined;
  const heldBack: (() => void)[] = [];
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
        if (hold && !hold.held && isWrite(message) && hold.left-- <= 0) {
          hold.held = true;
          hold.begun();
        }
        if (hold?.held) heldBack.push(() => upstream.write(message));
        else upstream.write(message);
      }
    });
  });
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    cutAfter(writes) {
      left = writes;
    },
    holdAfter(writes) {
      return new Promise(begun => (hold = { left: writes, begun, held: false }));
    },
    goOn() {
      hold = undefined;
      for (const send of heldBack.splice(0)) send();
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

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** What may become of a message on its way to the server. */
export interface OnItsWay {
  pass(): void;
  /** In place of the server's answer. */
  answer(bytes: Buffer): void;
  /** Ends the connection on both sides. */
  cut(): void;
}

export interface MessageLine {
  readonly port: number;
  close(): Promise<void>;
}

/** A line to a MongoDB server on which each message to it is looked at; what comes back passes as it is. */
export async function messageLine(
  server: { readonly host: string; readonly port: number },
  look: (message: Buffer, onItsWay: OnItsWay) => void,
  tls?: TlsOptions,
): Promise<MessageLine> {
  const sockets = new Set<Socket>();
  const serve = (client: Socket): void => {
    const upstream = connect(server.port, server.host);
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', cut).on('close', cut);
    }
    upstream.pipe(client);
    let held = Buffer.alloc(0);
    client.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      while (held.length >= 4 && held.length >= held.readInt32LE(0)) {
        const message = held.subarray(0, held.readInt32LE(0));
        held = held.subarray(message.length);
        look(message, {
          pass: () => upstream.write(message),
          answer: answer => client.write(answer),
          cut,
        });
      }
    });
  };
  const listener = tls
    ? createTlsServer(tls, serve).on('tlsClientError', (_error, socket) => socket.destroy())
    : createServer(serve);
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => listener.close(resolve));
    },
  };
}

export const OP_REPLY = 1;
const OP_QUERY = 2004;
export const OP_MSG = 2013;

/** The command's name: the first key of the document, which lies elsewhere in each form of a question. */
export function commandOf(message: Buffer): string {
  const nameFrom = (from: number): string => message.subarray(from, message.indexOf(0, from)).toString();
  switch (message.readInt32LE(12)) {
    case OP_MSG:
      // After the header: flags, kind of section, length of the document, type of its first value.
      return nameFrom(16 + 4 + 1 + 4 + 1);
    case OP_QUERY:
      // After the header: flags, name of a collection, two numbers, length of the document, type of its first value.
      return nameFrom(message.indexOf(0, 20) + 1 + 8 + 4 + 1);
    default:
      return '';
  }
}

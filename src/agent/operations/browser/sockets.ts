import { chmod, chown, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { Logger } from 'pino';
import { frameOf, Frames, messageIn } from './frames.ts';
import { socketIn } from './host.ts';
import type { BrowserOrder } from './messages.ts';

/** Profiles of a user that are open at once. */
const mostConnections = 16;
/** Messages of one connection: so many at once, and then so many a second. */
const burst = 300;
const perSecond = 20;

export interface SocketPorts {
  /** Folder of the sockets. */
  readonly folder: string;
  readonly order: BrowserOrder;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What a program of that user has said. Never throws. */
  readonly heard: (uid: number, message: unknown) => void;
}

/**
 * A socket for each user, to which nobody but that user is let: so it is known whose messages they are, whatever they say.
 */
export class UserSockets {
  readonly #ports: SocketPorts;
  readonly #open = new Map<number, { readonly server: Server; readonly connections: Set<Socket> }>();

  constructor(ports: SocketPorts) {
    this.#ports = ports;
  }

  /** From now on these users have one, and nobody else. */
  async follow(uids: ReadonlySet<number>): Promise<void> {
    for (const uid of this.#open.keys()) if (!uids.has(uid)) this.#end(uid);
    for (const uid of uids) if (!this.#open.has(uid)) await this.#begin(uid);
  }

  close(): void {
    for (const uid of this.#open.keys()) this.#end(uid);
  }

  async #begin(uid: number): Promise<void> {
    const { folder, log } = this.#ports;
    await mkdir(folder, { recursive: true });
    // Users reach what is theirs in it, and see nothing else.
    await chmod(folder, 0o711);
    const path = socketIn(folder, uid);
    await rm(path, { force: true });
    const connections = new Set<Socket>();
    const server = createServer(socket => this.#serve(uid, socket, connections));
    server.on('error', error => log.warn({ err: error, uid }, 'a socket for browsers failed'));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    this.#open.set(uid, { server, connections });
    await chmod(path, 0o600);
    if (process.getuid?.() !== uid) await chown(path, uid, -1);
  }

  #end(uid: number): void {
    const known = this.#open.get(uid);
    this.#open.delete(uid);
    known?.server.close();
    for (const socket of known?.connections ?? []) socket.destroy();
  }

  #serve(uid: number, socket: Socket, connections: Set<Socket>): void {
    const { order, log, heard, now } = this.#ports;
    socket.on('error', () => socket.destroy());
    if (connections.size >= mostConnections) return void socket.destroy();
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    socket.write(frameOf(order));
    const frames = new Frames();
    let credit = burst;
    let since = now();
    socket.on('data', (bytes: Buffer) => {
      try {
        for (const frame of frames.take(bytes)) {
          const time = now();
          credit = Math.min(burst, credit + (Math.max(0, time - since) / 1_000) * perSecond);
          since = time;
          if (credit < 1) throw new Error('more messages than a person causes');
          credit--;
          heard(uid, messageIn(frame));
        }
      } catch (error) {
        log.warn({ uid, reason: (error as Error).message }, 'a browser is not listened to any more');
        socket.destroy();
      }
    });
  }
}

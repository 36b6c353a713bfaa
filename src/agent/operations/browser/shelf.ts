import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PackedExtension } from './package.ts';

const host = '127.0.0.1';

/**
 * Where browsers of this computer fetch the extension, and ask for newer ones. Whoever took its place while the agent is
 * away could hand out nothing else: browsers compare the key with the id in their policy.
 */
export class Shelf {
  readonly #server: Server;
  readonly #extension: PackedExtension;

  constructor(extension: PackedExtension) {
    this.#extension = extension;
    this.#server = createServer({ requestTimeout: 10_000 }, ({ method, url }, response) => {
      const [type, content] = this.#at(method, url) ?? [];
      response.writeHead(content === undefined ? 404 : 200, {
        'content-type': type ?? 'text/plain',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        connection: 'close',
      });
      response.end(content);
    });
  }

  /** At this port, as policies say it already; where another program has it, at any. Resolves with the port. */
  async open(port: number): Promise<number> {
    await this.#listen(port).catch(() => this.#listen(0));
    return this.#port;
  }

  /** What a policy names. */
  get updateAddress(): string {
    return `http://${host}:${this.#port}/update.xml`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.removeListener('error', reject);
        resolve();
      });
    });
  }

  #at(method: string | undefined, url: string | undefined): [string, string | Buffer] | undefined {
    const { id, version, crx } = this.#extension;
    const path = url?.split('?', 1)[0];
    if (method !== 'GET') return undefined;
    if (path === `/${id}.crx`) return ['application/x-chrome-extension', crx];
    if (path !== '/update.xml') return undefined;
    const codebase = `http://${host}:${this.#port}/${id}.crx`;
    return [
      'application/xml',
      `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${id}"><updatecheck codebase="${codebase}" version="${version}"/></app>
</gupdate>
`,
    ];
  }
}

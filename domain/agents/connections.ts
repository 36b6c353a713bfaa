import { z } from 'zod';
import { containsNetwork, parseNetwork, type Ipv4Network } from './network.ts';

/** A line of the file of higher connection destinations: agents in this network speak to that server. */
export interface Connection {
  /** Null: everywhere else. */
  readonly network: Ipv4Network | null;
  /** Address of the server. */
  readonly server: string;
}

const mostLines = 500;
const Server = z.url({ protocol: /^https$/, hostname: /^.+$/ }).max(300);

/**
 * The lines of the file: `NETWORK ADDRESS`, where `*` is every network; `#` begins a comment. Answers the number of
 * the first line that is none, from 1.
 */
export function parseConnections(text: string): readonly Connection[] | { readonly line: number } {
  const found: Connection[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/#.*$/, '').trim();
    if (line === '') continue;
    const [network = '', server = '', ...rest] = line.split(/\s+/);
    const parsed = network === '*' ? null : parseNetwork(network);
    if (
      parsed === undefined ||
      rest.length > 0 ||
      !Server.safeParse(server).success ||
      found.length === mostLines
    )
      return { line: index + 1 };
    found.push({ network: parsed, server: server.replace(/\/+$/, '') });
  }
  return found;
}

/** Where a computer with these IPv4 addresses belongs: the narrowest network that holds one; undefined: nowhere. */
export function connectionFor(
  connections: readonly Connection[],
  addresses: readonly string[],
): string | undefined {
  const own = addresses.flatMap(address => parseNetwork(`${address}/32`) ?? []);
  const holding = connections.filter(
    ({ network }) => network === null || own.some(address => containsNetwork(network, address)),
  );
  const width = ({ network }: Connection) => network?.bits ?? 0;
  return holding.reduce<Connection | undefined>(
    (best, each) => (best === undefined || width(each) > width(best) ? each : best),
    undefined,
  )?.server;
}

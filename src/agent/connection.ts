import { networkInterfaces } from 'node:os';
import { connectionFor, parseConnections } from '../../domain/agents/index.ts';
import { AgentFault } from './fault.ts';
import { serverAddress } from './server/address.ts';
import { readIfThere } from './store/files.ts';

/**
 * The server that the list of higher connection destinations names for the networks this computer is in; undefined:
 * there is no list, or it names none. Throws `USAGE` where the list cannot be followed.
 */
export function connectionIn(file: string, addresses = ownAddresses()): string | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const connections = parseConnections(text);
  if ('line' in connections)
    throw new AgentFault('USAGE', `${file} cannot be followed, see line ${connections.line}`);
  const server = connectionFor(connections, addresses);
  return server === undefined ? undefined : serverAddress(server);
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap(each => each ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

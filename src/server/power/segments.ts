import {
  addressText,
  containsNetwork,
  parseNetwork,
  type Ipv4Network,
} from '../../../domain/agents/index.ts';
import type { Inventory } from '../../../domain/devices/index.ts';

/** A network card of a device, and the segment in which it can be called. */
export interface Card {
  readonly mac: string;
  readonly network: Ipv4Network;
  readonly broadcast: string;
}

const bitsAssumed = 24;

/** Cards that have an address in a segment, virtual ones left out. */
export function cardsOf({ networkAdapters = [] }: Pick<Inventory, 'networkAdapters'>): readonly Card[] {
  return networkAdapters.flatMap(({ mac, ipv4 = [], mask, virtual }) => {
    if (mac === undefined || virtual === true) return [];
    return ipv4.flatMap(address => {
      const network = segmentOf(address, mask);
      return network ? [{ mac, network, broadcast: broadcastOf(network) }] : [];
    });
  });
}

/** Without a mask that can be read, the usual one. */
export function segmentOf(address: string, mask: string | undefined): Ipv4Network | undefined {
  const network = parseNetwork(`${address}/${bitsOf(mask)}`);
  // Of two computers or fewer there is nobody else to call.
  return network && network.bits <= 30 ? network : undefined;
}

export function isIn(network: Ipv4Network, address: string): boolean {
  const host = parseNetwork(`${address}/32`);
  return host !== undefined && containsNetwork(network, host);
}

/** What addresses of the network begin with as text, whole octets only: `192.0.2.`. */
export function beginningOf({ address, bits }: Ipv4Network): string {
  const octets = addressText(address)
    .split('.')
    .slice(0, Math.floor(bits / 8));
  return octets.map(octet => `${octet}.`).join('');
}

const broadcastOf = ({ address, bits }: Ipv4Network): string => addressText(address + 2 ** (32 - bits) - 1);

function bitsOf(mask: string | undefined): number {
  const whole = mask === undefined ? undefined : parseNetwork(`${mask}/32`)?.address;
  if (whole === undefined) return bitsAssumed;
  const bits = whole.toString(2).padStart(32, '0');
  return /^1+0*$/.test(bits) ? (bits.indexOf('0') === -1 ? 32 : bits.indexOf('0')) : bitsAssumed;
}

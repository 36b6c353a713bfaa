/**
 * IPv4 networks in CIDR notation. A network is written with its first address, so that one network has one
 * spelling.
 */
export interface Ipv4Network {
  /** 32 bits, unsigned. */
  readonly address: number;
  /** Bits that are the network's, 1 to 32. */
  readonly bits: number;
}

/** `10.1.7.9/16` → 10.1.0.0/16; undefined where the text is none. */
export function parseNetwork(text: string): Ipv4Network | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text.trim());
  if (!match) return undefined;
  const [octets, bits] = [match.slice(1, 5).map(Number), Number(match[5])];
  if (octets.some(octet => octet > 255) || bits < 1 || bits > 32) return undefined;
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - bits);
  return { address: Math.floor(address / size) * size, bits };
}

export function networkText({ address, bits }: Ipv4Network): string {
  return `${addressText(address)}/${bits}`;
}

/** `10.1.7.9` of 32 bits. */
export function addressText(address: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** True where every address of `inner` is one of `outer`; a network contains itself. */
export function containsNetwork(outer: Ipv4Network, inner: Ipv4Network): boolean {
  const size = 2 ** (32 - outer.bits);
  return inner.bits >= outer.bits && Math.floor(inner.address / size) * size === outer.address;
}

import type { Inventory } from '../../domain/devices/index.ts';
import { compact, type ItemReader } from './item-reader.ts';
import { toAddress, toLinkSpeed, toMac } from './values.ts';

type Adapter = NonNullable<Inventory['networkAdapters']>[number];

interface Gathered {
  name: string;
  mac: string | undefined;
  ipv4: Set<string>;
  ipv6: Set<string>;
  mask: string | undefined;
  gateway: string | undefined;
  dhcpServer: string | undefined;
  type: string | undefined;
  status: 'up' | 'down' | undefined;
  speed: number | undefined;
  virtual: boolean | undefined;
  ssid: string | undefined;
}

const types: ReadonlyMap<string, string> = new Map([
  ['ether', 'ethernet'],
  ['ethernet', 'ethernet'],
  ['wireless', 'wifi'],
]);

/**
 * Agents send a row per address; a person sees an adapter with addresses. Loopback is left out, and so is the
 * speed of Wi-Fi, which is another one at every look.
 */
export class NetworkAdapters {
  private readonly byKey = new Map<string, Gathered>();
  private readonly maximum: number;

  constructor(maximum: number) {
    this.maximum = maximum;
  }

  /** What became of the row. */
  add(reader: ItemReader): 'taken' | 'loopback' | 'invalid' | 'limit' {
    const name = reader.text('description', 'name');
    if (name === undefined) return 'invalid';
    const type = reader.lower('type');
    if (type === 'loopback' || /^lo\d*$/i.test(name)) return 'loopback';
    const mac = toMac(reader.raw('mac'));
    const key = `${name.toLowerCase()}\u0000${mac ?? ''}`;
    let adapter = this.byKey.get(key);
    if (!adapter) {
      if (this.byKey.size >= this.maximum) return 'limit';
      adapter = emptyAdapter(name, mac);
      this.byKey.set(key, adapter);
    }
    gather(adapter, reader, type);
    return 'taken';
  }

  finish(): Adapter[] {
    return [...this.byKey.values()].map(adapter =>
      compact<Adapter>({
        ...adapter,
        ipv4: adapter.ipv4.size > 0 ? [...adapter.ipv4].sort() : undefined,
        ipv6: adapter.ipv6.size > 0 ? [...adapter.ipv6].sort() : undefined,
        speed: adapter.type === 'wifi' ? undefined : adapter.speed,
      }),
    );
  }
}

function emptyAdapter(name: string, mac: string | undefined): Gathered {
  return {
    name,
    mac,
    ipv4: new Set(),
    ipv6: new Set(),
    mask: undefined,
    gateway: undefined,
    dhcpServer: undefined,
    type: undefined,
    status: undefined,
    speed: undefined,
    virtual: undefined,
    ssid: undefined,
  };
}

function gather(adapter: Gathered, reader: ItemReader, type: string | undefined): void {
  // OCS puts either family into one field, the others have one for each.
  const address = toAddress(reader.raw('ipaddress'));
  const address6 = toAddress(reader.raw('ipaddress6'));
  for (const one of [address, address6]) {
    if (one?.family === 4 && adapter.ipv4.size < 256) adapter.ipv4.add(one.address);
    else if (one?.family === 6 && adapter.ipv6.size < 64) adapter.ipv6.add(one.address);
  }
  if (address?.family === 4) {
    adapter.mask = least(adapter.mask, toAddress(reader.raw('ipmask'))?.address);
    adapter.gateway = least(adapter.gateway, toAddress(reader.raw('ipgateway'))?.address);
    adapter.dhcpServer = least(adapter.dhcpServer, toAddress(reader.raw('ipdhcp'))?.address);
  }
  adapter.type = least(adapter.type, type === undefined ? undefined : (types.get(type) ?? type));
  const status = reader.lower('status');
  // Up in one row is up: an address that is going away does not take the adapter down.
  if (status === 'up' || (status === 'down' && adapter.status === undefined)) adapter.status = status;
  const speed = toLinkSpeed(reader.raw('speed'));
  if (speed !== undefined) adapter.speed = Math.max(adapter.speed ?? 0, speed);
  const virtual = reader.boolean('virtualdev');
  if (virtual !== undefined) adapter.virtual = virtual || adapter.virtual === true;
  adapter.ssid = least(adapter.ssid, reader.text('wifi_ssid'));
}

/** Rows come in any order; what two of them say differently must not depend on it. */
function least(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

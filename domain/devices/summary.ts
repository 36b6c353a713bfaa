import type { Summary } from './event-parts.ts';
import type { Inventory } from './inventory.ts';

type Adapter = NonNullable<Inventory['networkAdapters']>[number];

/** File systems that are no storage of the device: of the network, of memory, of images. */
const notStorage = /^(nfs|cifs|smb|fuse|tmpfs|devtmpfs|overlay|squashfs|iso9660|udf|cdfs|ramfs|proc|sysfs)/i;

export function summaryOf(inventory: Inventory): Required<Summary> {
  return { network: networkOf(inventory), storage: storageOf(inventory), processor: processorOf(inventory) };
}

function networkOf(inventory: Inventory): NonNullable<Summary['network']> {
  const adapters = (inventory.networkAdapters ?? []).filter(({ name }) => !/^(lo\d*$|loopback)/i.test(name));
  const [first] = adapters
    .filter(({ ipv4, ipv6 }) => ipv4?.length || ipv6?.length)
    .sort((one, two) => worth(two, inventory.gateway) - worth(one, inventory.gateway));
  const [firstWithMac] = first?.mac ? [first] : adapters.filter(({ mac }) => mac !== undefined);
  return {
    ipAddress: first?.ipv4?.[0] ?? first?.ipv6?.[0] ?? null,
    ipAddresses: distinct(adapters.flatMap(({ ipv4 = [], ipv6 = [] }) => [...ipv4, ...ipv6])),
    macAddress: firstWithMac?.mac ?? null,
    macAddresses: distinct(adapters.flatMap(({ mac }) => (mac === undefined ? [] : [mac]))),
  };
}

/** The adapter a person would call the device's own: it carries the gateway, is up, is no virtual one. */
function worth(adapter: Adapter, gateway: string | undefined): number {
  let points = 0;
  if (adapter.gateway !== undefined && adapter.gateway === gateway) points += 8;
  else if (adapter.gateway !== undefined) points += 4;
  if (adapter.ipv4?.length) points += 4;
  if (adapter.status !== 'down') points += 2;
  if (adapter.virtual !== true) points += 3;
  return points;
}

function storageOf(inventory: Inventory): NonNullable<Summary['storage']> {
  const byDevice = new Map<string, { total: number; free: number | null }>();
  for (const volume of inventory.volumes ?? []) {
    if (volume.total === undefined || notStorage.test(volume.fileSystem ?? '')) continue;
    // The same file system mounted twice is one.
    byDevice.set(volume.device ?? volume.mount, { total: volume.total, free: volume.free ?? null });
  }
  if (byDevice.size > 0) {
    const volumes = [...byDevice.values()];
    const total = volumes.reduce((sum, volume) => sum + volume.total, 0);
    const known = volumes.filter(volume => volume.free !== null);
    return { total, free: known.length ? known.reduce((sum, volume) => sum + (volume.free ?? 0), 0) : null };
  }
  const sizes = (inventory.disks ?? []).flatMap(({ size }) => (size === undefined ? [] : [size]));
  return { total: sizes.length ? sizes.reduce((sum, size) => sum + size, 0) : null, free: null };
}

function processorOf(inventory: Inventory): NonNullable<Summary['processor']> {
  const processors = inventory.processors ?? [];
  const cores = processors.flatMap(processor => (processor.cores === undefined ? [] : [processor.cores]));
  return {
    name: processors.find(({ name }) => name !== undefined)?.name ?? null,
    cores: cores.length ? cores.reduce((sum, count) => sum + count, 0) : processors.length || null,
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

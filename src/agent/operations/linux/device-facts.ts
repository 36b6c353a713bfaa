import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DeviceCategory, OperationRecord } from '../../../../domain/operation-logs/index.ts';
import { textOf } from './mounts.ts';

/** What records of external media and of devices say of the device. */
export type DeviceFacts = Pick<
  OperationRecord,
  'serial' | 'deviceType' | 'deviceName' | 'deviceInstance' | 'deviceCategory'
>;

/** Classes of USB interfaces, by their number. */
const classes: Readonly<Record<string, string>> = {
  '01': 'Audio',
  '02': 'Communication',
  '03': 'Human interface',
  '06': 'Image',
  '07': 'Printer',
  '08': 'Mass storage',
  '0b': 'Smart card',
  '0e': 'Video',
  e0: 'Wireless controller',
};
const hub = '09';
const imaging = '06';
const wireless = 'e0';

/** Of a USB device by the folder the kernel shows it in; undefined: it is a hub, or none. */
export async function usbFacts(folder: string): Promise<DeviceFacts | undefined> {
  const path = await realpath(folder).catch(() => folder);
  const of = (name: string) => textOf(join(path, name));
  const vendor = await of('idVendor');
  const own = await of('bDeviceClass');
  if (vendor === undefined || own === hub) return undefined;
  const kinds = await interfacesOf(path);
  const kind = kinds[0] ?? own ?? '';
  return {
    ...said('serial', await of('serial')),
    ...said('deviceName', [await of('manufacturer'), await of('product')].filter(Boolean).join(' ')),
    deviceType: classes[kind] ?? 'USB device',
    deviceInstance: `USB\\VID_${vendor}&PID_${(await of('idProduct')) ?? ''}\\${basename(path)}`,
    deviceCategory: usbCategory(kinds),
  };
}

function usbCategory(kinds: readonly string[]): DeviceCategory {
  if (kinds.includes(imaging)) return 'imaging';
  return kinds.includes(wireless) ? 'bluetooth' : 'usb';
}

/** Of a disk, by its name. What stands between it and the computer says more than the disk itself. */
export async function diskFacts(disk: string, root: string): Promise<DeviceFacts> {
  const folder = join(root, 'sys/class/block', disk);
  const path = await realpath(folder).catch(() => folder);
  const over = await usbAbove(path);
  const of = (name: string) => textOf(join(path, 'device', name));
  const name = [await of('vendor'), (await of('model')) ?? (await of('name'))].filter(Boolean).join(' ');
  return {
    deviceType: 'Disk',
    deviceInstance: disk,
    ...said('serial', await of('serial')),
    ...over,
    ...said('deviceName', name || over?.deviceName),
    deviceCategory: over?.deviceCategory ?? (await builtIn(disk, of)),
  };
}

async function builtIn(
  disk: string,
  of: (name: string) => Promise<string | undefined>,
): Promise<DeviceCategory> {
  if (disk.startsWith('mmcblk')) return 'built-in-sd-card';
  if (/^sr\d/.test(disk)) return 'built-in-cd-dvd';
  if (/^fd\d/.test(disk)) return 'internal-floppy';
  return (await of('ieee1394_id')) === undefined ? 'unknown' : 'ieee1394';
}

async function usbAbove(path: string): Promise<DeviceFacts | undefined> {
  for (let at = dirname(path); at !== dirname(at); at = dirname(at))
    if ((await textOf(join(at, 'idVendor'))) !== undefined) return usbFacts(at);
  return undefined;
}

async function interfacesOf(path: string): Promise<readonly string[]> {
  const names = (await readdir(path).catch(() => [])).filter(name => /^[\d.-]+:[\d.]+$/.test(name)).sort();
  const kinds = await Promise.all(names.map(name => textOf(join(path, name, 'bInterfaceClass'))));
  return kinds.filter(kind => kind !== undefined);
}

function said<Name extends string>(name: Name, value: string | undefined) {
  return (value === undefined || value === '' ? {} : { [name]: value }) as { [key in Name]?: string };
}

import type { Inventory } from '../../domain/devices/index.ts';
import { compact, ItemReader } from './item-reader.ts';
import { toAddress, type RawItem } from './values.ts';

type Hardware = NonNullable<Inventory['hardware']>;
type OperatingSystem = NonNullable<Inventory['operatingSystem']>;

/** The sections of which a machine has one. Their fields are spread differently over each dialect's sections. */
export interface Singles {
  readonly hardware: RawItem | undefined;
  readonly bios: RawItem | undefined;
  readonly operatingsystem: RawItem | undefined;
}

const nothing: RawItem = {};

function readerOf(item: RawItem | undefined): ItemReader {
  const reader = new ItemReader();
  reader.item = item ?? nothing;
  return reader;
}

export function hardwareOf(singles: Singles): Hardware | undefined {
  if (!singles.hardware && !singles.bios) return undefined;
  const general = readerOf(singles.hardware);
  const bios = readerOf(singles.bios);
  return compact<Hardware>({
    manufacturer: bios.text('smanufacturer', 'mmanufacturer'),
    model: bios.text('smodel', 'mmodel'),
    serialNumber: bios.text('ssn'),
    assetTag: bios.text('assettag'),
    uuid: general.lower('uuid'),
    chassis: general.text('chassis_type') ?? bios.text('chassis_type'),
    motherboardSerial: bios.text('msn'),
    biosVendor: bios.text('bmanufacturer'),
    biosVersion: bios.text('bversion'),
    biosDate: bios.date('bdate', 'month-first'),
    memory: general.positive('memory'),
    swap: general.integer('swap'),
    virtualization: general.text('vmsystem'),
  });
}

const families: readonly (readonly [RegExp, NonNullable<OperatingSystem['family']>])[] = [
  [/windows|mswin/i, 'windows'],
  [/darwin|mac ?os|os x/i, 'macos'],
  [/bsd|dragonfly/i, 'bsd'],
  [/linux|debian|ubuntu|red hat|centos|fedora|suse|alma|rocky|arch|gentoo|android/i, 'linux'],
];

function familyOf(...hints: readonly (string | undefined)[]): OperatingSystem['family'] {
  for (const hint of hints) {
    if (hint === undefined) continue;
    for (const [pattern, family] of families) if (pattern.test(hint)) return family;
  }
  return hints.some(hint => hint !== undefined) ? 'other' : undefined;
}

/** OCS tells the operating system inside HARDWARE. */
export function operatingSystemOf(singles: Singles): OperatingSystem | undefined {
  const own = readerOf(singles.operatingsystem);
  const general = readerOf(singles.hardware);
  const comment = general.text('oscomments');
  const name = own.text('full_name', 'name') ?? fuller(general.text('osname'), comment);
  if (name === undefined) return undefined;
  const family = familyOf(own.text('kernel_name'), name);
  const unix = family !== 'windows';
  const kernel = unix ? (own.text('kernel_version') ?? kernelIn(comment)) : undefined;
  const windowsBuild = unix ? undefined : (own.text('kernel_version') ?? general.text('osversion'));
  return compact<OperatingSystem>({
    name,
    family,
    version: own.text('version') ?? (unix ? notKernel(general.text('osversion'), kernel) : undefined),
    build: windowsBuild,
    kernel,
    architecture: own.text('arch') ?? architectureOf(general),
    installedOn: own.date('install_date') ?? general.date('install_date'),
    hostId: own.lower('hostid'),
    timeZone: own.nested('timezone', 'name'),
    language: general.text('winlang'),
  });
}

/** Depending on the distribution the comment is the kernel's release or the name of the system in full. */
function kernelIn(comment: string | undefined): string | undefined {
  return comment !== undefined && /^\d+\.\d[\w.+~-]*$/.test(comment) ? comment : undefined;
}

function fuller(name: string | undefined, comment: string | undefined): string | undefined {
  return name !== undefined && comment?.startsWith(`${name} `) === true ? comment : name;
}

/** Older agents put the kernel where the version belongs. */
function notKernel(version: string | undefined, kernel: string | undefined): string | undefined {
  return version === kernel ? undefined : version;
}

/** OCS writes `x86_64/00-00-00 00:43:26` into the description: architecture, and how long the machine is up. */
function architectureOf(general: ItemReader): string | undefined {
  return general.text('arch') ?? uptimeDescription.exec(general.text('description') ?? '')?.[1];
}

const uptimeDescription = /^(\S+)\/\d{2}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

export function generalOf(singles: Singles, users: readonly RawItem[]): Inventory {
  const general = readerOf(singles.hardware);
  const own = readerOf(singles.operatingsystem);
  const description = general.text('description');
  const servers = (general.text('dns') ?? '').split(/[\s/,;]+/).map(one => toAddress(one)?.address);
  const dns = [...new Set(servers.filter(address => address !== undefined))].sort();
  return compact<Inventory>({
    hostName: general.text('name'),
    domain: general.text('workgroup') ?? own.text('dns_domain'),
    description: description && uptimeDescription.test(description) ? undefined : description,
    lastUser: person(general.text('lastloggeduser', 'userid')) ?? firstUser(users),
    dns: dns.length > 0 ? dns : undefined,
    gateway: toAddress(general.raw('defaultgateway'))?.address,
  });
}

/** Agents read `last`, whose lines are not all about people. */
const notPeople = new Set(['wtmp', 'reboot', 'shutdown', 'runlevel']);

function person(name: string | undefined): string | undefined {
  return name === undefined || notPeople.has(name.toLowerCase()) ? undefined : name;
}

function firstUser(users: readonly RawItem[]): string | undefined {
  const names = users.map(user => readerOf(user).text('login')).filter(name => name !== undefined);
  return names.sort()[0];
}

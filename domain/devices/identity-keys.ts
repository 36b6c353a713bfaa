import type { IdentityClaims } from './report.ts';
import { fold } from './text.ts';

/** Kinds of evidence of which machine an inventory speaks, strongest first. */
export const identityKinds = [
  'agentId',
  'deviceId',
  'uuid',
  'serialNumber',
  'motherboardSerial',
  'mac',
  'hostName',
] as const;
export type IdentityKind = (typeof identityKinds)[number];

/** `<kind>:<value>`, the value folded: `mac:02:00:5e:00:00:03`. */
export type IdentityKey = `${IdentityKind}:${string}`;

/** Why a key counts for nothing. */
export const rejections = [
  'placeholder',
  'zeros-or-fs',
  'too-short',
  'one-character',
  'known-duplicate',
  'not-a-mac',
  'multicast',
  'virtual-adapter',
  'default-host-name',
  'shared-by-devices',
] as const;
export type Rejection = (typeof rejections)[number];

export interface RejectedKey {
  readonly kind: IdentityKind;
  readonly value: string;
  readonly reason: Rejection;
}

/** What firmware says when its maker forgot to: on thousands of machines alike. */
const placeholders = new Set(
  `default string|to be filled by o.e.m.|to be filled by oem|tobefilledbyo.e.m.|o.e.m.|oem|none|n/a|na|null|nil|
unknown|not specified|not available|not applicable|not present|not settable|invalid|empty|undefined|unspecified|
system serial number|chassis serial number|base board serial number|board serial number|serial number|serialnumber|
serial|system product name|sys-1234567890|0123456789|123456789|1234567890|123456789012|1234567|12345678|01234567|
xxxxxxxxxx|x.x|asset-1234567890|type1productconfigid|type2 - board serial number|mb-1234567890|bss-0123456789|
ssn12345678901234567|default|standard|test|fill by oem|filled by o.e.m.|no asset tag|vmware|virtualbox|
parallels|.......|/.......|-`
    .split('|')
    .map(text => text.trim()),
);

/** Identifiers that whole production runs carry. */
const knownDuplicates = new Set([
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  'fefefefe-fefe-fefe-fefe-fefefefefefe',
  '11111111-2222-3333-4444-555555555555',
  '00112233-4455-6677-8899-aabbccddeeff',
  '78563412-3412-7856-90ab-cddeefaabbcc',
]);

/** First octets of adapters that software makes, the same on every machine: containers, VPNs, hypervisors' host side. */
const virtualMacs: readonly string[] = [
  '02:42:', // container bridges
  '00:50:56:c0:', // host side of a desktop hypervisor
  '0a:00:27:', // the same of another
  '00:ff:', // tunnel adapters
  '00:05:9a:3c:', // VPN client
  '02:00:4c:4f:4f:50', // loopback adapter
  '20:41:53:59:4e:ff', // dial-up adapter
  '02:80:37:ec:02:00', // mobile broadband modems, one address for all
  '00:53:45:00:00:00',
  '33:50:6f:45:30:30',
  '50:50:54:50:30:30',
];

const defaultHostNames = new Set(
  'localhost|localhost.localdomain|localhost6|debian|ubuntu|fedora|centos|raspberrypi|minwinpc|desktop|laptop|pc|windows|computer|user-pc|admin-pc|macbook|macbook-pro|imac|linux|kali|archlinux|alpine|rocky|almalinux|workgroup'.split(
    '|',
  ),
);

function rubbish(kind: IdentityKind, value: string): Rejection | undefined {
  if (kind === 'hostName') return defaultHostNames.has(value) ? 'default-host-name' : undefined;
  if (kind === 'mac') return rubbishMac(value);
  if (kind === 'agentId' || kind === 'deviceId') return value.length < 4 ? 'too-short' : undefined;
  const plain = value.replace(/[-:. {}_]/g, '');
  if (placeholders.has(value) || placeholders.has(plain)) return 'placeholder';
  if (/^[0f]*$/.test(plain)) return 'zeros-or-fs';
  if (/^(.)\1*$/.test(plain)) return 'one-character';
  if (plain.length < (kind === 'uuid' ? 16 : 4)) return 'too-short';
  return knownDuplicates.has(value) ? 'known-duplicate' : undefined;
}

function rubbishMac(value: string): Rejection | undefined {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(value)) return 'not-a-mac';
  if (/^(00:){5}00$|^(ff:){5}ff$/.test(value)) return 'zeros-or-fs';
  if (Number.parseInt(value.slice(0, 2), 16) & 1)
    return virtualMacs.includes(value) ? 'virtual-adapter' : 'multicast';
  return virtualMacs.some(prefix => value.startsWith(prefix)) ? 'virtual-adapter' : undefined;
}

export interface UsableKeys {
  readonly keys: readonly IdentityKey[];
  readonly rejected: readonly RejectedKey[];
}

/** Keys of an inventory that can tell machines apart, and those that cannot with the reason. At most 64 of each. */
export function usableKeys(claims: IdentityClaims): UsableKeys {
  const keys = new Set<IdentityKey>();
  const rejected = new Map<string, RejectedKey>();
  const consider = (kind: IdentityKind, raw: string | undefined) => {
    const value = normalise(kind, raw);
    if (value === '') return;
    const reason = rubbish(kind, value);
    if (reason) rejected.set(`${kind}:${value}`, { kind, value, reason });
    else keys.add(`${kind}:${value}`);
  };
  consider('agentId', claims.agentId);
  consider('deviceId', claims.deviceId);
  consider('deviceId', claims.oldDeviceId);
  consider('uuid', claims.uuid);
  consider('serialNumber', claims.serialNumber);
  consider('motherboardSerial', claims.motherboardSerial);
  for (const mac of claims.macs.slice(0, 64)) consider('mac', mac);
  consider('hostName', claims.hostName);
  return { keys: [...keys].slice(0, 64), rejected: [...rejected.values()].slice(0, 64) };
}

function normalise(kind: IdentityKind, raw: string | undefined): string {
  const value = fold(raw ?? '');
  if (kind === 'mac') {
    const digits = value.replace(/[-:. ]/g, '');
    return digits.length === 12 ? digits.replace(/(..)(?=.)/g, '$1:') : value;
  }
  return kind === 'uuid' ? value.replace(/[{}]/g, '') : value;
}

export function kindOf(key: IdentityKey): IdentityKind {
  return key.slice(0, key.indexOf(':')) as IdentityKind;
}

export function valueOf(key: IdentityKey): string {
  return key.slice(key.indexOf(':') + 1);
}

/** Of these a machine may show several over time (agents, docks, two spellings of its name); of the others the newest counts. */
const accumulating: Readonly<Record<string, number>> = { agentId: 8, deviceId: 8, mac: 16, hostName: 2 };

/**
 * The keys a device holds after one more inventory. Returns the same array where nothing is new, so that a
 * caller can tell by identity. What a report does not tell stays; the oldest of too many is let go.
 */
export function heldKeys(held: readonly IdentityKey[], told: readonly IdentityKey[]): readonly IdentityKey[] {
  const known = new Set(held);
  const fresh = told.filter(key => !known.has(key));
  if (fresh.length === 0) return held;
  const replaced = new Set(fresh.map(kindOf).filter(kind => !(kind in accumulating)));
  const next = [...held.filter(key => !replaced.has(kindOf(key))), ...fresh];
  const surplus = new Set<IdentityKey>();
  for (const [kind, limit] of Object.entries(accumulating)) {
    const ofKind = next.filter(key => kindOf(key) === kind);
    for (const key of ofKind.slice(0, Math.max(0, ofKind.length - limit))) surplus.add(key);
  }
  return surplus.size === 0 ? next : next.filter(key => !surplus.has(key));
}

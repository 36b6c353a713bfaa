import type { Inventory, ListSection } from './inventory.ts';
import { fold, joinKey, sameValue } from './text.ts';

/** Sections that are lists of things; `dns` is a list of texts and compared as one value, software has rules of its own. */
export type ItemSection = Exclude<ListSection, 'dns' | 'software'>;
export type ItemOf<S extends ItemSection> = NonNullable<Inventory[S]>[number];
export type Item = Readonly<Record<string, unknown>>;

/** First half of the event's name: `Disk` of `DiskAdded`. */
export const groups = [
  'NetworkAdapter',
  'Disk',
  'Volume',
  'Component',
  'Peripheral',
  'LocalAccount',
  'VirtualMachine',
  'Protection',
  'Service',
] as const;
export type Group = (typeof groups)[number];

interface SectionRule<S extends ItemSection> {
  readonly group: Group;
  /** What makes two entries of two reports the same thing. */
  readonly key: (item: ItemOf<S>) => string;
  /** Fields that pass: they never make a change on their own. */
  readonly passing?: readonly (keyof ItemOf<S> & string)[];
  /** Fields whose small differences are no change; true where the difference does not count. */
  readonly tolerance?: {
    readonly [F in keyof ItemOf<S>]?: (
      from: NonNullable<ItemOf<S>[F]>,
      to: NonNullable<ItemOf<S>[F]>,
      item: ItemOf<S>,
    ) => boolean;
  };
}

/** Free space counts when it moved by a tenth of the volume since it was last recorded, and by a GiB at least. */
export function freeSpaceMoved(from: number, to: number, total: number | undefined): boolean {
  return Math.abs(to - from) >= Math.max(1_024, (total ?? 0) / 10);
}

const within = (share: number) => (from: number, to: number) => Math.abs(to - from) <= from * share;

/** Addresses of IPv6 rotate within their network (privacy extensions); only the network is a fact. */
function sameNetworks(from: readonly string[], to: readonly string[]): boolean {
  return sameValue(from.map(networkOfIpv6), to.map(networkOfIpv6));
}

function networkOfIpv6(address: string): string {
  const [plain = ''] = fold(address).split(/[/%]/);
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const right = tail === '' ? [] : tail.split(':');
    while (left.length + right.length < 8) left.push('0');
    left.push(...right);
  }
  return left
    .slice(0, 4)
    .map(part => part.replace(/^0+(?=.)/, ''))
    .join(':');
}

const rules: { readonly [S in ItemSection]: SectionRule<S> } = {
  networkAdapters: {
    group: 'NetworkAdapter',
    key: item => joinKey(item.name),
    tolerance: {
      ipv6: sameNetworks,
      // A wireless link negotiates its speed all day.
      speed: (_from, _to, item) =>
        item.ssid !== undefined || /wi-?fi|wireless|802\.11/i.test(item.type ?? ''),
    },
  },
  disks: {
    group: 'Disk',
    key: item => joinKey(item.serialNumber ?? item.name ?? item.model, item.serialNumber ? '' : item.model),
  },
  volumes: {
    group: 'Volume',
    key: item => joinKey(item.mount),
    tolerance: { free: (from, to, item) => !freeSpaceMoved(from, to, item.total) },
  },
  processors: {
    group: 'Component',
    key: item => joinKey(item.name, item.serialNumber),
    // The speed told is often that of the moment.
    tolerance: { speed: within(0.25) },
  },
  memoryModules: { group: 'Component', key: item => joinKey(item.slot ?? item.caption, item.serialNumber) },
  controllers: { group: 'Component', key: item => joinKey(item.pciSlot, item.name) },
  videoCards: { group: 'Component', key: item => joinKey(item.name, item.chipset), passing: ['resolution'] },
  soundCards: { group: 'Component', key: item => joinKey(item.name) },
  ports: { group: 'Component', key: item => joinKey(item.name, item.type) },
  slots: { group: 'Component', key: item => joinKey(item.name, item.type) },
  modems: { group: 'Component', key: item => joinKey(item.name) },
  batteries: {
    group: 'Component',
    key: item => joinKey(item.name, item.serialNumber),
    tolerance: { capacity: within(0.1) },
  },
  physicalVolumes: {
    group: 'Component',
    key: item => joinKey(item.name),
    tolerance: { free: (from, to, item) => !freeSpaceMoved(from, to, item.size) },
  },
  logicalVolumes: { group: 'Component', key: item => joinKey(item.group, item.name) },
  volumeGroups: {
    group: 'Component',
    key: item => joinKey(item.name),
    tolerance: { free: (from, to, item) => !freeSpaceMoved(from, to, item.size) },
  },
  powerSupplies: { group: 'Component', key: item => joinKey(item.name, item.model, item.serialNumber) },
  firmwares: { group: 'Component', key: item => joinKey(item.name, item.type) },
  simCards: { group: 'Component', key: item => joinKey(item.serialNumber ?? item.name) },
  cameras: { group: 'Peripheral', key: item => joinKey(item.name, item.model) },
  monitors: {
    group: 'Peripheral',
    key: item => joinKey(item.serialNumber ?? item.name ?? item.description, item.manufacturer),
  },
  printers: { group: 'Peripheral', key: item => joinKey(item.name), passing: ['status'] },
  usbDevices: {
    group: 'Peripheral',
    key: item => joinKey(item.vendorId, item.productId, item.serialNumber ?? item.name),
  },
  inputDevices: { group: 'Peripheral', key: item => joinKey(item.name, item.type) },
  localUsers: { group: 'LocalAccount', key: item => joinKey(item.name) },
  localGroups: { group: 'LocalAccount', key: item => joinKey(item.name) },
  virtualMachines: { group: 'VirtualMachine', key: item => joinKey(item.uuid ?? item.name, item.subsystem) },
  antivirus: { group: 'Protection', key: item => joinKey(item.name) },
  firewalls: { group: 'Protection', key: item => joinKey(item.name, item.profile) },
  databases: { group: 'Service', key: item => joinKey(item.name, item.port) },
  licences: { group: 'Service', key: item => joinKey(item.name, item.productId) },
  remoteManagement: { group: 'Service', key: item => joinKey(item.type, item.id) },
};

export const itemSections = Object.keys(rules) as readonly ItemSection[];

export function groupOf(section: ItemSection): Group {
  return rules[section].group;
}

/** The section's rules over plain items, for code that walks all sections alike. */
export interface PlainRule {
  readonly key: (item: Item) => string;
  /** Whether what is told of a field is a change worth recording. */
  readonly changed: (field: string, before: Item, told: Item) => boolean;
}

function plain<S extends ItemSection>(rule: SectionRule<S>): PlainRule {
  const passing = new Set<string>(rule.passing ?? []);
  const tolerance = (rule.tolerance ?? {}) as Readonly<
    Record<string, (from: unknown, to: unknown, item: Item) => boolean>
  >;
  return {
    key: rule.key as (item: Item) => string,
    changed: (field, before, told) => {
      const from = before[field];
      const to = told[field];
      if (passing.has(field) || sameValue(from, to)) return false;
      if (from === undefined || !Object.hasOwn(tolerance, field)) return true;
      // Measured against the thing as it is told now, so that recording its other changes alters no verdict.
      return !tolerance[field]?.(from, to, { ...before, ...told });
    },
  };
}

export const plainRules = Object.fromEntries(
  itemSections.map(section => [section, plain(rules[section] as SectionRule<ItemSection>)]),
) as Readonly<Record<ItemSection, PlainRule>>;

/** Adapters that containers and virtual machines make and drop all day; they are no equipment of the device. */
const passingAdapter = /^(veth|cali|cni|flannel|lxc|tap|vnet|vif|br-[0-9a-f]{12})/i;

export function isPassingAdapter(name: string): boolean {
  return passingAdapter.test(name);
}

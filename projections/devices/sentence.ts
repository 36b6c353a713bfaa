import { groupOf, sameValue, valueOf } from '../../domain/devices/index.ts';
import type { DeviceEvent, Item, ItemSection, SoftwareItem } from '../../domain/devices/index.ts';
import type { Sentence, SentenceKey, SentenceParam } from './sentence-text.ts';

export const timelineKinds = [
  'registration',
  'identity',
  'hardware',
  'system',
  'network',
  'storage',
  'software',
  'user',
  'peripheral',
  'virtual',
  'other',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** The one sentence that tells an event, and what kind of change it is. */
export function sentenceOf(event: DeviceEvent): { readonly kind: TimelineKind; readonly sentence: Sentence } {
  const [kind, key, params] = told(event);
  return { kind, sentence: { key, params } };
}

type Told = readonly [TimelineKind, SentenceKey, Readonly<Record<string, SentenceParam>>];

function told(event: DeviceEvent): Told {
  switch (event.type) {
    case 'DeviceRegistered': {
      const { splitFrom, source } = event.data;
      return splitFrom === undefined
        ? ['registration', 'DeviceRegistered', { agent: source.agent ?? source.dialect }]
        : ['registration', 'DeviceRegistered.split', { from: splitFrom }];
    }
    case 'DeviceManaged':
    case 'DeviceIgnored':
      return ['registration', event.type, {}];
    case 'DeviceRemoved': {
      const { reason } = event.data;
      return reason === undefined
        ? ['registration', 'DeviceRemoved', {}]
        : ['registration', 'DeviceRemoved.reason', { reason }];
    }
    case 'DeviceMerged': {
      const { into, reason } = event.data;
      return reason === undefined
        ? ['identity', 'DeviceMerged', { into }]
        : ['identity', 'DeviceMerged.reason', { into, reason }];
    }
    case 'DeviceAbsorbed':
    case 'DeviceRestored':
      return ['identity', event.type, { from: event.data.from }];
    case 'DeviceSplit':
      return ['identity', 'DeviceSplit', { into: event.data.into, keys: event.data.keys.map(valueOf) }];
    case 'DeviceIdentityChanged': {
      const added = event.data.added.map(valueOf);
      const dropped = event.data.dropped.map(valueOf);
      return [
        'identity',
        dropped.length ? 'DeviceIdentityChanged.replaced' : 'DeviceIdentityChanged',
        { added, dropped },
      ];
    }
    case 'DevicePlaced':
      return placed(event.data);
    case 'DeviceTypeChanged':
      return ['hardware', 'DeviceTypeChanged', { from: event.data.from, to: event.data.to }];
    case 'LateInventoryRecorded': {
      const count = Object.values(event.data.differences).reduce((sum, number) => sum + number, 0);
      return ['other', 'LateInventoryRecorded', { collectedAt: event.data.collectedAt, count }];
    }
    case 'HostRenamed':
      return single('system', 'HostRenamed', 'hostName', event.data);
    case 'DomainChanged':
      return single('system', 'Changed', 'domain', event.data);
    case 'DescriptionChanged':
      return single('system', 'Changed', 'description', event.data);
    case 'LastUserChanged':
      return single('user', 'Changed', 'lastUser', event.data);
    case 'OperatingSystemUpgraded':
    case 'OperatingSystemSettingsChanged':
    case 'AgentChanged':
      return fields('system', event.data.changes);
    case 'HardwareChanged':
    case 'FirmwareUpdated':
    case 'MemoryChanged':
      return fields('hardware', event.data.changes);
    case 'NetworkSettingsChanged':
      return fields('network', event.data.changes);
    case 'DetailsLearned':
      return ['other', 'DetailsLearned', { fields: learnedFields(event.data.inventory) }];
    case 'SoftwareInstalled':
      return packages('SoftwareInstalled', event.data.items);
    case 'SoftwareRemoved':
      return packages('SoftwareRemoved', event.data.items);
    case 'SoftwareUpdated':
      return updated(event.data.items);
    case 'SoftwareDescribed':
      return described(event.data.items.map(({ to }) => to));
    case 'NetworkAddressChanged':
      return addresses(event.data.items);
    case 'VolumeResized':
      return volumeSize(event.data.items);
    case 'VolumeSpaceChanged':
      return volumeSpace(event.data.items);
    default:
      return items(event);
  }
}

function placed({
  department,
  location,
  before,
}: Extract<DeviceEvent, { type: 'DevicePlaced' }>['data']): Told {
  if (location === before.location)
    return ['registration', 'DevicePlaced.department', { from: before.department, to: department }];
  if (department === before.department)
    return ['registration', 'DevicePlaced.location', { from: before.location, to: location }];
  return [
    'registration',
    'DevicePlaced',
    {
      fromDepartment: before.department,
      fromLocation: before.location,
      toDepartment: department,
      toLocation: location,
    },
  ];
}

function single(
  kind: TimelineKind,
  key: 'Changed' | 'HostRenamed',
  field: string,
  { from, to }: { readonly from?: string | undefined; readonly to: string },
): Told {
  return from === undefined ? [kind, 'Changed.first', { field, to }] : [kind, key, { field, from, to }];
}

type Change = { readonly from?: SentenceParam | undefined; readonly to: SentenceParam };

function fields(kind: TimelineKind, changes: Readonly<Record<string, Change | undefined>>): Told {
  const [[field, change] = ['', undefined], ...others] = Object.entries(changes);
  const params = { field, from: change?.from ?? null, to: change?.to ?? null };
  if (others.length > 0) return [kind, 'Changed.many', { ...params, others: others.map(([name]) => name) }];
  return [kind, change?.from === undefined ? 'Changed.first' : 'Changed', params];
}

function learnedFields(inventory: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(inventory).flatMap(([name, value]) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.keys(value).map(field => `${name}.${field}`)
      : [name],
  );
}

/** Parts of others, which nobody would name first. */
const minor =
  /^(lib|python3?-|perl-|fonts-|gir1|golang-|node-|ruby-|r-cran-)|-(dev|devel|common|data|doc|docs|dbg|dbgsym|locale|l10n|bin|utils|libs)$/i;

/** The three a person would name: programs before parts, larger before smaller. */
function notable(items: readonly SoftwareItem[], count = 3): SoftwareItem[] {
  return [...items]
    .sort((one, two) => {
      const parts = Number(minor.test(one.name)) - Number(minor.test(two.name));
      return parts || (two.size ?? 0) - (one.size ?? 0) || (one.name < two.name ? -1 : 1);
    })
    .slice(0, count);
}

function packages(type: 'SoftwareInstalled' | 'SoftwareRemoved', list: readonly SoftwareItem[]): Told {
  const [first] = list;
  if (list.length === 1 && first)
    return ['software', `${type}.one`, { name: first.name, version: first.version ?? '' }];
  const names = notable(list).map(({ name }) => name);
  return ['software', list.length <= 3 ? `${type}.few` : `${type}.many`, { count: list.length, names }];
}

function updated(list: readonly { readonly from: SoftwareItem; readonly to: SoftwareItem }[]): Told {
  const [to] = notable(
    list.map(item => item.to),
    1,
  );
  const change = list.find(item => item.to === to);
  const params = { name: to?.name ?? '', from: change?.from.version ?? null, to: to?.version ?? null };
  if (list.length === 1) return ['software', 'SoftwareUpdated.one', params];
  return ['software', 'SoftwareUpdated.many', { ...params, count: list.length }];
}

function described(list: readonly SoftwareItem[]): Told {
  const names = notable(list).map(({ name }) => name);
  if (list.length === 1) return ['software', 'SoftwareDescribed.one', { name: names[0] ?? '' }];
  return ['software', 'SoftwareDescribed.many', { count: list.length, names }];
}

type ItemChange = { readonly from: Item; readonly to: Item };

function addresses(list: readonly ItemChange[]): Told {
  const [first] = list;
  if (list.length !== 1 || !first)
    return ['network', 'Address.many', { names: list.map(({ to }) => labelOf(to)) }];
  const before = addressesOf(first.from);
  const after = addressesOf(first.to);
  const from = before.filter(address => !after.includes(address));
  const to = after.filter(address => !before.includes(address));
  const name = labelOf(first.to);
  if (from.length && to.length) return ['network', 'Address.changed', { name, from, to }];
  if (to.length) return ['network', 'Address.gained', { name, to }];
  if (from.length) return ['network', 'Address.lost', { name, from }];
  return changedItem('network', 'networkAdapters', first);
}

function addressesOf(adapter: Item): string[] {
  return [adapter.ipv4, adapter.ipv6].flatMap(list => (Array.isArray(list) ? list.map(String) : []));
}

function volumeSize(list: readonly ItemChange[]): Told {
  const [first] = list;
  if (list.length !== 1 || !first) return many('storage', 'volumes', list);
  return [
    'storage',
    'VolumeResized',
    { name: labelOf(first.to), from: number(first.from.total), to: number(first.to.total) },
  ];
}

function volumeSpace(list: readonly ItemChange[]): Told {
  const [first] = list;
  if (list.length !== 1 || !first)
    return ['storage', 'VolumeSpaceChanged.many', { names: list.map(({ to }) => labelOf(to)) }];
  const { from, to } = first;
  return [
    'storage',
    'VolumeSpaceChanged',
    { name: labelOf(to), from: number(from.free), to: number(to.free), total: number(to.total) },
  ];
}

const groupKinds = {
  NetworkAdapter: 'network',
  Disk: 'storage',
  Volume: 'storage',
  Component: 'hardware',
  Peripheral: 'peripheral',
  LocalAccount: 'user',
  VirtualMachine: 'virtual',
  Protection: 'system',
  Service: 'system',
} as const satisfies Readonly<Record<ReturnType<typeof groupOf>, TimelineKind>>;

function items(event: {
  readonly type: string;
  readonly data: { readonly section: ItemSection; readonly items: readonly unknown[] };
}): Told {
  const { section } = event.data;
  const kind = groupKinds[groupOf(section)];
  if (event.type.endsWith('Changed')) {
    const changes = event.data.items as readonly ItemChange[];
    const [first] = changes;
    return changes.length === 1 && first ? changedItem(kind, section, first) : many(kind, section, changes);
  }
  const names = (event.data.items as readonly Item[]).map(labelOf);
  const verb = event.type.endsWith('Added') ? 'Added' : 'Removed';
  if (names.length === 1) return [kind, `${verb}.one`, { section, names }];
  return [kind, `${verb}.many`, { section, count: names.length, names: names.slice(0, 3) }];
}

function changedItem(kind: TimelineKind, section: ItemSection, { from, to }: ItemChange): Told {
  const changed = Object.keys(to).filter(field => !sameValue(from[field], to[field]));
  const [field = ''] = changed;
  const name = labelOf(to);
  if (changed.length !== 1) return [kind, 'ItemChanged.fields', { section, name, fields: changed }];
  const params = { name, field, from: shown(from[field]), to: shown(to[field]) };
  return [kind, from[field] === undefined ? 'ItemChanged.first' : 'ItemChanged.one', params];
}

function many(kind: TimelineKind, section: ItemSection, changes: readonly ItemChange[]): Told {
  const names = changes.slice(0, 3).map(({ to }) => labelOf(to));
  return [kind, 'ItemChanged.many', { section, count: changes.length, names }];
}

const labels = [
  'mount',
  'name',
  'fullName',
  'model',
  'slot',
  'caption',
  'description',
  'serialNumber',
  'id',
  'manufacturer',
  'status',
];

/** What a person calls a thing of an inventory. */
export function labelOf(item: Item): string {
  for (const field of labels) {
    const value = item[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '?';
}

function shown(value: unknown): SentenceParam {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

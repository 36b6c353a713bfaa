import { groupOf, sameValue } from '../../domain/devices/index.ts';
import type { Item, ItemSection } from '../../domain/devices/index.ts';
import type { SentenceParam } from './sentence-text.ts';
import type { TimelineKind, Told } from './timeline-kind.ts';

export type ItemChange = { readonly from: Item; readonly to: Item };

export function addresses(list: readonly ItemChange[]): Told {
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

export function volumeSize(list: readonly ItemChange[]): Told {
  const [first] = list;
  if (list.length !== 1 || !first) return many('storage', 'volumes', list);
  return [
    'storage',
    'VolumeResized',
    { name: labelOf(first.to), from: number(first.from.total), to: number(first.to.total) },
  ];
}

export function volumeSpace(list: readonly ItemChange[]): Told {
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

export function items(event: {
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
  const size = names.length <= 3 ? 'few' : 'many';
  return [kind, `${verb}.${size}`, { section, count: names.length, names: names.slice(0, 3) }];
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

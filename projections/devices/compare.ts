import {
  compareItems,
  compareSoftware,
  fieldAt,
  fieldPaths,
  itemSections,
  plainRules,
  sameValue,
  valueFields,
} from '../../domain/devices/index.ts';
import type { InstalledSoftware, Item, ItemSection } from '../../domain/devices/index.ts';
import type { DeviceDetail } from './detail.ts';
import { labelOf } from './sentence-items.ts';

/** One difference between two moments. Values are as collected; null: there was none. */
export interface DeviceDifference {
  readonly kind: 'added' | 'removed' | 'changed';
  /** `facts`, or a section of the normal form. */
  readonly section: string;
  /** The thing in a list; null for a single fact. */
  readonly item: string | null;
  /** The fact, by path or by its name within the thing; null where the thing itself came or went. */
  readonly path: string | null;
  readonly from: unknown;
  readonly to: unknown;
}

export interface DeviceComparison {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Only sections that differ, in the order of a device's page. */
  readonly groups: readonly {
    readonly section: string;
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly items: readonly DeviceDifference[];
  }[];
}

const facts = ['managementStatus', 'deviceType', 'department', 'location'] as const;
const sectionOrder = ['facts', 'operatingSystem', 'hardware', 'agent', 'networkAdapters', 'volumes', 'disks'];

/** What a device was otherwise at one moment than at another; there-and-back is no difference. */
export function compareDetails(before: DeviceDetail, after: DeviceDetail): DeviceComparison {
  const all = [
    ...facts.flatMap(fact => factDifference('facts', fact, before[fact], after[fact])),
    ...valueFields.flatMap(field =>
      factDifference('facts', field, before.fields[field], after.fields[field]),
    ),
    ...fieldPaths.flatMap(path => {
      const section = path.includes('.') ? (path.split('.')[0] ?? '') : 'facts';
      return factDifference(section, path, fieldAt(before.inventory, path), fieldAt(after.inventory, path));
    }),
    ...itemSections.flatMap(section => itemDifferences(section, before, after)),
    ...softwareDifferences(before.inventory.software ?? [], after.inventory.software ?? []),
  ];
  const sections = Map.groupBy(all, ({ section }) => section);
  const groups = [...sections].map(([section, items]) => ({ section, ...counted(items), items }));
  groups.sort((one, two) => rank(one.section) - rank(two.section));
  return { ...counted(all), groups };
}

function rank(section: string): number {
  const at = sectionOrder.indexOf(section);
  if (at >= 0) return at;
  return section === 'software' ? sectionOrder.length + 1 : sectionOrder.length;
}

function counted(items: readonly DeviceDifference[]) {
  const count = (kind: DeviceDifference['kind']) => items.filter(item => item.kind === kind).length;
  return { added: count('added'), removed: count('removed'), changed: count('changed') };
}

function factDifference(
  section: string,
  path: string,
  from: unknown = null,
  to: unknown = null,
): DeviceDifference[] {
  if (sameValue(from, to)) return [];
  const kind = from === null ? 'added' : to === null ? 'removed' : 'changed';
  return [{ kind, section, item: null, path, from, to }];
}

function itemDifferences(
  section: ItemSection,
  before: DeviceDetail,
  after: DeviceDetail,
): DeviceDifference[] {
  const earlier = (before.inventory[section] ?? []) as readonly Item[];
  const later = (after.inventory[section] ?? []) as readonly Item[];
  if (earlier === later) return [];
  // What was recorded as a change counts here, however small.
  const exact = {
    key: plainRules[section].key,
    changed: (field: string, from: Item, to: Item) => !sameValue(from[field], to[field]),
  };
  const difference = compareItems(exact, earlier, later);
  if (!difference) return [];
  const { added, removed, changed } = difference;
  return [
    ...added.map((item): DeviceDifference => ({
      kind: 'added',
      section,
      item: labelOf(item),
      path: null,
      from: null,
      to: item,
    })),
    ...removed.map((item): DeviceDifference => ({
      kind: 'removed',
      section,
      item: labelOf(item),
      path: null,
      from: item,
      to: null,
    })),
    ...changed.flatMap(({ from, to }) =>
      Object.keys(to)
        .filter(field => !sameValue(from[field], to[field]))
        .map((path): DeviceDifference => ({
          kind: 'changed',
          section,
          item: labelOf(to),
          path,
          from: from[path] ?? null,
          to: to[path],
        })),
    ),
  ];
}

function softwareDifferences(
  before: readonly InstalledSoftware[],
  after: readonly InstalledSoftware[],
): DeviceDifference[] {
  if (before === after) return [];
  const { installed, removed, updated, described } = compareSoftware(before, after);
  const section = 'software';
  const entry = (
    kind: DeviceDifference['kind'],
    item: string,
    path: string | null,
    from: unknown,
    to: unknown,
  ) => ({ kind, section, item, path, from, to });
  return [
    ...installed.map(({ name, version = '' }) => entry('added', name, null, null, version)),
    ...updated.map(({ from, to }) =>
      entry('changed', to.name, 'version', from.version ?? '', to.version ?? ''),
    ),
    ...removed.map(({ name, version = '' }) => entry('removed', name, null, version, null)),
    ...described.flatMap(({ from, to }) =>
      (['publisher', 'installedOn'] as const)
        .filter(path => !sameValue(from[path], to[path]))
        .map(path => entry('changed', to.name, path, from[path] ?? null, to[path] ?? null)),
    ),
  ];
}

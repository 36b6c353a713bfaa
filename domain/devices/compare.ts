import { fieldAt, fieldPaths, withField } from './fields.ts';
import type { FieldPath, FieldValue } from './fields.ts';
import type { SoftwareItem } from './inventory-items.ts';
import type { Inventory } from './inventory.ts';
import { pairItems } from './pairing.ts';
import { isPassingAdapter, itemSections, plainRules } from './sections.ts';
import type { Item, ItemSection, PlainRule } from './sections.ts';
import { compareSoftware, distinctSoftware } from './software.ts';
import type { InstalledSoftware, SoftwareDifference } from './software.ts';
import { sameValue } from './text.ts';

export interface FieldDifference {
  readonly path: FieldPath;
  readonly from: FieldValue | undefined;
  readonly to: FieldValue;
}

export interface SectionDifference {
  readonly section: ItemSection;
  readonly added: readonly Item[];
  readonly removed: readonly Item[];
  /** `to` is `from` with the fields that changed. */
  readonly changed: readonly { readonly from: Item; readonly to: Item }[];
}

export interface InventoryDifference {
  readonly fields: readonly FieldDifference[];
  readonly sections: readonly SectionDifference[];
  readonly software: SoftwareDifference;
  /** Fields and whole sections of which nothing was known before. */
  readonly learned: Inventory;
}

/** What is known of a device: the normal form without software, and its software with the time of each entry. */
export interface KnownInventory {
  readonly inventory: Inventory;
  /** Null: never told. */
  readonly software: readonly InstalledSoftware[] | null;
}

/** Small differences of these pass: what firmware and kernel reserve moves with every update. */
const fieldTolerance: Readonly<Partial<Record<FieldPath, (from: FieldValue, to: FieldValue) => boolean>>> = {
  'hardware.memory': (from, to) => Math.abs(Number(to) - Number(from)) < Math.max(64, Number(from) / 100),
  'hardware.swap': (from, to) => Math.abs(Number(to) - Number(from)) < Math.max(64, Number(from) / 10),
};

/**
 * The inventory without what passes: adapters that containers make and drop. What is compared and what is recorded
 * is this.
 */
export function settled(inventory: Inventory): Inventory {
  const adapters = inventory.networkAdapters;
  if (!adapters?.some(({ name }) => isPassingAdapter(name))) return inventory;
  return { ...inventory, networkAdapters: adapters.filter(({ name }) => !isPassingAdapter(name)) };
}

/**
 * What `told` (settled) says otherwise than `known`. Order, letter case, white space and tolerated movements make
 * no difference; a section that is told is told whole, what is not told stays as it was.
 */
export function compareReport(known: KnownInventory, told: Inventory): InventoryDifference {
  const fields: FieldDifference[] = [];
  const sections: SectionDifference[] = [];
  let learned: Inventory = {};

  for (const path of fieldPaths) {
    const to = fieldAt(told, path);
    if (to === undefined) continue;
    const from = fieldAt(known.inventory, path);
    if (from !== undefined ? !sameValue(from, to) && !fieldTolerance[path]?.(from, to) : path === 'lastUser')
      fields.push({ path, from, to });
    else if (from === undefined) learned = withField(learned, path, to);
  }
  for (const section of itemSections) {
    const now = told[section] as readonly Item[] | undefined;
    const before = known.inventory[section] as readonly Item[] | undefined;
    if (now === undefined || now === before) continue;
    if (before === undefined) learned = { ...learned, [section]: now };
    else {
      const difference = compareItems(plainRules[section], before, now);
      if (difference) sections.push({ section, ...difference });
    }
  }
  return { fields, sections, ...softwareDifference(known.software, told.software, learned) };
}

function softwareDifference(
  known: readonly InstalledSoftware[] | null,
  told: readonly SoftwareItem[] | undefined,
  learned: Inventory,
): Pick<InventoryDifference, 'software' | 'learned'> {
  const none: SoftwareDifference = { installed: [], removed: [], updated: [], described: [] };
  if (told === undefined) return { software: none, learned };
  if (known === null)
    return { software: none, learned: { ...learned, software: [...distinctSoftware(told)] } };
  return { software: compareSoftware(known, told), learned };
}

export function compareItems(
  rule: PlainRule,
  before: readonly Item[],
  now: readonly Item[],
): Omit<SectionDifference, 'section'> | undefined {
  const { pairs, added, removed } = pairItems(rule, before, now, (from, told) =>
    changedItem(rule, from, told),
  );
  const changed = pairs.flatMap(({ from, to }) => (to ? [{ from, to }] : []));
  return added.length || removed.length || changed.length ? { added, removed, changed } : undefined;
}

function changedItem(rule: PlainRule, from: Item, told: Item): Item | undefined {
  let to: Record<string, unknown> | undefined;
  for (const field in told) {
    const value = told[field];
    if (value !== undefined && rule.changed(field, from, told)) (to ??= { ...from })[field] = value;
  }
  return to;
}

/** How many differences per section, for people: fields, items and packages each count one. */
export function countDifferences({
  fields,
  sections,
  software,
  learned,
}: InventoryDifference): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (name: string, count: number) => {
    if (count > 0) counts[name] = (counts[name] ?? 0) + count;
  };
  for (const { path } of fields) add(path.split('.')[0] ?? path, 1);
  for (const { section, added, removed, changed } of sections)
    add(section, added.length + removed.length + changed.length);
  add(
    'software',
    software.installed.length + software.removed.length + software.updated.length + software.described.length,
  );
  for (const [name, value] of Object.entries(learned)) add(name, Array.isArray(value) ? value.length : 1);
  return counts;
}
